"""Who answers an invitation, and who registers a delegation."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from meetings.models import Meeting, Registration
from meetings.querysets import is_body
from meetings.states import INVITED, State

TAKING = frozenset({State.REGISTRATION, State.AGENDA_PROV})


def may_reply(hat: Hat, meeting: Meeting) -> Verdict:
    """Answer the own invitation: whoever sees the meeting and takes part, until it is in session."""
    return allowed_if(
        hat.is_delegation or hat.capacity in {"observer", "expert"} or is_body(hat),
        _("Delegations, observers, experts who are registered, co-chairs and the secretariat take part."),
    ) and (ALLOWED if meeting.state in INVITED else wrong_state(_("The meeting is not announced, or over.")))


def may_register(hat: Hat, meeting: Meeting) -> Verdict:
    """Register a delegation: the office's own hats; in time, or the body for it until the meeting is over."""
    circle = allowed_if(
        hat.is_delegation or hat.capacity in {"observer", "office_admin"} or is_body(hat),
        _("Each office registers its own delegation."),
    )
    return circle and _is_open(hat, meeting)


def _is_open(hat: Hat, meeting: Meeting) -> Verdict:
    if is_body(hat) and meeting.state in {*TAKING, State.IN_SESSION}:
        return ALLOWED
    if meeting.state not in TAKING:
        return wrong_state(_("The registration is not open."))
    if is_over(meeting):
        return wrong_state(_("The registration is closed: ask the secretariat."))
    return ALLOWED


def is_over(meeting: Meeting) -> bool:
    """Whether the last day of registration is past everywhere on earth."""
    last = meeting.registration_closes_on
    if last is None:
        return False
    return clock.now() > dt.datetime.combine(last, dt.time(12), dt.UTC) + dt.timedelta(days=1)


def may_change(hat: Hat, registration: Registration) -> Verdict:
    """Change or take away somebody: the own office, or the body."""
    is_own = hat.office_id == registration.office_id or is_body(hat)
    return allowed_if(is_own, _("Each office registers its own delegation.")) and may_register(
        hat, registration.meeting
    )
