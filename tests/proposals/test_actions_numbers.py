"""Symbols under concurrency: gap-free, each given once, none lost by a rollback; real connections."""

import threading
from collections import Counter

import pytest
from django.db import connections, transaction

from ip5.kernel.errors import DeedError
from ip5.offices.models import Office
from proposals import actions
from proposals.models import Proposal, Revision
from tests import stages
from tests.proposals.telling import events

pytestmark = pytest.mark.transactional
THREADS = 8


def at_once(work, arguments):
    """Run ``work`` on each argument in a thread of its own, all starting together; return what each came to."""
    barrier, results, lock = threading.Barrier(len(arguments), timeout=30), [], threading.Lock()

    def run(argument):
        try:
            barrier.wait()
            result = work(argument)
        except DeedError as error:
            result = type(error).__name__
        except Exception as error:  # noqa: BLE001 - a thread's surprise is the test's failure
            result = repr(error)
        finally:
            connections.close_all()
        with lock:
            results.append(result)

    threads = [threading.Thread(target=run, args=[each]) for each in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


class Undone(Exception):
    """What makes a transaction roll back."""


def submit_and_undo(proposal, by):
    with transaction.atomic():
        actions.submit(proposal, by=by)
        raise Undone


def test_eight_submit_at_once_in_two_series(transactional_db, cast):
    restricted = [stages.consented(cast, f"R{n}", submit_visibility="members") for n in range(3)]
    opened = [stages.consented(cast, f"P{n}") for n in range(THREADS - 3)]
    hod = cast.hod_ep
    symbols = at_once(lambda each: actions.submit(each, by=hod).symbol, [*restricted, *opened])
    year = Proposal.objects.first().submitted_at.year
    assert sorted(symbols) == sorted(
        [f"NETAI/P/{year}/{n:03d}" for n in range(1, 6)] + [f"NETAI/PR/{year}/{n:03d}" for n in range(1, 4)]
    )
    assert sorted(Proposal.objects.values_list("symbol", flat=True)) == sorted(symbols)
    connections.close_all()


def test_one_proposal_submitted_eight_times_at_once_is_submitted_once(transactional_db, cast):
    proposal, hod = stages.consented(cast), cast.hod_ep
    results = at_once(lambda each: actions.submit(each, by=hod).state, [proposal] * THREADS)
    assert Counter(results) == {"submitted": 1, "WrongState": THREADS - 1}
    assert Revision.objects.count() == 1
    assert [row[0] for row in events(proposal)].count("proposal.submitted") == 1
    connections.close_all()


def test_a_rollback_gives_the_number_back_and_none_is_used_twice(transactional_db, cast):
    first, undone, last = (stages.consented(cast, title) for title in ("First", "Undone", "Last"))
    actions.submit(first, by=cast.hod_ep)
    with pytest.raises(Undone):
        submit_and_undo(undone, cast.hod_ep)
    with pytest.raises(DeedError):
        actions.submit(undone, by=cast.delegate_ep)
    actions.submit(last, by=cast.hod_ep)
    actions.submit(undone, by=cast.hod_ep)
    numbered = dict(Proposal.objects.values_list("title", "symbol"))
    assert {title: symbol[-3:] for title, symbol in numbered.items()} == {
        "First": "001",
        "Last": "002",
        "Undone": "003",
    }
    connections.close_all()


def test_an_edit_and_a_consent_at_once_never_leave_a_consent_to_another_text(transactional_db, cast):
    proposal = stages.asked(cast)
    delegate, hod = cast.delegate_ep, cast.hod_us
    deeds = [
        lambda: actions.edit(proposal, by=delegate, values={"risks": "More."}, version=proposal.version),
        lambda: actions.consent(proposal, by=hod, fingerprint=proposal.fingerprint),
    ]
    at_once(lambda deed: deed(), deeds)
    kept = Proposal.objects.get(pk=proposal.pk)
    (part,) = kept.participations.all()
    # Whoever came first: a consent names the text it read, and counts only while that is the text.
    assert part.consent_fingerprint in ("", proposal.fingerprint)
    assert part.counts_for(kept) is (part.consent_fingerprint == kept.fingerprint)
    connections.close_all()


def test_two_chairs_table_at_once_and_one_does(transactional_db, cast):
    us = actions.create(
        by=cast.delegate_us, values=stages.text(), offices={Office.objects.get(code="JP").pk: "co_lead"}
    )
    asked = actions.ask_consent(us, by=cast.delegate_us)
    actions.consent(asked, by=cast.hod_jp, fingerprint=asked.fingerprint)
    submitted = actions.submit(us, by=cast.hod_us)
    chairs = [cast.chair_ep, cast.chair_kr]
    results = at_once(lambda chair: actions.table(submitted, by=chair, reason="Now.").state, chairs)
    assert Counter(results) == {"tabled": 1, "WrongState": 1}
    connections.close_all()
