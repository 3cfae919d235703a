"""Which acts a proposal's page offers to whom: what starts from its state and could concern the reader."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ip5.kernel.hat import Hat
from proposals.models import Proposal
from proposals.rules.circles import DRAFTING
from proposals.states import COURSE_MOVES, MACHINE, REVIEW_MOVES, ROUND_MOVES, SUBMITTED_TO_BALLOT
from proposals.views.offers import DEEDS

OF_CHAIR = {
    "admit",
    "return_for_revision",
    "table",
    "defer",
    "refer_to_group",
    "refer_to_deputies",
    "close",
    "merge",
    "mark_editorial",
    "open_comments",
}
OF_LEAD = {"revise", "prepare_revision", "withdraw", "dispose"}
# A refusal of these is no news to anybody: they are offered only while they are possible.
ONLY_WHEN_POSSIBLE = {
    *("send_back", "merge", "agree_merge", "leave", "take_over", "mark_editorial"),
    *("cancel_announcement", "break_silence", "refer_to_deputies"),
    *("ask_reconsideration", "object_to_reconsideration", "object_to_editorial"),
}
AFTER_SUBMISSION = {each.name for each in (*COURSE_MOVES, *REVIEW_MOVES, *ROUND_MOVES)}


def acts_of(proposal: Proposal, hat: Hat, may: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the acts that start from the present state: the possible ones, and of the refused ones those
    that could concern this hat, with their reasons; what ends the proposal comes last.

    ``may`` holds the verdicts of the moves the page is about.
    """
    names = [name for name in DEEDS if name in may and MACHINE.may(name, proposal.state)]
    shown = [name for name in names if may[name] or is_news(name, hat, proposal)]
    return [
        {
            "name": name,
            "label": DEEDS[name].label,
            "verdict": may[name],
            "url": reverse(f"proposals:{name}", args=[proposal.uuid]),
            "style": DEEDS[name].style,
            "dialog": bool(DEEDS[name].says),
        }
        for name in sorted(shown, key=lambda each: DEEDS[each].style == "danger")
    ]


def is_news(name: str, hat: Hat, proposal: Proposal) -> bool:
    """Whether it concerns this hat that the act is refused, and why."""
    if name in ONLY_WHEN_POSSIBLE or hat.sees_from != "members":
        return False
    if name in {"consent", "decline"}:
        return proposal.is_draft and hat.speaks_for_office and hat.office_id != proposal.lead_office_id
    if name in OF_CHAIR or name.endswith("_round"):
        return hat.is_chair or hat.is_secretariat
    if name in OF_LEAD or name not in AFTER_SUBMISSION:
        return hat.office_id == proposal.lead_office_id and (proposal.is_draft or hat.capacity in DRAFTING)
    return hat.capacity in DRAFTING and proposal.state in SUBMITTED_TO_BALLOT
