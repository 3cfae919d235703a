"""Who declares a delegation present, who confirms it, who marks that it left (domain.md section 5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if
from meetings.models import Meeting, Presence
from meetings.querysets import is_body
from meetings.rules.circles import of_body, of_delegation_or_observer
from meetings.rules.live import is_in_session


def may_declare(hat: Hat, meeting: Meeting) -> Verdict:
    """Declare the own delegation present, in the room or online: any of it, the observer too."""
    return of_delegation_or_observer(hat) and is_in_session(meeting)


def may_confirm(hat: Hat, meeting: Meeting) -> Verdict:
    """Confirm who is present: the secretariat or a co-chair."""
    return of_body(hat) and is_in_session(meeting)


def may_mark_left(hat: Hat, presence: Presence) -> Verdict:
    """Mark that a delegation left: the secretariat, a co-chair, or the delegation itself."""
    is_own = hat.pk is not None and hat.office_id == presence.office_id
    return allowed_if(
        is_body(hat) or is_own, _("The secretariat marks who left, or the delegation itself.")
    ) and is_in_session(presence.session.meeting)
