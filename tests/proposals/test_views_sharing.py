"""The page that says who can see a draft and why, notes, and the canary of a shared draft."""

from __future__ import annotations

import pytest

from ip5.accounts.models import Mandate
from ip5.kernel import clock
from ip5.offices.models import Office
from proposals import actions
from proposals.models import DraftNote, Proposal, Share
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
CANARY = "Zanzibar quince"
INSIDE = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
DELEGATION_US = {"delegate_us", "hod_us", "leaver"}
HATS = [key for key in MEMBERS if key != "inactive"]


def statuses(cast, address):
    return {key: cast.client(key).get(address).status_code for key in HATS}


def shared(cast, level="edit"):
    proposal = stages.draft(cast, CANARY)
    actions.share(proposal, by=cast.delegate_ep, office=Office.objects.get(code="US"), level=level)
    return Proposal.objects.get(pk=proposal.pk)


def page(cast, key, address):
    return cast.client(key).get(address).content.decode()


class TestPage:
    def test_who_opens_it(self, cast):
        proposal = shared(cast)
        found = statuses(cast, f"/proposals/{proposal.uuid}/sharing/")
        assert {key for key, status in found.items() if status == 200} == INSIDE
        assert {key for key, status in found.items() if status == 403} == DELEGATION_US
        assert set(found.values()) == {200, 403, 404}

    def test_it_lists_everybody_and_why(self, cast):
        proposal = shared(cast)
        actions.ask_consent(proposal, by=cast.delegate_ep)
        actions.share_with_expert(proposal, by=cast.delegate_ep, expert=cast.expert, level="note")
        text = page(cast, "delegate_ep", f"/proposals/{proposal.uuid}/sharing/")
        for words in (
            "The whole delegation of the EPO",
            "The head of delegation of the USPTO",
            "The delegation of the USPTO",
            "read, write notes and edit",
            "Expert, expert, WG1",
            "named expert: read and write notes",
        ):
            assert words in text, words
        assert "Open to this office" in text
        assert "Open to this office" not in page(cast, "head_ep", f"/proposals/{proposal.uuid}/sharing/")

    def test_an_expert_whose_mandate_has_ended_is_said_to_see_nothing(self, cast):
        proposal, expert = stages.draft(cast), cast.expert
        actions.share_with_expert(proposal, by=cast.delegate_ep, expert=expert, level="note")
        Mandate.objects.filter(pk=expert.pk).update(until=clock.now())
        text = page(cast, "delegate_ep", f"/proposals/{proposal.uuid}/sharing/")
        assert "mandate has ended: sees nothing" in text

    def test_opening_and_closing(self, cast):
        proposal, client = stages.draft(cast), cast.client("delegate_ep")
        address = f"/proposals/{proposal.uuid}/sharing/"
        given = {"office-office": "JP", "office-level": "note", "open_office": "1"}
        assert client.post(address, given).status_code == 302
        assert Share.objects.get().level == "note"
        given = {"expert-expert": cast.expert.uuid, "expert-level": "view", "open_expert": "1"}
        assert client.post(address, given).status_code == 302
        assert Proposal.objects.visible_to(cast.expert).filter(pk=proposal.pk).exists()
        client.post(address, {"close_office": "JP"})
        client.post(address, {"close_expert": cast.expert.uuid})
        assert not Share.objects.exists()
        assert not Proposal.objects.visible_to(cast.expert).filter(pk=proposal.pk).exists()

    @pytest.mark.parametrize(
        "given",
        [
            {"office-office": "EP", "office-level": "view", "open_office": "1"},
            {"office-office": "US", "office-level": "own", "open_office": "1"},
            {"expert-expert": "", "expert-level": "view", "open_expert": "1"},
            {"open_office": "1"},
        ],
    )
    def test_what_cannot_be_opened_stays_in_the_form(self, cast, given):
        proposal = stages.draft(cast)
        response = cast.client("delegate_ep").post(f"/proposals/{proposal.uuid}/sharing/", given)
        assert response.status_code == 422
        assert not Share.objects.exists()

    def test_the_heads_of_office_read_and_another_office_changes_nothing(self, cast):
        proposal = shared(cast)
        for key in ("head_ep", "delegate_us"):
            response = cast.client(key).post(f"/proposals/{proposal.uuid}/sharing/", {"close_office": "US"})
            assert response.status_code == 403
        assert Share.objects.exists()


class TestEditing:
    def form(self, proposal, **changes):
        values = dict.fromkeys(("summary", "benefit", "deliverables", "resources", "data_needed"), "")
        values |= {"title": proposal.title, "horizon": "short", "area": "A", "group": "WG1"}
        values |= {"version": proposal.version, "submit_visibility": proposal.submit_visibility}
        return values | {"office_US": "co_lead", "problem": "Written by two."} | changes

    def test_a_delegate_of_the_other_office_edits_the_text(self, cast):
        proposal = shared(cast)
        address = f"/proposals/{proposal.uuid}/edit/"
        text = page(cast, "delegate_us", address)
        assert "is for the EPO to say" in text
        response = cast.client("delegate_us").post(address, self.form(proposal))
        assert response.status_code == 302
        assert Proposal.objects.get(pk=proposal.pk).problem == "Written by two."

    def test_but_neither_offices_nor_submission(self, cast):
        proposal = shared(cast)
        given = self.form(proposal, submit_visibility="members")
        assert cast.client("delegate_us").post(f"/proposals/{proposal.uuid}/edit/", given).status_code == 403
        assert cast.client("hod_us").post(f"/proposals/{proposal.uuid}/submit/").status_code == 403

    @pytest.mark.parametrize("level", ["view", "note"])
    def test_the_other_levels_do_not_edit(self, cast, level):
        proposal = shared(cast, level)
        assert cast.client("delegate_us").get(f"/proposals/{proposal.uuid}/edit/").status_code == 403


class TestNotes:
    def test_the_panel_and_the_form(self, cast):
        proposal = shared(cast, "note")
        for key in ("delegate_ep", "delegate_us"):
            given = {"text": f"Words of {key}."}
            response = cast.client(key).post(f"/proposals/{proposal.uuid}/notes/", given)
            assert response.status_code == 302
        own, others = (page(cast, key, proposal.get_absolute_url()) for key in ("hod_ep", "hod_us"))
        assert "Words of delegate_ep." in own
        assert "Words of delegate_us." in own
        assert "Words of delegate_us." in others
        assert "Words of delegate_ep." not in others

    def test_an_empty_note_is_shown_with_its_error(self, cast):
        proposal = shared(cast, "view")
        address = f"/proposals/{proposal.uuid}/notes/"
        assert cast.client("delegate_ep").post(address, {"text": " "}).status_code == 422
        assert cast.client("delegate_us").post(address, {"text": "May I?"}).status_code == 403
        assert cast.client("delegate_jp").post(address, {"text": "May I?"}).status_code == 404
        assert not DraftNote.objects.exists()

    def test_the_head_sends_it_back(self, cast):
        proposal = stages.consented(cast, CANARY)
        address = f"/proposals/{proposal.uuid}/send-back/"
        assert cast.client("hod_ep").post(address, {"reason": "Too long."}).status_code == 302
        assert "Too long." in page(cast, "delegate_ep", proposal.get_absolute_url())
        assert "Too long." not in page(cast, "hod_us", proposal.get_absolute_url())


def test_the_canary_stays_within_those_named(cast):
    """A shared draft, its notes and its title are found by the office and the expert named, and nobody else."""
    proposal = shared(cast, "note")
    actions.share_with_expert(proposal, by=cast.delegate_ep, expert=cast.expert, level="view")
    actions.note(proposal, by=cast.delegate_us, text=f"{CANARY} of ours.")
    addresses = [
        *("/", "/proposals/", f"/proposals/?q={CANARY.split()[0]}", "/inbox/", "/proposals/ideas/"),
        *(f"/proposals/{proposal.uuid}/{part}" for part in ("", "history/", "sharing/", "notes/", "edit/")),
        *("/api/v1/proposals/", f"/api/v1/proposals/{proposal.uuid}/"),
    ]
    named = INSIDE | DELEGATION_US | {"expert"}
    found = set()
    for key in HATS:
        client = cast.client(key)
        for address in addresses:
            response = client.get(address)
            if CANARY in response.content.decode():
                found.add(key)
            if str(proposal.uuid) in address and key not in named:
                assert response.status_code == 404, (key, address)
    assert found == named
