"""Deeds on the course of a meeting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetings.actions import course as acts
from meetings.forms.course import Announcement, RegistrationDay
from meetings.rules import course as rules
from meetings.views.offers.offer import Deed, move
from proposals.forms import Reason

DEEDS: dict[str, Deed] = {
    "announce": move(
        "announce",
        rules.may_announce,
        acts.announce,
        Announcement,
        _(
            "The meeting gets its number, members and observers are told, and the invitations with the times go "
            "out as calendar files. Eight weeks are suggested."
        ),
        _("The meeting is announced. Members and observers are told."),
        "primary",
    ),
    "open_registration": move(
        "open_registration",
        rules.may_open_registration,
        acts.open_registration,
        RegistrationDay,
        _("The delegations register who takes part, in the room or online."),
        _("The registration is open. The delegations are told."),
        "primary",
    ),
    "postpone": move(
        "postpone",
        rules.may_postpone,
        acts.postpone,
        Reason,
        _(
            "The meeting keeps its number, its agenda and its papers; its dates fall. Everybody invited is told at "
            "once, and calendars are updated."
        ),
        _("The meeting is postponed. Everybody invited is told."),
        "danger",
    ),
    "cancel": move(
        "cancel",
        rules.may_cancel,
        acts.cancel,
        Reason,
        _("The meeting does not take place. Everybody invited is told at once, and calendars are updated."),
        _("The meeting is cancelled. Everybody invited is told."),
        "danger",
    ),
}
