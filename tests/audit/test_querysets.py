"""Who reads which events: the whole grid of hats and classes."""

import pytest

from ip5.accounts.hats import ANONYMOUS
from ip5.audit import actions
from ip5.audit.models import Chain, Event
from ip5.kernel.visibility import Visibility

CLASSES = [str(each) for each in Visibility]
OPEN = {"consultation", "public"}
GRID = {
    ("JP", "delegate"): set(CLASSES),
    ("JP", "hod"): set(CLASSES),
    ("JP", "head"): set(CLASSES),
    ("JP", "office_admin"): {"public"},
    ("KR", "hod"): set(CLASSES) - {"office_internal"},
    ("TF", "chair"): set(CLASSES) - {"office_internal"},
    ("TF", "secretariat"): set(CLASSES) - {"office_internal"},
    ("TF", "site_admin"): {"public"},
    ("WO", "observer"): {"members_observers"} | OPEN,
    ("WO", "industry"): OPEN,
}


@pytest.fixture
def told(wear, subject):
    author = wear("JP", "delegate")
    return {each: actions.record(subject, "x.done", by=author, visibility=each) for each in CLASSES}


@pytest.mark.parametrize(("office", "capacity"), GRID)
def test_the_grid(told, wear, subject, office, capacity):
    hat = wear(office, capacity)
    seen = Event.objects.for_subject(subject).visible_to(hat)
    assert {event.visibility for event in seen} == GRID[office, capacity]


def test_the_anonymous_hat_reads_what_is_public(told):
    assert [event.visibility for event in Event.objects.visible_to(ANONYMOUS)] == ["public"]


def test_the_bodys_internal_events_are_the_bodys(wear, subject):
    chair = wear("TF", "chair")
    actions.record(subject, "round.prepared", by=chair, visibility="office_internal")
    readers = [chair, wear("TF", "secretariat"), wear("TF", "site_admin"), wear("EP", "hod"), ANONYMOUS]
    assert [Event.objects.visible_to(hat).exists() for hat in readers] == [True, True, False, False, False]


def test_an_invited_office_reads_what_names_it(wear, subject):
    lead, invited, third = wear("EP", "hod"), wear("US", "hod"), wear("CN", "hod")
    offices = [lead.office_id, invited.office_id]
    actions.record(subject, "consent.asked", by=lead, visibility="office_internal", offices=offices)
    assert [Event.objects.visible_to(hat).count() for hat in (lead, invited, third)] == [1, 1, 0]


def test_numbers_are_printed_only_where_nothing_is_hidden(told, wear, subject):
    own, other = wear("JP", "delegate"), wear("KR", "delegate")
    for hat, whole in ((own, True), (other, False), (ANONYMOUS, False)):
        events = Event.objects.for_subject(subject).visible_to(hat).with_chain_is_whole(hat)
        assert {event.chain_is_whole for event in events} == {whole}
        assert Chain.objects.for_subject(subject).wholly_visible_to(hat).exists() is whole


def test_repeats_show_as_one_entry(wear, subject):
    jp, kr = wear("JP", "hod"), wear("KR", "hod")
    for by in (jp, jp, kr, jp):
        actions.record(subject, "position.cast", by=by)
    actions.record(subject, "ballot.extended", by=None)
    actions.record(subject, "ballot.extended", by=None)
    shown = Event.objects.for_subject(subject).without_repeats_of("position.cast")
    assert list(shown.values_list("seq", "verb")) == [
        *((1, "position.cast"), (3, "position.cast"), (5, "ballot.extended"), (6, "ballot.extended")),
    ]
