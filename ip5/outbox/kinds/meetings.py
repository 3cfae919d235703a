"""The kinds of notices about meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.outbox.kinds.kind import Kind

MEETINGS: dict[str, Kind] = {
    "meeting_slots_asked": Kind(
        _("Your office is asked which times suit it for the next meeting."),
        _("Which times suit: the next meeting"),
        _("Say which times suit"),
        immediate=True,
    ),
    "meeting_announced": Kind(
        _("%(symbol)s is announced: see when and where."),
        _("Announced: %(symbol)s"),
        _("Open the meeting"),
        immediate=True,
    ),
    "meeting_moved": Kind(
        _("%(symbol)s has moved: see when and where."),
        _("Moved: %(symbol)s"),
        _("Open the meeting"),
        immediate=True,
    ),
    "meeting_registration_opened": Kind(
        _("The registration for %(symbol)s is open."),
        _("Registration open: %(symbol)s"),
        _("Register"),
    ),
    "meeting_postponed": Kind(
        _("%(symbol)s is postponed: read the reason."),
        _("Postponed: %(symbol)s"),
        _("Open the meeting"),
        immediate=True,
    ),
    "meeting_cancelled": Kind(
        _("%(symbol)s is cancelled: read the reason."),
        _("Cancelled: %(symbol)s"),
        _("Open the meeting"),
        immediate=True,
    ),
    "agenda_published": Kind(
        _("The agenda of %(symbol)s is published."),
        _("Agenda published: %(symbol)s"),
        _("Read the agenda"),
    ),
    "agenda_revised": Kind(
        _("The agenda of %(symbol)s is published anew: see what changed."),
        _("Agenda published anew: %(symbol)s"),
        _("Read the agenda"),
    ),
    "item_requested": Kind(
        _("An item is asked for on the agenda of %(symbol)s."),
        _("Item asked for: %(symbol)s"),
        _("Answer it"),
    ),
    "item_answered": Kind(
        _("Your office asked for an item on the agenda of %(symbol)s: it is answered."),
        _("Item answered: %(symbol)s"),
        _("Read the answer"),
    ),
    "action_due": Kind(
        _("The action item %(symbol)s is due within seven days."),
        _("Due soon: %(symbol)s"),
        _("Open the action item"),
    ),
    "meeting_paper_added": Kind(
        _("A document for %(symbol)s came in."),
        _("New document: %(symbol)s"),
        _("Open the meeting"),
    ),
}
