"""Who may do what with a version: every move's rule by name, and the rules on projects."""

from __future__ import annotations

from collections.abc import Callable

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict
from roadmap.models import Version
from roadmap.rules import approval, heads, plans, publishing
from roadmap.rules.approval import approval_round_of, has_rounds_left, last_round_of_line
from roadmap.rules.circles import is_of_body
from roadmap.rules.dossiers import may_make_dossier
from roadmap.rules.heads import heads_round_of
from roadmap.rules.holding import holder_of
from roadmap.rules.plans import (
    may_compile,
    may_consent,
    may_edit_plan,
    may_fill_plan,
    may_hand_back,
    may_refer_plan,
    may_release_reservation,
)
from roadmap.rules.progress import may_note, may_report
from roadmap.rules.scoping import may_confirm_scoping, may_enter_scoping, may_take_back_scoping

RULES: dict[str, Callable[[Hat, Version], Verdict]] = {
    "edit": plans.may_edit,
    "discard": plans.may_discard,
    "freeze": plans.may_freeze,
    "announce_approval": approval.may_announce_approval,
    "cancel_announcement": approval.may_cancel_announcement,
    "open_approval": approval.may_open_approval,
    "refer_to_deputies": approval.may_refer_to_deputies,
    "open_in_session": approval.may_open_in_session,
    "extend_approval": approval.may_extend_approval,
    "cancel_approval": approval.may_cancel_approval,
    "close_approval": approval.may_close_approval,
    "clear_as_deputy": heads.may_clear_as_deputy,
    "return_as_deputy": heads.may_return_as_deputy,
    "take_note": heads.may_take_note,
    "skip_deputies": heads.may_skip_deputies,
    "submit": heads.may_submit,
    "close_heads": heads.may_close_heads,
    "withdraw": plans.may_withdraw,
    "replace": plans.may_replace,
    "derive": plans.may_derive,
    "approve_publication": publishing.may_approve_publication,
    "publish": publishing.may_publish,
    "stop_publication": publishing.may_stop_publication,
}


def abilities(hat: Hat, version: Version) -> dict[str, Verdict]:
    """Return every move's verdict for this hat: the one answer for page and check."""
    return {name: rule(hat, version) for name, rule in RULES.items()}


__all__ = [
    "RULES",
    "abilities",
    "approval_round_of",
    "has_rounds_left",
    "heads_round_of",
    "holder_of",
    "is_of_body",
    "last_round_of_line",
    "may_compile",
    "may_confirm_scoping",
    "may_consent",
    "may_edit_plan",
    "may_enter_scoping",
    "may_fill_plan",
    "may_hand_back",
    "may_make_dossier",
    "may_note",
    "may_refer_plan",
    "may_release_reservation",
    "may_report",
    "may_take_back_scoping",
]
