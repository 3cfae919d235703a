"""Who words a conclusion, who puts it to the delegations, who records it (domain.md sections 2, 4 and 5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.ballots.rules.running import may_be_closed
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state
from meetings.models import Conclusion, Meeting
from meetings.rules.circles import of_body, of_chair
from meetings.rules.live import is_in_session, not_recused
from meetings.states import DECIDING, ConclusionState


def may_draft(hat: Hat, meeting: Meeting) -> Verdict:
    """Word a conclusion: a co-chair or the secretariat, while the meeting is in session."""
    return of_body(hat) and is_in_session(meeting)


def may_edit(hat: Hat, conclusion: Conclusion) -> Verdict:
    """Change or drop the words: a co-chair or the secretariat, until it is put or recorded."""
    return may_draft(hat, conclusion.meeting) and _is_draft(conclusion)


def _is_draft(conclusion: Conclusion) -> Verdict:
    if conclusion.state == ConclusionState.DRAFT:
        return ALLOWED
    return wrong_state(_("The conclusion is put or recorded; its words stand."))


def may_put(hat: Hat, conclusion: Conclusion) -> Verdict:
    """Put it to the delegations and ask for objections: a co-chair; only what decides is put."""
    verdict = _announces(hat, conclusion) and _is_draft(conclusion)
    return verdict and (
        ALLOWED
        if conclusion.verb in DECIDING
        else refused(_("Only a conclusion that decides is put to the delegations."))
    )


def may_record(hat: Hat, conclusion: Conclusion) -> Verdict:
    """Record it: a co-chair; one that decides once the time set for objections has run."""
    verdict = _announces(hat, conclusion)
    if not verdict:
        return verdict
    if conclusion.state == ConclusionState.PUT and conclusion.round is not None:
        return may_be_closed(conclusion.round)
    verdict = _is_draft(conclusion)
    return verdict and allowed_if(
        conclusion.verb not in DECIDING, _("It decides: put it to the delegations and ask for objections.")
    )


def _announces(hat: Hat, conclusion: Conclusion) -> Verdict:
    return of_chair(hat) and is_in_session(conclusion.meeting) and not_recused(hat, conclusion.item)


def may_open_action(hat: Hat, meeting: Meeting) -> Verdict:
    """Write an action item as it falls: a co-chair or the secretariat, while the meeting is in session."""
    return of_body(hat) and is_in_session(meeting)
