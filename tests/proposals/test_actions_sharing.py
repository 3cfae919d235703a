"""Sharing a draft, notes, sending back, taking over: who sees it afterwards, and what is recorded."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.accounts.models import Mandate, Person
from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Group, Office
from proposals import actions, rules
from proposals.models import DraftNote, Proposal
from tests import stages
from tests.cast import MEMBERS
from tests.proposals.telling import events, fresh, last_event, told

pytestmark = pytest.mark.django_db
INSIDE = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
DELEGATION_US = {"delegate_us", "hod_us", "leaver"}
HATS = [key for key in MEMBERS if key != "inactive"]


def office(code):
    return Office.objects.get(code=code)


def seen_by(cast, proposal):
    return {key for key in HATS if Proposal.objects.visible_to(cast.hat(key)).filter(pk=proposal.pk).exists()}


def shared(cast, level="view"):
    proposal = stages.draft(cast)
    actions.share(proposal, by=cast.delegate_ep, office=office("US"), level=level)
    return fresh(proposal)


@pytest.mark.parametrize("level", ["view", "note", "edit"])
def test_an_office_sees_it_from_opening_to_closing(cast, level):
    proposal = stages.draft(cast)
    assert seen_by(cast, proposal) == INSIDE
    actions.share(proposal, by=cast.delegate_ep, office=office("US"), level=level)
    assert seen_by(cast, proposal) == INSIDE | DELEGATION_US
    assert last_event(proposal) == ("proposal.shared", "delegate_ep", "office_internal", ["EP", "US"], "")
    assert told(proposal, "draft_shared") == ["delegate_us", "hod_us", "leaver"]
    actions.unshare(proposal, by=cast.delegate_ep, office=office("US"))
    assert seen_by(cast, proposal) == INSIDE
    assert last_event(proposal) == ("proposal.unshared", "delegate_ep", "office_internal", ["EP", "US"], "")


@pytest.mark.parametrize(("level", "may"), [("view", set()), ("note", {"note"}), ("edit", {"note", "edit"})])
def test_what_each_level_allows(cast, level, may):
    proposal = shared(cast, level)
    hat = cast.delegate_us
    allowed = {"note": bool(rules.may_note(hat, proposal)), "edit": bool(rules.RULES["edit"](hat, proposal))}
    assert {name for name, is_allowed in allowed.items() if is_allowed} == may
    for name in ("submit", "share", "delete", "clear", "ask_consent", "ask_clearance"):
        assert not rules.RULES[name](cast.hod_us, proposal)


def test_an_editor_of_another_office_changes_the_text_alone(cast):
    proposal = shared(cast, "edit")
    edited = actions.edit(proposal, by=cast.delegate_us, values={"risks": "Ours."}, version=proposal.version)
    assert fresh(proposal).risks == "Ours."
    assert last_event(proposal)[1:4] == ("delegate_us", "office_internal", ["EP", "US"])
    with pytest.raises(Refused, match="for the lead office to say"):
        actions.edit(edited, by=cast.delegate_us, values={}, offices={}, version=edited.version)
    with pytest.raises(Refused, match="for the lead office to say"):
        actions.edit(
            edited, by=cast.delegate_us, values={"submit_visibility": "members"}, version=edited.version
        )


def test_whom_it_cannot_be_opened_to(cast):
    proposal = stages.draft(cast)
    for code in ("EP", "WO"):
        with pytest.raises(Invalid):
            actions.share(proposal, by=cast.delegate_ep, office=office(code), level="view")
    with pytest.raises(Invalid):
        actions.share(proposal, by=cast.delegate_ep, office=office("US"), level="own")
    with pytest.raises(Invalid):
        actions.share_with_expert(proposal, by=cast.delegate_ep, expert=cast.delegate_jp, level="view")
    for key in ("delegate_us", "head_ep", "chair_kr", "admin_ep"):
        with pytest.raises(Refused):
            actions.share(proposal, by=cast.hat(key), office=office("US"), level="view")
    with pytest.raises(WrongState):
        actions.share(stages.submitted(cast), by=cast.delegate_ep, office=office("US"), level="view")


class TestExpert:
    def test_a_named_expert_sees_it_with_that_hat_alone(self, cast):
        proposal = stages.draft(cast)
        other = Person.objects.create_user("other.expert@ip5.example", name="Other Expert")
        Mandate.objects.create(
            person=other,
            office=office("JP"),
            capacity="expert",
            group=Group.objects.get(code="WG1"),
            since=clock.now(),
        )
        Mandate.objects.create(
            person=cast.expert.person, office=office("JP"), capacity="office_admin", since=clock.now()
        )
        expert = cast_expert()
        actions.share_with_expert(proposal, by=cast.delegate_ep, expert=expert, level="edit")
        seen = {
            (each.person.name, each.capacity)
            for each in Mandate.objects.worn().exclude(office__code="EP")
            if Proposal.objects.visible_to(each).filter(pk=proposal.pk).exists()
        }
        assert seen == {("Expert", "expert")}
        assert rules.RULES["edit"](expert, fresh(proposal))
        assert last_event(proposal)[0] == "proposal.opened_to_expert"
        assert told(proposal, "draft_shared") == ["expert"]
        actions.unshare_with_expert(proposal, by=cast.delegate_ep, expert=expert)
        assert not Proposal.objects.visible_to(expert).filter(pk=proposal.pk).exists()
        assert last_event(proposal)[0] == "proposal.closed_to_expert"

    def test_the_grant_ends_with_the_mandate(self, cast):
        """A grant counts only with an active expert mandate: no hat, no sight; another hat, no sight."""
        proposal, expert = stages.draft(cast), cast.expert
        actions.share_with_expert(proposal, by=cast.delegate_ep, expert=expert, level="edit")
        Mandate.objects.filter(pk=expert.pk).update(until=clock.now() - dt.timedelta(seconds=1))
        now = Mandate.objects.create(
            person=expert.person, office=office("JP"), capacity="delegate", since=clock.now()
        )
        hat = Mandate.objects.worn().get(pk=now.pk)
        assert not Proposal.objects.visible_to(hat).filter(pk=proposal.pk).exists()
        assert not rules.RULES["edit"](hat, fresh(proposal))
        assert not Mandate.objects.active().filter(pk=expert.pk).exists()
        with pytest.raises(Invalid):
            actions.share_with_expert(
                proposal, by=cast.delegate_ep, expert=Mandate.objects.worn().get(pk=expert.pk), level="view"
            )

    def test_a_lower_level_takes_the_higher_back(self, cast):
        proposal = stages.draft(cast)
        for level, may in (("edit", [True, True]), ("note", [True, False]), ("view", [False, False])):
            actions.share_with_expert(proposal, by=cast.delegate_ep, expert=cast.expert, level=level)
            kept = fresh(proposal)
            verdicts = rules.may_note(cast.expert, kept), rules.RULES["edit"](cast.expert, kept)
            assert [bool(each) for each in verdicts] == may


def cast_expert():
    return Mandate.objects.worn().get(person__email="expert@ip5.example", capacity="expert")


class TestNotes:
    def test_who_reads_whose(self, cast):
        proposal = shared(cast, "note")
        actions.share_with_expert(proposal, by=cast.delegate_ep, expert=cast.expert, level="note")
        for key in ("delegate_ep", "delegate_us", "expert"):
            actions.note(proposal, by=cast.hat(key), text=f"Words of {key}.")
        read = {
            key: sorted(DraftNote.objects.visible_to(cast.hat(key)).values_list("text", flat=True))
            for key in HATS
        }
        every = ["Words of delegate_ep.", "Words of delegate_us.", "Words of expert."]
        assert {key for key in HATS if read[key] == every} == INSIDE
        assert {key for key in HATS if read[key] == [every[1]]} == DELEGATION_US
        assert read["expert"] == [every[2]]
        assert {key for key in HATS if not read[key] or key in {"delegate_jp", "hod_jp"}} >= {
            *("delegate_jp", "hod_jp", "hod_kr", "chair_kr", "secretariat", "observer", "site_admin"),
        }
        assert events(proposal)[-1][0] == "proposal.opened_to_expert"

    def test_reading_is_not_writing(self, cast):
        proposal = shared(cast, "view")
        with pytest.raises(Refused):
            actions.note(proposal, by=cast.delegate_us, text="May I?")
        with pytest.raises(Invalid):
            actions.note(proposal, by=cast.delegate_ep, text=" ")

    def test_sending_back_drops_the_stamp_inside_the_office(self, cast):
        proposal = stages.consented(cast)
        actions.clear(proposal, by=cast.hod_ep, fingerprint=proposal.fingerprint)
        actions.send_back(proposal, by=cast.hod_ep, reason="Too long.")
        assert fresh(proposal).is_cleared is False
        assert last_event(proposal) == ("proposal.sent_back", "hod_ep", "office_internal", ["EP"], "")
        assert DraftNote.objects.get().kind == "sent_back"
        assert told(proposal, "draft_sent_back") == ["alternate_ep", "colleague_ep", "delegate_ep"]
        # The HoD of the office asked for consent sees the draft, but nothing of this.
        assert not DraftNote.objects.visible_to(cast.hod_us).exists()
        own = Event.objects.for_subject(proposal).visible_to(cast.hod_us)
        assert not own.filter(verb__in=["proposal.sent_back", "proposal.cleared"]).exists()
        for key in ("delegate_ep", "hod_us"):
            with pytest.raises(Refused):
                actions.send_back(proposal, by=cast.hat(key), reason="Too long.")


class TestTakeOver:
    def test_it_is_unseen_until_submitted(self, cast):
        withdrawn = stages.withdrawn(cast)
        before = len(events(withdrawn))
        draft = actions.take_over(withdrawn, by=cast.delegate_jp)
        assert (draft.state, draft.lead_office.code, draft.problem) == ("draft", "JP", withdrawn.problem)
        assert len(events(withdrawn)) == before
        assert seen_by(cast, draft) == {"delegate_jp", "hod_jp"}
        found = Proposal.objects.visible_to(cast.hod_ep).filter(taken_over_from=withdrawn)
        assert not found.exists()
        us = office("US")
        draft = actions.edit(
            draft, by=cast.delegate_jp, values={}, offices={us.pk: "co_lead"}, version=draft.version
        )
        draft = actions.ask_consent(draft, by=cast.delegate_jp)
        draft = actions.consent(draft, by=cast.hod_us, fingerprint=draft.fingerprint)
        draft = actions.submit(draft, by=cast.hod_jp)
        assert list(found) == [draft]
        assert fresh(withdrawn).state == "withdrawn"

    def test_the_own_office_and_those_who_do_not_draft_are_refused(self, cast):
        withdrawn = stages.withdrawn(cast)
        for key in ("delegate_ep", "hod_ep", "chair_kr", "observer", "expert"):
            with pytest.raises(Refused):
                actions.take_over(withdrawn, by=cast.hat(key))

    def test_after_ten_working_days_it_is_too_late(self, cast):
        withdrawn = stages.withdrawn(cast)
        Proposal.objects.filter(pk=withdrawn.pk).update(withdrawn_at=clock.now() - dt.timedelta(days=40))
        with pytest.raises(Refused, match="ten working days"):
            actions.take_over(withdrawn, by=cast.delegate_jp)
        assert not Proposal.objects.filter(state="draft").exists()
