"""The agenda on the meeting's page and each published one: who reads what, and what changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import formats

from meetings.actions import agenda, live, publishing
from meetings.views.agenda import span
from tests.meetings import stages, stages_agenda
from tests.meetings.stages_agenda import item
from tests.reading import text_of

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar quince"


def page(cast, member, meeting, path=""):
    return text_of(cast.client(member).get(f"/meetings/{meeting.uuid}/{path}"))


class TestTheMeetingsPage:
    def test_before_it_is_published_the_working_agenda_is_the_bodys(self, cast):
        meeting = stages.announced(cast)
        item(cast, meeting, SECRET)
        assert SECRET in page(cast, "secretariat", meeting)
        assert SECRET not in page(cast, "hod_jp", meeting)
        assert "Opening and adoption" not in page(cast, "observer", meeting)

    def test_published_it_is_read_by_class_without_a_gap(self, cast):
        meeting = stages_agenda.agenda_prov(cast, SECRET)
        type(meeting).objects.filter(pk=meeting.pk).update(title="A meeting")
        mine = page(cast, "hod_jp", meeting)
        assert f"Closed {SECRET}" in mine
        assert "members only" in mine
        its = page(cast, "observer", meeting)
        assert "Summary by the co-chairs" in its
        assert (SECRET in its, "members only" in its, ">R1<" in its) == (False, False, False)

    def test_what_is_worked_on_since_is_read_once_it_is_published_anew(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        item(cast, meeting, SECRET)
        assert SECRET not in page(cast, "hod_jp", meeting)
        publishing.revise_agenda(meeting, by=cast.chair_kr)
        assert SECRET in page(cast, "hod_jp", meeting)

    def test_in_session_the_agenda_is_as_it_stands(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        live.open_session(meeting, by=cast.chair_kr)
        agenda.carry_item(stages_agenda.closed_item(meeting), by=cast.secretariat, to=None)
        assert "Closed A meeting" not in page(cast, "hod_jp", meeting)

    def test_a_session_is_printed_in_the_readers_time(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        assert "your time 21:00–23:30" in page(cast, "hod_jp", meeting)
        assert "your time 07:00–09:30" in page(cast, "hod_us", meeting)

    def test_in_session_the_body_moves_an_item_and_a_held_one_is_worked_on_no_more(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        live.open_session(meeting, by=cast.chair_kr)
        assert "Move to another meeting" in page(cast, "secretariat", meeting)
        assert "Work on the agenda" not in page(cast, "secretariat", meeting)
        assert "Move to another meeting" not in page(cast, "hod_jp", meeting)

    def test_a_chair_is_offered_no_request(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        assert "Ask for an item" not in page(cast, "chair_kr", meeting)
        assert "Ask for an item" in page(cast, "hod_jp", meeting)

    def test_whoever_asked_reads_what_became_of_it(self, cast):
        wish = stages_agenda.requested(cast, SECRET)
        assert SECRET in page(cast, "delegate_jp", wish.meeting)
        for member in ("hod_ep", "observer"):
            assert SECRET not in page(cast, member, wish.meeting)

    @pytest.mark.parametrize("member", ["hod_jp", "secretariat"])
    def test_the_number_of_queries_is_constant(self, cast, member, django_assert_max_num_queries):
        meeting = stages_agenda.agenda_prov(cast)
        client, counts = cast.client(member), []
        for place in range(2):
            found = item(cast, meeting, f"Item {place}")
            stages_agenda.paper(cast, meeting, by="secretariat", item=found)
            with django_assert_max_num_queries(12) as queries:
                client.get(f"/meetings/{meeting.uuid}/")
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestAPublishedAgenda:
    def test_it_says_what_changed_since_the_one_before(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        opening = meeting.items.get(key="opening")
        agenda.edit_item(opening, by=cast.secretariat, values={"title": "Welcome", "minutes": 20}, seen=1)
        item(cast, meeting, "Glossary")
        publishing.revise_agenda(meeting, by=cast.chair_kr)
        found = page(cast, "observer", meeting, "agenda/2/")
        for words in ("Was called “Opening and adoption", "10 minutes became 20", "Added, 10 minutes"):
            assert words in found

    def test_it_says_type_lead_note_papers_and_times(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        opening = meeting.items.get(key="opening")
        # The host led it.
        values = {"type": "information", "lead_office": cast.hod_ep.office, "note": "Why."}
        agenda.edit_item(opening, by=cast.secretariat, values=values, seen=1)
        paper = stages_agenda.paper(cast, meeting, by="secretariat", item=opening)
        start = meeting.sessions.get(number=1).starts_at + dt.timedelta(hours=1)
        meeting.sessions.filter(number=1).update(starts_at=start)
        publishing.revise_agenda(meeting, by=cast.chair_kr)
        answer = cast.client("hod_jp").get(f"/meetings/{meeting.uuid}/agenda/2/")
        day = formats.date_format(start, "l j F")
        assert [(each["kind"], each["words"]) for each in answer.context["changes"]] == [
            ("times", f"{day}, your time 21:00–23:30 became {day}, your time 22:00–23:30."),
            ("type", "Was for decision, is for information now."),
            ("lead", "Lead office: MOIP became EPO."),
            ("note", "What it is about is worded anew."),
            ("papers", f"Papers added: {paper.paper.symbol}."),
        ]
        assert "Nothing that you read." not in text_of(answer)

    def test_a_change_of_a_closed_item_is_nothing_to_an_observer(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        closed = stages_agenda.closed_item(meeting)
        agenda.edit_item(closed, by=cast.secretariat, values={"title": SECRET, "minutes": 55}, seen=1)
        publishing.revise_agenda(meeting, by=cast.chair_kr)
        found = page(cast, "observer", meeting, "agenda/2/")
        assert "Nothing that you read." in found
        assert SECRET not in found
        assert SECRET in page(cast, "hod_jp", meeting, "agenda/2/")

    def test_any_two_are_compared(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        for title in ("Glossary", "Sampling"):
            item(cast, meeting, title)
            publishing.revise_agenda(meeting, by=cast.chair_kr)
        added = {
            since: page(cast, "hod_jp", meeting, f"agenda/3/{since}").count("Added, 10 minutes")
            for since in ("", "?since=2", "?since=1", "?since=3", "?since=9", "?since=x")
        }
        assert added == {"": 1, "?since=2": 1, "?since=1": 2, "?since=3": 0, "?since=9": 0, "?since=x": 1}

    def test_the_hash_is_the_members(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        start = meeting.agendas.get().sha256[:16]
        assert start in page(cast, "hod_jp", meeting, "agenda/1/")
        assert start not in page(cast, "observer", meeting, "agenda/1/")

    def test_one_that_is_not_there_is_not_found(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        assert cast.client("hod_jp").get(f"/meetings/{meeting.uuid}/agenda/2/").status_code == 404


@pytest.mark.parametrize(("minutes", "words"), [(45, "45 min"), (60, "1 h"), (450, "7 h 30"), (65, "1 h 05")])
def test_minutes_as_hours(minutes, words):
    assert span(minutes) == words
