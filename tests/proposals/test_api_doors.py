"""Two doors, one answer: each deed of the API and its page refuse the same hats in the same way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from proposals import actions, rules
from proposals.models import Proposal
from proposals.states import MACHINE
from tests import stages
from tests.cast import Cast
from tests.papers.makers import upload

pytestmark = pytest.mark.django_db
# One of each column of the printed grid (docs/generated/grid.md), and two for whom the proposal does not exist.
LEAD = ["delegate_ep", "hod_ep", "deputy_ep"]
OTHERS = ["hod_us", "hod_jp", "chair_ep", "chair_kr", "observer", "industry"]
HATS = [*LEAD, *OTHERS, "delegate_us", "expert", "secretariat", "admin_ep"]
# At each stage those whose answers differ there: every deed costs a request at each door.
STAGES = {
    "asked": [*LEAD, "hod_us", "hod_jp", "observer"],
    "under_review": ["delegate_ep", "hod_ep", "hod_us", "hod_jp", "chair_ep", "chair_kr", "observer"],
    "returned": LEAD,
    "in_ballot": ["hod_ep", "hod_jp", "chair_kr"],
}
# The pages of deeds whose address is not the deed's name.
PAGES = {"prepare_revision": "revision", "add_paper": "paper_add"}
PAGES |= {"add_paper_version": "paper_version", "remove_paper": "paper_remove"}
# Where a deed of the API is: method and what follows the proposal's address.
CALLS = {
    "edit": ("patch", ""),
    "delete": ("delete", ""),
    "comment": ("post", "comments/"),
    "add_paper": ("post", "papers/"),
    "add_paper_version": ("post", "papers/{paper}/versions/"),
    "remove_paper": ("delete", "papers/{paper}/"),
}
# Their pages are read by more of the lead office than may do the deed: who sees the draft, what would be submitted.
READ_TOO = {"share", "revise"}
REFUSALS = {403, 404, 409}


def scene(stage: str, cast: Cast) -> tuple[Proposal, dict[str, Any]]:
    """Return a proposal at a stage with a paper and, where there is a review, a comment."""
    from ip5.papers.inspection import checked

    draft = stages.draft(cast)
    found = checked(upload("notes.txt", b"Words"))
    paper = actions.add_paper(draft, by=cast.delegate_ep, title="Annex", upload=found).paper
    proposal, ids = advanced(stage, draft, cast), {"paper": paper.uuid}
    if MACHINE.may("comment", proposal.state):
        ids["comment"] = actions.comment(proposal, by=cast.hod_jp, text="Words").uuid
    return proposal, ids


def advanced(stage: str, proposal: Proposal, cast: Cast) -> Proposal:
    """Bring the draft to the stage by the deeds."""
    proposal = actions.ask_consent(proposal, by=cast.delegate_ep)
    if stage == "asked":
        return proposal
    proposal = actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)
    proposal = actions.submit(proposal, by=cast.hod_ep)
    if stage == "under_review":
        return actions.admit(proposal, by=cast.chair_kr)
    if stage == "returned":
        return actions.return_for_revision(proposal, by=cast.chair_kr, reason="An annex.")
    if stage in {"in_ballot", "closed"}:
        actions.table(proposal, by=cast.chair_kr, reason="A meeting is near.")
        actions.open_round(proposal, by=cast.chair_kr, days=10)
    if stage == "closed":
        stages.answer(cast, proposal, stages.FULL_SUPPORT)
        actions.close_round(proposal, by=cast.chair_kr)
    return Proposal.objects.get(pk=proposal.pk)


def page_of(name: str, proposal: Proposal, ids: dict[str, Any]) -> str | None:
    """Return the address of the deed's page; None where there is nothing it could be about."""
    if name in READ_TOO:
        return None
    if name == "dispose":
        return (
            reverse("proposals:dispose", args=[proposal.uuid, ids["comment"]]) if "comment" in ids else None
        )
    more = [ids["paper"]] if name in {"add_paper_version", "remove_paper"} else []
    return reverse(f"proposals:{PAGES.get(name, name)}", args=[proposal.uuid, *more])


def api_status(client: Any, name: str, proposal: Proposal, ids: dict[str, Any]) -> int:
    """Return the status of the API's deed with a body that does not do; what it did is undone."""
    method, rest = CALLS.get(name, ("post", f"{name}/"))
    address = f"/api/v1/proposals/{proposal.uuid}/{rest.format(**ids)}"
    with transaction.atomic():
        status = getattr(client, method)(
            address, {"nonsense": 1}, content_type="application/json"
        ).status_code
        transaction.set_rollback(True)
    return int(status)


@pytest.mark.parametrize("stage", STAGES)
def test_a_deed_is_refused_alike_at_both_doors(stage: str, cast: Cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal, ids = scene(stage, cast)
    differing = []
    for key in STAGES[stage]:
        client, hat = cast.client(key), cast.hat(key)
        seen = Proposal.objects.visible_to(hat).filter(pk=proposal.pk).exists()
        for name, rule in rules.RULES.items():
            address = page_of(name, proposal, ids)
            if address is None:
                continue
            with transaction.atomic():
                page = client.get(address).status_code
                transaction.set_rollback(True)
            called = api_status(client, name, proposal, ids)
            verdict = rule(hat, Proposal.objects.get(pk=proposal.pk))
            by_rule = 200 if verdict else 409 if verdict.is_wrong_state else 403
            expected = by_rule if seen else 404
            answers = tuple(each if each in REFUSALS else 200 for each in (page, called))
            if answers != (expected, expected):
                differing.append((name, key, expected, page, called))
    assert differing == []


READS = {"comments": "review", "reviews": "review", "revisions": "revisions", "": "detail"}


@pytest.mark.parametrize("stage", ["asked", "under_review", "returned", "closed"])
def test_what_does_not_exist_at_one_door_does_not_at_the_other(stage: str, cast: Cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal, _ids = scene(stage, cast)
    for key in HATS:
        client = cast.client(key)
        for name, page in READS.items():
            called = client.get(f"/api/v1/proposals/{proposal.uuid}/{name}/".replace("//", "/"))
            shown = client.get(reverse(f"proposals:{page}", args=[proposal.uuid]))
            assert called.status_code == shown.status_code, (key, name)
