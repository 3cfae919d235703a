"""Who hands in papers of a meeting, and who keeps the library."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from meetings.models import Meeting, MeetingPaper
from meetings.querysets import is_body
from meetings.rules.circles import of_body
from meetings.states import INVITED, State

TAKEN = frozenset({*INVITED, State.POSTPONED, State.IN_SESSION})


def may_add_paper(hat: Hat, meeting: Meeting) -> Verdict:
    """Hand in a paper: a delegation, the observer, the body; from the announcement until the meeting is closed."""
    return _hands_in(hat) and _is_taken(meeting)


def _hands_in(hat: Hat) -> Verdict:
    return allowed_if(
        hat.is_delegation or hat.capacity == "observer" or is_body(hat),
        _("Delegations, the observer, the co-chairs and the secretariat hand in documents."),
    )


def _is_taken(meeting: Meeting) -> Verdict:
    if meeting.state in TAKEN:
        return ALLOWED
    return wrong_state(_("Documents are taken from the announcement until the meeting is closed."))


def may_add_paper_version(hat: Hat, paper: MeetingPaper) -> Verdict:
    """Hand in a next version: somebody of the office whose paper it is, or the body."""
    return may_add_paper(hat, paper.meeting) and allowed_if(
        is_body(hat) or hat.office_id == paper.office_id,
        _("The office that handed it in adds the next version."),
    )


def may_place_paper(hat: Hat, paper: MeetingPaper) -> Verdict:
    """Put a paper under another item: a co-chair or the secretariat."""
    return of_body(hat) and _is_taken(paper.meeting)


def may_keep_library(hat: Hat) -> Verdict:
    """Put documents into the library: a co-chair or the secretariat."""
    return of_body(hat)
