"""The working agenda: standing items, changes, order, what is drawn in, what is carried over."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.offices.actions import next_number
from ip5.offices.symbols import meeting_key
from meetings.actions import agenda, course, publishing, requests, sessions
from meetings.gathering import drawn
from meetings.gathering.agenda import items_of, printed
from meetings.models import AgendaItem
from meetings.states import STANDING
from tests import stages as proposals
from tests.meetings import stages, stages_agenda
from tests.meetings.stages_agenda import item

pytestmark = pytest.mark.django_db


def keys(meeting):
    return [each.key or each.title for each in items_of(meeting)]


class TestTheStandingItems:
    def test_they_stand_there_once_it_is_announced_spread_over_the_sessions(self, cast):
        meeting = stages.announced(cast)
        assert keys(meeting) == [key for key, *_rest in STANDING]
        assert [each.session.number for each in items_of(meeting)] == [1] * 5 + [2] * 5
        assert printed(meeting).overruns() == {}

    def test_the_agenda_has_number_one_of_the_documents(self, cast):
        meeting = stages.announced(cast)
        assert next_number(meeting_key(meeting.number)) == 2

    def test_a_planned_meeting_is_filled_by_hand_and_once(self, cast):
        meeting = stages.timed(cast)
        agenda.fill_agenda(meeting, by=cast.secretariat)
        agenda.fill_agenda(meeting, by=cast.secretariat)
        assert meeting.items.count() == len(STANDING)
        assert course.announce(meeting, by=cast.chair_kr).items.count() == len(STANDING)

    def test_announced_anew_items_of_a_lost_session_fall_into_the_one_before(self, cast):
        meeting = course.postpone(stages.announced(cast), by=cast.chair_kr, reason="Later.")
        start = stages.noon(90)
        sessions.set_sessions(meeting, by=cast.secretariat, spans=[(start, start + dt.timedelta(hours=9))])
        again = course.announce(meeting, by=cast.chair_kr)
        assert {each.session for each in printed(again).lines} == {1}


class TestChanging:
    def test_an_item_is_added_at_the_end_and_changed(self, cast):
        meeting = stages.announced(cast)
        made = item(cast, meeting, "Glossary")
        assert keys(meeting)[-1] == "Glossary"
        agenda.edit_item(made, by=cast.chair_ep, values={"title": "Glossary of terms", "minutes": 25}, seen=1)
        made.refresh_from_db()
        assert (made.title, made.minutes, made.version) == ("Glossary of terms", 25, 2)
        with pytest.raises(Conflict):
            agenda.edit_item(made, by=cast.chair_ep, values={"title": "Old"}, seen=1)

    def test_the_entry_is_the_bodys_and_holds_no_title(self, cast):
        meeting = stages.announced(cast)
        item(cast, meeting, "Zanzibar quince")
        event = Event.objects.for_subject(meeting).get(verb="meeting.agenda_edited")
        assert "quince" not in event.payload
        assert event.visibility == "office_internal"
        assert not Event.objects.for_subject(meeting).visible_to(cast.hod_jp).filter(pk=event.pk).exists()

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"title": " "}, "title"), ({"title": "A", "minutes": 601}, "minutes")],
    )
    def test_what_is_no_item_is_refused(self, cast, values, field):
        with pytest.raises(Invalid) as refusal:
            agenda.add_item(stages.announced(cast), by=cast.secretariat, values=values)
        assert set(refusal.value.errors) == {field}

    def test_session_and_heading_are_those_of_this_agenda(self, cast):
        one, other = stages.announced(cast), stages.announced(cast)
        values = {"title": "A", "session": other.sessions.first(), "under": other.items.first()}
        with pytest.raises(Invalid) as refusal:
            agenda.add_item(one, by=cast.secretariat, values=values)
        assert set(refusal.value.errors) == {"session", "under"}

    def test_an_item_with_parts_stands_by_itself(self, cast):
        meeting = stages.announced(cast)
        head = item(cast, meeting, "Head")
        item(cast, meeting, "Part", under=head)
        with pytest.raises(Invalid):
            agenda.edit_item(head, by=cast.secretariat, values={"under": meeting.items.first()}, seen=1)

    def test_what_the_observer_asked_for_is_not_closed_to_it(self, cast):
        wish = stages_agenda.requested(cast, by="observer")
        requests.take_in(wish, by=cast.secretariat, meeting=wish.meeting)
        with pytest.raises(Invalid) as refusal:
            agenda.edit_item(wish, by=cast.secretariat, values={"visibility": "members"}, seen=2)
        assert set(refusal.value.errors) == {"visibility"}

    def test_an_item_with_an_open_document_is_not_closed(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        found = item(cast, meeting, "Blockchain")
        stages_agenda.paper(cast, meeting, by="secretariat", item=found)
        with pytest.raises(Invalid):
            agenda.edit_item(found, by=cast.secretariat, values={"visibility": "members"}, seen=1)

    @pytest.mark.parametrize("member", ["hod_jp", "delegate_ep", "observer", "industry", "site_admin"])
    def test_nobody_else_works_on_it(self, cast, member):
        meeting = stages.announced(cast)
        with pytest.raises(Refused):
            agenda.add_item(meeting, by=cast.hat(member), values={"title": "A"})


class TestTakingOff:
    def test_an_item_goes_with_its_parts_a_wish_goes_to_the_backlog(self, cast):
        wish = stages_agenda.requested(cast)
        meeting = wish.meeting
        requests.take_in(wish, by=cast.secretariat, meeting=meeting)
        head = item(cast, meeting, "Head")
        item(cast, meeting, "Part", under=head)
        for each in (head, AgendaItem.objects.get(pk=wish.pk)):
            agenda.remove_item(each, by=cast.secretariat)
        assert keys(meeting) == [key for key, *_rest in STANDING]
        wish.refresh_from_db()
        assert (wish.state, wish.meeting, wish.moved_from) == ("backlog", None, meeting)


class TestOrdering:
    def test_items_come_into_the_order_and_the_sessions_sent(self, cast):
        meeting = stages.announced(cast)
        order = printed(meeting).order()
        first = order.pop(1)
        agenda.order_items(meeting, by=cast.secretariat, order=[*order, first])
        assert keys(meeting)[-1] == "opening"
        assert items_of(meeting)[-1].session.number == 2

    def test_up_and_down_move_one_item(self, cast):
        meeting = stages.announced(cast)
        order, second = printed(meeting).order(), str(items_of(meeting)[1].uuid)
        agenda.order_items(meeting, by=cast.secretariat, order=order, nudge=(second, -1))
        assert keys(meeting)[:3] == ["between", "opening", "actions"]

    @pytest.mark.parametrize(
        "order", [["s:x"], ["7d9b1c1e-0000-4000-8000-000000000000"], ["s:1", "nonsense"]]
    )
    def test_what_is_no_order_is_refused(self, cast, order):
        with pytest.raises(Invalid):
            agenda.order_items(stages.announced(cast), by=cast.secretariat, order=order)


class TestDrawingIn:
    def test_a_tabled_proposal_goes_under_items_for_decision(self, cast):
        proposal = proposals.tabled(cast)
        meeting = stages.announced(cast)
        (offer,) = [each for each in drawn.offers_of(meeting, cast.secretariat) if each.head == "decision"]
        (made,) = agenda.draw_in(meeting, by=cast.secretariat, keys=[offer.key])
        assert (made.under.key, made.subject_uuid, made.subject_symbol, made.visibility, made.type) == (
            "decision",
            proposal.uuid,
            proposal.symbol,
            "members_observers",
            "decision",
        )
        with pytest.raises(Invalid):
            agenda.draw_in(meeting, by=cast.secretariat, keys=[offer.key])

    def test_a_restricted_subject_closes_its_item_for_good(self, cast):
        meeting = stages.announced(cast)
        proposal = proposals.tabled(cast)
        type(proposal).objects.filter(pk=proposal.pk).update(visibility="members")
        offer = next(each for each in drawn.offers_of(meeting, cast.secretariat) if each.head == "decision")
        (made,) = agenda.draw_in(meeting, by=cast.secretariat, keys=[offer.key])
        assert made.visibility == "members"
        with pytest.raises(Invalid) as refusal:
            agenda.edit_item(made, by=cast.secretariat, values={"visibility": "members_observers"}, seen=1)
        assert set(refusal.value.errors) == {"visibility"}


class TestCarrying:
    def test_an_item_moves_to_the_next_meeting_with_its_parts(self, cast):
        one, other = stages.announced(cast), stages.announced(cast)
        head = item(cast, one, "Head")
        item(cast, one, "Part", under=head)
        agenda.carry_item(head, by=cast.secretariat, to=other)
        assert keys(other)[-2:] == ["Head", "Part"]
        assert "Head" not in keys(one)

    def test_a_part_goes_under_the_same_standing_item(self, cast):
        one, other = stages.announced(cast), stages.announced(cast)
        part = item(cast, one, "Part", under=one.items.get(key="decision"))
        found = agenda.carry_item(part, by=cast.secretariat, to=other)
        assert found.under == other.items.get(key="decision")

    def test_or_to_the_backlog_from_where_it_is_taken_in_again(self, cast):
        meeting = stages.announced(cast)
        found = agenda.carry_item(item(cast, meeting), by=cast.secretariat, to=None)
        assert list(AgendaItem.objects.backlog()) == [found]
        later = requests.take_in(found, by=cast.secretariat, meeting=stages.announced(cast))
        assert later.state == "accepted"

    def test_a_published_agenda_keeps_what_was_moved_since(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        before = meeting.agendas.get().snapshot
        agenda.carry_item(stages_agenda.closed_item(meeting), by=cast.secretariat, to=None)
        assert meeting.agendas.get().snapshot == before
        publishing.revise_agenda(meeting, by=cast.chair_kr)
        assert meeting.agendas.first().number == 2

    def test_a_cancelled_meeting_takes_nothing(self, cast):
        meeting, gone = stages.announced(cast), stages.announced(cast)
        gone = course.cancel(gone, by=cast.chair_kr, reason="No need.")
        with pytest.raises(WrongState):
            agenda.carry_item(item(cast, meeting), by=cast.secretariat, to=gone)
