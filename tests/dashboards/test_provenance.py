"""The whole way on one page, from each of its ends; and what a reader must not find there."""

from __future__ import annotations

import pytest

from meetings.actions import conclusions
from meetings.models import AgendaItem
from proposals import actions as proposals
from roadmap import actions
from roadmap.models import Project
from tests import stages as before
from tests.meetings import stages as meetings
from tests.meetings import stages_live as live
from tests.reading import text_of
from tests.roadmap import stages

pytestmark = pytest.mark.django_db


def page(cast, member, kind, uuid):
    return cast.client(member).get(f"/provenance/{kind}/{uuid}/")


@pytest.fixture
def way(cast):
    """An endorsed proposal that became a project of a frozen version, and its agenda item."""
    proposal = stages.endorsed(cast, "Common criteria")
    version = actions.freeze(stages.compiled(cast, (proposal,)), by=cast.chair_kr)
    meeting = meetings.announced(cast)
    AgendaItem.objects.create(
        meeting=meeting,
        title="Criteria on the table",
        subject_kind="proposals.proposal",
        subject_uuid=proposal.uuid,
    )
    AgendaItem.objects.create(
        meeting=meeting,
        title="Closed talk",
        visibility="members",
        subject_kind="proposals.proposal",
        subject_uuid=proposal.uuid,
    )
    return proposal, Project.objects.get(), version


class TestTheWay:
    def test_it_is_the_same_from_the_proposal_and_from_the_project(self, cast, way):
        proposal, project, version = way
        for kind, uuid in (("proposal", proposal.uuid), ("project", project.uuid)):
            found = text_of(page(cast, "hod_jp", kind, uuid))
            for words in (
                proposal.symbol,
                "Criteria on the table",
                "Closed talk",
                version.symbol,
                "NETAI/B/",
            ):
                assert words in found, (kind, words)

    def test_what_a_reader_does_not_see_is_not_there(self, cast, way):
        proposal, project, version = way
        found = text_of(page(cast, "observer", "proposal", proposal.uuid))
        assert proposal.symbol in found
        assert "Criteria on the table" in found
        for words in ("Closed talk", version.symbol):
            assert words not in found
        assert page(cast, "observer", "project", project.uuid).status_code == 404
        assert page(cast, "industry", "proposal", proposal.uuid).status_code == 404

    def test_the_working_plan_is_the_bodys(self, cast, way):
        _proposal, project, version = way
        version = stages.approved(cast, version)
        actions.withdraw(version, by=cast.chair_kr, reason="Again.")
        compiled = actions.compile_version(by=cast.secretariat, kind="major")
        actions.edit_plan(
            Project.objects.get(),
            by=cast.secretariat,
            values={"title": "Takahe title", "summary": "S", "deliverables": "D"},
            seen=Project.objects.get().version,
        )
        assert compiled.is_compiling
        assert "Takahe" not in text_of(page(cast, "hod_jp", "project", project.uuid))

    def test_an_idea_leads_on_to_what_grew_of_it(self, cast):
        idea = proposals.put_forward(by=cast.delegate_ep, title="A seed", text="Words.")
        assert "A seed" in text_of(page(cast, "hod_jp", "idea", idea.uuid))
        proposal = before.submitted(cast, title="Stem")
        type(proposal).objects.filter(pk=proposal.pk).update(idea=idea)
        assert "Stem" in text_of(page(cast, "hod_jp", "idea", idea.uuid))
        assert "A seed" in text_of(page(cast, "hod_jp", "proposal", proposal.uuid))


class TestWhatAMeetingDecided:
    def test_its_decisions_and_actions_stand_on_the_way(self, cast):
        proposal = before.tabled(cast)
        meeting = live.in_session(cast)
        item = live.now_called(meeting)
        subject = {"subject_kind": "proposals.proposal", "subject_uuid": proposal.uuid}
        AgendaItem.objects.filter(pk=item.pk).update(**subject)
        put = conclusions.put(live.drafted(cast, meeting, "endorsed", "it."), by=cast.chair_kr, seconds=1)
        live.time_runs(put)
        decided = conclusions.record(put, by=cast.chair_kr).decision
        owed = live.given(cast, meeting)
        for member in ("hod_jp", "observer"):
            found = text_of(page(cast, member, "proposal", proposal.uuid))
            words = (decided.symbol, put.round.full_symbol, owed.symbol)
            assert [word for word in words if word not in found] == []

    def test_of_an_item_closed_to_observers_they_find_no_decision(self, cast):
        proposal = before.tabled(cast)
        meeting = live.in_session(cast)
        item = live.at_item(cast, meeting, 1)
        subject = {"subject_kind": "proposals.proposal", "subject_uuid": proposal.uuid}
        AgendaItem.objects.filter(pk=item.pk).update(**subject)
        decided = live.agreed(cast, meeting).decision
        assert decided.symbol in text_of(page(cast, "hod_jp", "proposal", proposal.uuid))
        assert decided.symbol not in text_of(page(cast, "observer", "proposal", proposal.uuid))

    def test_the_items_about_a_version_are_those_of_its_projects(self, cast, way):
        _proposal, project, version = way
        meeting = AgendaItem.objects.filter(title="Closed talk").get().meeting
        AgendaItem.objects.create(
            meeting=meeting, title="The plan", subject_kind="roadmap.version", subject_uuid=version.uuid
        )
        assert "The plan" in text_of(page(cast, "hod_jp", "project", project.uuid))
