"""Opening an action item: number, class, what it is about, refusals."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Group, Office
from ip5.outbox.models import Notice
from ip5.post import digests
from ip5.post.models import Digest
from ip5.register import actions
from ip5.register.models import ActionItem
from tests import stages
from tests.cast import address
from tests.databases import undone

pytestmark = pytest.mark.django_db


def opened(cast, subject, days=30, **owner):
    """Open an item of the group WG1 unless another owner is named."""
    due = clock.now().date() + dt.timedelta(days=days)
    owner = owner or {"group": Group.objects.get(code="WG1")}
    return actions.open_item(subject=subject, by=cast.chair_kr, text="An opinion.", due=due, **owner)


def test_items_are_numbered_without_gaps_and_name_their_subject(cast):
    proposal = stages.submitted(cast)
    first, second = opened(cast, proposal), opened(cast, proposal, days=0)
    year = clock.now().year
    assert [str(first), str(second)] == [f"NETAI/A/{year}/1", f"NETAI/A/{year}/2"]
    assert (first.subject_symbol, first.get_absolute_url()) == (proposal.symbol, proposal.get_absolute_url())
    assert first.visibility == proposal.visibility
    assert Event.objects.for_subject(first).get().verb == "action_item.opened"


def test_an_item_about_what_is_restricted_is_numbered_apart(cast):
    restricted = stages.submitted(cast, submit_visibility="members")
    assert opened(cast, restricted).symbol == f"NETAI/AR/{clock.now().year}/1"


def test_a_past_day_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        opened(cast, stages.submitted(cast), days=-1)
    assert set(refusal.value.errors) == {"due"}


def test_an_item_without_an_owner_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        opened(cast, stages.submitted(cast), group=None, office=None)
    assert set(refusal.value.errors) == {"group"}


def owned(cast):
    """An open item of the JPO."""
    return opened(cast, stages.submitted(cast), office=Office.objects.get(code="JP"))


def test_an_item_is_done_with_a_note_and_opened_again(cast):
    item = owned(cast)
    done = actions.end_item(item, by=cast.delegate_jp, state="done", note=" Sent. ")
    assert (done.state, done.note, done.ended_by) == ("done", "Sent.", cast.delegate_jp)
    assert Event.objects.for_subject(item).last().verb == "action_item.done"
    with pytest.raises(WrongState):
        actions.end_item(item, by=cast.secretariat, state="dropped", note="x")
    again = actions.reopen_item(item, by=cast.chair_kr)
    assert (again.state, again.note, again.ended_at, again.ended_by) == ("open", "", None, None)
    event = Event.objects.for_subject(item).last()
    # What it said when it ended stays in its history.
    assert (event.verb, event.reason) == ("action_item.reopened", "Sent.")


def test_an_item_is_dropped_by_the_body_alone(cast):
    item = owned(cast)
    with pytest.raises(Refused), undone():
        actions.end_item(item, by=cast.hod_jp, state="dropped", note="Overtaken.")
    dropped = actions.end_item(item, by=cast.secretariat, state="dropped", note="Overtaken.")
    assert dropped.state == "dropped"


@pytest.mark.parametrize("note", [" ", "x" * 2_001])
def test_an_item_does_not_end_without_a_note(cast, note):
    with pytest.raises(Invalid) as refusal:
        actions.end_item(owned(cast), by=cast.hod_jp, state="done", note=note)
    assert set(refusal.value.errors) == {"note"}


def test_items_and_decisions_of_a_meeting_are_numbered_in_it(cast):
    proposal, office = stages.submitted(cast), Office.objects.get(code="JP")
    restricted = stages.submitted(cast, "Another", submit_visibility="members")
    symbols = [
        opened(cast, each, office=office, meeting=9).symbol for each in (proposal, proposal, restricted)
    ]
    assert symbols == ["NETAI/9/A-1", "NETAI/9/A-2", "NETAI/9/AR-1"]
    facts = {"text": "x", "subject_symbol": "", "subject_address": "", "by": None, "meeting": 9}
    made = [
        actions.record_decision(visibility=each, **facts).symbol for each in ("members_observers", "members")
    ]
    assert made == ["NETAI/9/D-1", "NETAI/9/DR-1"]


def test_who_sees_to_it_is_of_the_office_that_owns_it(cast):
    with pytest.raises(Invalid) as refusal:
        opened(cast, stages.submitted(cast), office=Office.objects.get(code="JP"), person=cast.hod_us)
    assert set(refusal.value.errors) == {"person"}


def told(item):
    """Who has a notice that the item is due soon."""
    rows = Notice.objects.filter(kind="action_due", subject_uuid=item.uuid)
    return sorted(rows.values_list("mandate__person__email", flat=True))


def test_owners_are_told_once_seven_days_before(cast):
    proposal = stages.submitted(cast)
    jpo = Office.objects.get(code="JP")
    later, soon = opened(cast, proposal, days=8, office=jpo), opened(cast, proposal, days=7, office=jpo)
    done = actions.end_item(
        opened(cast, proposal, days=1, office=jpo), by=cast.secretariat, state="done", note="Sent."
    )
    assert [actions.remind_owners(), actions.remind_owners()] == [1, 0]
    assert told(soon) == [address(each) for each in ("delegate_jp", "hod_jp")]
    assert told(later) == told(done) == []
    # What is overdue is not due within seven days.
    ActionItem.objects.filter(pk=later.pk).update(due=clock.now().date() - dt.timedelta(days=1))
    assert actions.remind_owners() == 0
    # Opened again it is owed again.
    actions.reopen_item(done, by=cast.secretariat)
    assert actions.remind_owners() == 1
    assert told(done) == told(soon)


def test_who_sees_to_it_is_told_alone_and_a_group_by_its_experts(cast):
    proposal = stages.submitted(cast)
    jpo, group = Office.objects.get(code="JP"), Group.objects.get(code="WG1")
    persons = opened(cast, proposal, days=3, office=jpo, person=cast.delegate_jp)
    groups = opened(cast, proposal, days=3, group=group)
    assert actions.remind_owners() == 2
    assert told(persons) == [address("delegate_jp")]
    assert told(groups) == [address("expert")]


def test_the_digest_names_the_item_and_not_its_words(cast):
    item = opened(cast, stages.submitted(cast), days=3, office=Office.objects.get(code="JP"))
    actions.remind_owners()
    digests.claim_now(address("hod_jp"))
    row = Digest.objects.get(person=cast.hod_jp.person)
    text = str(digests.compose([row], clock.now())[row.pk].sections)
    assert f"The action item {item.symbol} is due within seven days." in text
    assert item.text not in text
