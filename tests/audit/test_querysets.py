"""Who reads which events: the whole grid of hats and classes."""

import pytest

from ip5.audit import actions
from ip5.audit.models import Chain, Event
from ip5.kernel.visibility import Visibility

CLASSES = [str(each) for each in Visibility]
OPEN = {"consultation", "public"}
GRID = {
    "delegate_ep": set(CLASSES),
    "hod_ep": set(CLASSES),
    "alternate_ep": set(CLASSES),
    "deputy_ep": set(CLASSES),
    "head_ep": set(CLASSES),
    "admin_ep": {"public"},
    "leaver": set(CLASSES) - {"office_internal"},
    "hod_kr": set(CLASSES) - {"office_internal"},
    "expert": {"public"},
    "chair_ep": set(CLASSES) - {"office_internal"},
    "secretariat": set(CLASSES) - {"office_internal"},
    "site_admin": {"public"},
    "observer": {"members_observers"} | OPEN,
    "industry": OPEN,
    "anonymous": {"public"},
}


@pytest.fixture
def told(db, cast, subject):
    author = cast.delegate_ep
    return {each: actions.record(subject, "x.done", by=author, visibility=each) for each in CLASSES}


@pytest.mark.parametrize("key", GRID)
def test_the_grid(told, cast, subject, key):
    seen = Event.objects.for_subject(subject).visible_to(cast.hat(key))
    assert {event.visibility for event in seen} == GRID[key]


def test_the_bodys_internal_events_are_the_bodys(db, cast, subject):
    actions.record(subject, "round.prepared", by=cast.chair_kr, visibility="office_internal")
    readers = [key for key in GRID if Event.objects.visible_to(cast.hat(key)).exists()]
    assert readers == ["chair_ep", "secretariat"]


def test_an_invited_office_reads_what_names_it(db, cast, subject):
    offices = [cast.hod_ep.office_id, cast.hod_us.office_id]
    actions.record(subject, "consent.asked", by=cast.hod_ep, visibility="office_internal", offices=offices)
    counts = [Event.objects.visible_to(cast.hat(key)).count() for key in ("hod_ep", "hod_us", "hod_cn")]
    assert counts == [1, 1, 0]


def test_numbers_are_printed_only_where_nothing_is_hidden(told, cast, subject):
    for key, whole in (("delegate_ep", True), ("hod_jp", False), ("anonymous", False)):
        hat = cast.hat(key)
        events = Event.objects.for_subject(subject).visible_to(hat).with_chain_is_whole(hat)
        assert {event.chain_is_whole for event in events} == {whole}
        assert Chain.objects.for_subject(subject).wholly_visible_to(hat).exists() is whole


def test_repeats_show_as_one_entry(db, cast, subject):
    for by, verb in [("jp", "cast"), ("jp", "changed"), ("kr", "cast"), ("jp", "cast")]:
        actions.record(subject, f"position.{verb}", by=cast.hat(f"hod_{by}"))
    actions.record(subject, "ballot.extended", by=None)
    actions.record(subject, "ballot.extended", by=None)
    shown = Event.objects.for_subject(subject).without_repeats_of("position.cast", "position.changed")
    assert list(shown.values_list("seq", "verb")) == [
        *((1, "position.cast"), (3, "position.cast"), (5, "ballot.extended"), (6, "ballot.extended")),
    ]
