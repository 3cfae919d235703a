"""Papers of a meeting and of the library: symbols, late ones, versions, who is told."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from ip5.papers.inspection import checked
from meetings.actions import papers
from meetings.models import LibraryPaper, MeetingPaper
from tests.meetings import stages, stages_agenda
from tests.papers import makers

pytestmark = pytest.mark.django_db


def text(words="Words."):
    return checked(makers.upload("paper.txt", words.encode()))


class TestHandingIn:
    def test_symbols_count_from_two_and_restricted_ones_in_a_series_of_their_own(self, cast):
        meeting = stages.announced(cast)
        symbols = [
            stages_agenda.paper(cast, meeting, str(each), visibility=each).paper.symbol
            for each in ("members_observers", "members", "members_observers")
        ]
        assert symbols == ["NETAI/3/2", "NETAI/3/R1", "NETAI/3/3"]

    def test_it_is_the_offices_and_those_who_read_it_are_told(self, cast):
        meeting = stages.announced(cast)
        stages_agenda.paper(cast, meeting, by="observer")
        told = Notice.objects.filter(kind="meeting_paper_added")
        assert "observer" in set(told.values_list("mandate__capacity", flat=True))
        assert MeetingPaper.objects.get().office == cast.observer.office

    def test_of_a_restricted_one_the_observer_is_not_told(self, cast):
        meeting = stages.announced(cast)
        stages_agenda.paper(cast, meeting, "Zanzibar quince", visibility="members")
        told = Notice.objects.filter(kind="meeting_paper_added")
        assert "hod" in set(told.values_list("mandate__capacity", flat=True))
        assert "observer" not in set(told.values_list("mandate__capacity", flat=True))
        events = Event.objects.for_subject(meeting).filter(verb="meeting.paper_added")
        assert "quince" not in events.get().payload
        assert not events.visible_to(cast.observer).exists()

    @pytest.mark.parametrize(("due", "late"), [(-2, True), (2, False)])
    def test_after_the_day_it_is_late(self, cast, due, late):
        meeting = stages.announced(cast)
        day = clock.now().date() + dt.timedelta(days=due)
        type(meeting).objects.filter(pk=meeting.pk).update(papers_due_on=day)
        assert stages_agenda.paper(cast, meeting).paper.is_late is late

    def test_without_a_title_or_for_nobody_it_is_refused(self, cast):
        meeting = stages.announced(cast)
        for values, field in (({"title": " "}, "title"), ({"visibility": "public"}, "visibility")):
            with pytest.raises(Invalid) as refusal:
                papers.add_paper(meeting, by=cast.hod_jp, upload=text(), **({"title": "A"} | values))
            assert set(refusal.value.errors) == {field}

    def test_an_observer_hands_in_nothing_it_could_not_read(self, cast):
        with pytest.raises(Invalid):
            stages_agenda.paper(cast, stages.announced(cast), by="observer", visibility="members")

    def test_under_a_closed_item_it_is_for_members_only(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        found = stages_agenda.closed_item(meeting)
        with pytest.raises(Invalid) as refusal:
            stages_agenda.paper(cast, meeting, item=found)
        assert set(refusal.value.errors) == {"visibility"}
        assert stages_agenda.paper(cast, meeting, item=found, visibility="members").paper.item == found

    def test_an_item_it_does_not_see_does_not_exist_for_the_observer(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        with pytest.raises(Invalid) as refusal:
            stages_agenda.paper(cast, meeting, by="observer", item=stages_agenda.closed_item(meeting))
        assert refusal.value.errors == {"item": ["Choose an item of this agenda."]}

    def test_a_planned_meeting_takes_none(self, cast):
        with pytest.raises(WrongState):
            stages_agenda.paper(cast, stages.planned(cast), by="secretariat")


class TestVersions:
    def test_all_are_kept(self, cast):
        first = stages_agenda.paper(cast, stages.announced(cast))
        second = papers.add_paper_version(first.paper, by=cast.hod_jp, upload=text("Others."))
        assert [each.number for each in first.paper.versions.all()] == [2, 1]
        assert second.sha256 != first.sha256

    def test_the_same_file_and_another_office_are_refused(self, cast):
        first = stages_agenda.paper(cast, stages.announced(cast), "A")
        with pytest.raises(Invalid, match="same file"):
            papers.add_paper_version(first.paper, by=cast.hod_jp, upload=text("A, in short."))
        with pytest.raises(Refused):
            papers.add_paper_version(first.paper, by=cast.hod_ep, upload=text("B"))

    def test_a_number_is_not_given_when_the_deed_fails(self, cast):
        meeting = stages.announced(cast)
        with pytest.raises(Invalid):
            stages_agenda.paper(cast, meeting, title=" ")
        assert stages_agenda.paper(cast, meeting).paper.number == 2


class TestPlacing:
    def test_the_body_puts_it_under_another_item(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        paper = stages_agenda.paper(cast, meeting, visibility="members").paper
        found = stages_agenda.closed_item(meeting)
        assert papers.place_paper(paper, by=cast.secretariat, item=found).item == found
        assert papers.place_paper(paper, by=cast.secretariat, item=None).item is None

    def test_an_open_one_not_under_a_closed_item(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        paper = stages_agenda.paper(cast, meeting).paper
        with pytest.raises(Invalid):
            papers.place_paper(paper, by=cast.secretariat, item=stages_agenda.closed_item(meeting))


class TestTheLibrary:
    def test_the_body_keeps_it(self, cast):
        version = stages_agenda.shelved(cast, "Template of a proposal", shelf="template")
        papers.shelve_version(version.paper, by=cast.chair_ep, upload=text("Anew."))
        assert [each.number for each in LibraryPaper.objects.get().versions.all()] == [2, 1]

    @pytest.mark.parametrize("member", ["hod_jp", "observer", "site_admin"])
    def test_and_nobody_else(self, cast, member):
        with pytest.raises(Refused):
            papers.shelve_paper(by=cast.hat(member), title="A", upload=text())
