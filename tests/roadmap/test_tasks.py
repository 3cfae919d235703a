"""The roadmap's clock: what it does once, however often and by however many it is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connections

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.outbox.models import Notice
from roadmap import actions, tasks
from roadmap.models import Version
from tests.ballots.sittings import days_pass
from tests.cast import HODS
from tests.proposals.test_actions_numbers import at_once
from tests.roadmap import stages
from tests.roadmap.telling import events

pytestmark = pytest.mark.transactional


def left_behind(version):
    """Return all that the clock leaves: state, instants, rounds, events, how many notices."""
    fresh = stages.fresh(version)
    rounds = list(version.rounds.order_by("pk").values_list("stage", "round__state", "round__outcome"))
    return (fresh.state, fresh.edition, fresh.approved_at, rounds, events(version), Notice.objects.count())


def follows_once(version, name):
    """Ask the clock at once by four, then again: one moves the version, and it stays as it was then."""
    assert sorted(at_once(lambda _n: tasks.follow_rounds(), range(4))) == [0, 0, 0, 1]
    first = left_behind(version)
    assert [each[0] for each in first[4]].count(name) == 1
    assert tasks.follow_rounds() == 0
    assert left_behind(version) == first
    return first


@pytest.fixture(autouse=True)
def _closed():
    yield
    connections.close_all()


def test_a_ballot_that_ended_is_closed(transactional_db, cast, ended):
    version = stages.under_approval(cast)
    round = actions.current_round(version)
    for key in HODS:
        ballots.cast(round, by=cast.hat(key), answer="support")
    assert tasks.follow_rounds() == 0
    ended(round)
    assert follows_once(version, "version.round_closed")[0] == "tf_endorsed"


def test_a_missing_office_extends_once(transactional_db, cast, ended):
    version = stages.under_approval(cast)
    round = actions.current_round(version)
    for key in HODS[:3]:
        ballots.cast(round, by=cast.hat(key), answer="support")
    ended(round)
    assert sorted(at_once(lambda _n: tasks.follow_rounds(), range(4))) == [0, 0, 0, 0]
    assert stages.fresh(version).state == "under_approval"
    ended(actions.current_round(version))
    assert follows_once(version, "version.round_closed")[0] == "frozen"
    assert actions.current_round(version).outcome == "inquorate"


def test_an_announced_silence_is_opened(transactional_db, cast):
    version = stages.frozen(cast)
    stages.soon(cast, version)
    assert follows_once(version, "version.round_opened")[0] == "under_approval"


def test_a_broken_silence_is_followed(transactional_db, cast):
    version = stages.silent(cast, stages.frozen(cast))
    words = {"answer": "object", "passage": "The first goal.", "text": "No.", "remedy": "Another."}
    ballots.break_silence(actions.current_round(version), by=cast.hod_cn, **words)
    assert follows_once(version, "version.round_closed")[0] == "frozen"


def test_what_nobody_confirmed_is_settled_at_its_date(transactional_db, cast, owner):
    version = stages.approved(cast, stages.frozen(cast), hod_us="ad_referendum")
    round = actions.current_round(version)
    assert tasks.follow_rounds() == 0
    with owner.transaction():
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        owner.execute(
            "UPDATE ballots_round SET settle_due_at = now() - interval '1 s' WHERE id = %s", [round.pk]
        )
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
    found = follows_once(version, "version.round_closed")
    # Four of five support, the fifth gave no position: that endorses.
    assert (found[0], actions.current_round(version).standing_outcome) == ("tf_endorsed", "tf_endorsed")


def test_a_deferred_version_is_put_to_the_heads_again(transactional_db, cast, owner):
    version = stages.submitted(cast)
    until = clock.now().date() + dt.timedelta(days=2)
    version = stages.decided(
        cast, version, US={"answer": "defer", "until": until, "text": "After the budget."}
    )
    assert (version.state, tasks.follow_rounds()) == ("heads_deferred", 0)
    days_pass(owner, version.rounds.get(stage="heads").round, 24 * 4)
    found = follows_once(version, "version.put_again")
    assert found[0] == "submitted"
    assert [each[0] for each in found[3]].count("heads") == 2
    again = version.rounds.get(stage="heads", round__state="open").round
    assert (again.number, again.position_count) == (2, 0)
    # The same question, to the letter.
    assert again.text == version.rounds.get(stage="heads", round__number=1).round.text


def test_an_embargo_that_is_over_is_published_once(transactional_db, cast):
    version = actions.approve_publication(stages.heads_endorsed(cast), by=cast.chair_ep)
    later = clock.instant() + dt.timedelta(days=1)
    actions.publish(version, by=cast.secretariat, embargo_until=later)
    assert tasks.publish_versions() == 0
    Version.objects.filter(pk=version.pk).update(embargo_until=clock.instant())
    assert sorted(at_once(lambda _n: tasks.publish_versions(), range(4))) == [0, 0, 0, 1]
    first = left_behind(version)
    assert (first[:2], [each[0] for each in first[4]].count("version.published")) == (("published", "1.0"), 1)
    assert tasks.publish_versions() == 0
    assert left_behind(version) == first
