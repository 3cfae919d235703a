"""Who makes which move of a meeting (domain.md section 5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from meetings.models import Meeting
from meetings.rules.circles import of_body, of_chair
from meetings.states import MACHINE


def may_plan_meeting(hat: Hat) -> Verdict:
    """Plan a meeting: a co-chair or the secretariat."""
    return of_body(hat)


def may_plan(hat: Hat, meeting: Meeting) -> Verdict:
    """Change dates and place: a co-chair or the secretariat, before it is announced or while postponed."""
    return of_body(hat) and MACHINE.may("plan", meeting.state)


def may_move(hat: Hat, meeting: Meeting) -> Verdict:
    """Change venue, link and dates of registration after the announcement; the invitations follow."""
    return of_body(hat) and (
        ALLOWED if meeting.is_invited else wrong_state(_("The meeting is not announced, or over."))
    )


def may_set_sessions(hat: Hat, meeting: Meeting) -> Verdict:
    """Set sessions: a co-chair or the secretariat before the announcement; a co-chair moves them after it."""
    if not meeting.is_invited:
        return may_plan(hat, meeting)
    return allowed_if(hat.is_chair, _("The meeting is announced: a co-chair moves it."))


def may_poll(hat: Hat, meeting: Meeting) -> Verdict:
    """Ask the offices about slots: a co-chair or the secretariat, while the meeting is planned."""
    return of_body(hat) and MACHINE.may("plan", meeting.state)


def may_answer_poll(hat: Hat, meeting: Meeting) -> Verdict:
    """Answer about slots: a delegation, the observer's too, while the meeting is planned."""
    return allowed_if(
        hat.is_delegation or hat.capacity == "observer", _("The offices' delegations answer about slots.")
    ) and MACHINE.may("plan", meeting.state)


def may_announce(hat: Hat, meeting: Meeting) -> Verdict:
    """Announce: a co-chair, once it has sessions that are to come."""
    return of_chair(hat) and MACHINE.may("announce", meeting.state) and _is_to_come(meeting)


def _is_to_come(meeting: Meeting) -> Verdict:
    first = next(iter(meeting.sessions.all()), None)
    if first is None:
        return wrong_state(_("The meeting has no session yet: choose a slot."))
    # A postponed meeting keeps the sessions it had until others are set.
    if first.starts_at <= clock.now():
        return wrong_state(_("The first session lies behind: set sessions to come."))
    return ALLOWED


def may_open_registration(hat: Hat, meeting: Meeting) -> Verdict:
    """Open the registration: a co-chair or the secretariat."""
    return of_body(hat) and MACHINE.may("open_registration", meeting.state)


def may_postpone(hat: Hat, meeting: Meeting) -> Verdict:
    """Postpone: a co-chair, until the meeting is in session."""
    return of_chair(hat) and MACHINE.may("postpone", meeting.state)


def may_cancel(hat: Hat, meeting: Meeting) -> Verdict:
    """Cancel: a co-chair, until the meeting is in session."""
    return of_chair(hat) and MACHINE.may("cancel", meeting.state)
