"""Who may do what with a proposal: every move's rule by name, and the circles they are made of."""

from __future__ import annotations

from collections.abc import Callable

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict
from proposals.models import Proposal
from proposals.rules import course, drafts, papers, review, rounds
from proposals.rules.circles import is_drafter, is_impartial_chair, may_create
from proposals.rules.course import is_early, is_early_given, may_agree_merge_into, mergers_agreed
from proposals.rules.drafts import may_note, unasked
from proposals.rules.review import (
    is_opened_to,
    kinds_of_comment,
    may_file_unless_filed,
    may_read_review,
    opening_of,
)
from proposals.rules.rounds import may_open_in_session

RULES: dict[str, Callable[[Hat, Proposal], Verdict]] = {
    "edit": drafts.may_edit,
    "ask_consent": drafts.may_ask_consent,
    "consent": drafts.may_consent,
    "decline": drafts.may_decline,
    "share": drafts.may_share,
    "ask_clearance": drafts.may_ask_clearance,
    "clear": drafts.may_clear,
    "send_back": drafts.may_send_back,
    "submit": drafts.may_submit,
    "delete": drafts.may_delete,
    "add_paper": papers.may_add_paper,
    "add_paper_version": papers.may_add_paper_version,
    "remove_paper": papers.may_remove_paper,
    "admit": course.may_admit,
    "return_for_revision": course.may_return_for_revision,
    "prepare_revision": course.may_prepare_revision,
    "revise": course.may_revise,
    "table": course.may_table,
    "defer": course.may_defer,
    "close": course.may_close,
    "refer_to_group": course.may_refer_to_group,
    "refer_to_deputies": rounds.may_refer_to_deputies,
    "agree_merge": course.may_agree_merge,
    "merge": course.may_merge,
    "withdraw": course.may_withdraw,
    "take_over": course.may_take_over,
    "leave": course.may_leave,
    "ask_reconsideration": course.may_ask_reconsideration,
    "object_to_reconsideration": course.may_object_to_reconsideration,
    "comment": review.may_comment,
    "open_comments": review.may_open_comments,
    "dispose": review.may_dispose,
    "prepare_review": review.may_prepare_review,
    "file_review": review.may_file_review,
    "mark_editorial": review.may_mark_editorial,
    "object_to_editorial": review.may_object_to_editorial,
    "open_round": rounds.may_open_round,
    "announce_round": rounds.may_announce_round,
    "cancel_announcement": rounds.may_cancel_announcement,
    "break_silence": rounds.may_break_silence,
    "extend_round": rounds.may_extend_round,
    "cancel_round": rounds.may_cancel_round,
    "close_round": rounds.may_close_round,
}


def abilities(hat: Hat, proposal: Proposal) -> dict[str, Verdict]:
    """Return every move's verdict for this hat: the one answer for page, API and check."""
    return {name: rule(hat, proposal) for name, rule in RULES.items()}


__all__ = [
    "RULES",
    "abilities",
    "is_drafter",
    "is_early",
    "is_early_given",
    "is_impartial_chair",
    "is_opened_to",
    "kinds_of_comment",
    "may_agree_merge_into",
    "may_create",
    "may_file_unless_filed",
    "may_note",
    "may_open_in_session",
    "may_read_review",
    "mergers_agreed",
    "opening_of",
    "unasked",
]
