"""Writing into the record: what is kept, and what the database decides."""

import pytest
from django.utils import translation

from ip5.audit import actions
from ip5.audit.models import Chain, Event
from ip5.audit.verifier import START, check_chains, event_digest
from ip5.kernel import clock

from .conftest import Subject


def test_an_event_keeps_who_did_what(db, cast, subject):
    hod = cast.hod_jp
    event = actions.record(subject, "proposal.submitted", by=hod, reason="Because", data={"b": 1, "a": "é"})
    kept = Event.objects.get()
    assert kept == event
    assert (kept.by, kept.office, kept.office_code) == (hod, hod.office, "JP")
    assert (kept.person_name, kept.acting_as) == ("Hod Jp", "head of delegation")
    assert kept.payload == '{"data":{"a":"é","b":1},"reason":"Because"}'
    assert (kept.reason, kept.data) == ("Because", {"a": "é", "b": 1})
    assert (kept.visibility, kept.offices) == ("members", [])
    assert not kept.is_by_clock
    # What the trigger decided is on the returned row without another query.
    assert (event.seq, event.prev, event.hash, event.at) == (1, START, kept.hash, kept.at)


def test_the_clock_is_nobody(subject, db):
    event = actions.record(subject, "ballot.closed", by=None)
    assert event.is_by_clock
    assert (event.person_name, event.acting_as, event.office_code, event.office) == ("", "", "", None)


def test_one_chain_a_subject(db, cast, subject):
    hod, other = cast.hod_jp, Subject()
    first = actions.record(subject, "a.done", by=hod)
    second = actions.record(subject, "b.done", by=hod)
    apart = actions.record(other, "a.done", by=hod)
    assert (first.seq, second.seq, apart.seq) == (1, 2, 1)
    assert second.prev == first.hash
    chain = Chain.objects.for_subject(subject).get()
    assert (chain.count, chain.head) == (2, second.hash)
    assert list(Event.objects.for_subject(subject)) == [first, second]
    report = check_chains(Chain.objects.rows_to_verify(), event_digest)
    assert (report.chains, report.rows, report.flaw) == (2, 3, None)


def test_internal_events_name_their_readers(db, cast):
    hod, draft = cast.hod_jp, Subject("office_internal")
    assert actions.record(draft, "draft.edited", by=hod).offices == [hod.office_id]
    assert actions.record(draft, "consent.asked", by=hod, offices=[9, 2, 9]).offices == [2, 9]
    narrow = actions.record(Subject("public"), "x.done", by=hod, visibility="office_internal")
    assert (narrow.visibility, narrow.offices) == ("office_internal", [hod.office_id])
    assert actions.record(draft, "x.lapsed", by=None).offices == []


def test_a_name_stays_on_its_line_and_in_the_records_language(db, cast, subject):
    hod = cast.hod_jp
    hod.person.name = "Two\nLines"
    with translation.override("de"):
        event = actions.record(subject, "x.done", by=hod, reason="first\nsecond")
    assert (event.person_name, event.acting_as) == ("Two Lines", "head of delegation")
    assert Event.objects.get().reason == "first\nsecond"
    assert check_chains(Chain.objects.rows_to_verify(), event_digest).flaw is None


@pytest.mark.parametrize("data", [{"when": object()}, {"n": float("nan")}])
def test_only_json_is_recorded(subject, db, data):
    with pytest.raises((TypeError, ValueError)):
        actions.record(subject, "x.done", by=None, data=data)


def test_an_unknown_class_is_refused(subject, db):
    with pytest.raises(ValueError, match="everybody"):
        actions.record(subject, "x.done", by=None, visibility="everybody")


def test_what_the_database_decides_is_overwritten(subject, db):
    actions.record(subject, "x.done", by=None)
    before, chain = clock.now(), Chain.objects.get()
    forged = Event(
        chain=chain, verb="y.done", visibility="members", payload="{}", seq=77, prev="a" * 64, hash="b" * 64
    )
    forged.at = before.replace(year=2001)
    forged.save(force_insert=True)
    kept = Event.objects.get(seq=2)
    assert kept.at.year >= before.year
    assert kept.hash != "b" * 64
    assert kept.prev == Event.objects.get(seq=1).hash
    assert check_chains(Chain.objects.rows_to_verify(), event_digest).flaw is None


def test_a_chain_starts_empty_whatever_is_sent(subject, db):
    Chain.objects.create(subject_kind="a.b", subject_uuid=subject.uuid, count=9, head="c" * 64)
    chain = Chain.objects.get()
    assert (chain.count, chain.head) == (0, START)


def test_recording_costs_two_queries(db, cast, subject, django_assert_num_queries):
    hod = cast.hod_jp
    actions.record(subject, "x.done", by=hod)
    with django_assert_num_queries(2):
        actions.record(subject, "y.done", by=hod)
