"""The words of a meeting's events, as its course prints them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "meeting.planned": _("Planning begun"),
    "meeting.edited": _("Changed"),
    "meeting.moved": _("Place, link or days changed"),
    "meeting.times_set": _("Times set"),
    "meeting.slots_asked": _("Offices asked about slots"),
    "meeting.slots_answered": _("An office answered about slots"),
    "meeting.announced": _("Announced"),
    "meeting.registration_opened": _("Registration opened"),
    "meeting.replied": _("An invitation answered"),
    "meeting.reply_changed": _("An answer changed"),
    "meeting.registered": _("Somebody registered"),
    "meeting.registration_changed": _("A registration changed"),
    "meeting.registration_struck": _("Somebody taken off the list"),
    "meeting.postponed": _("Postponed"),
    "meeting.cancelled": _("Cancelled"),
    "meeting.agenda_edited": _("Agenda worked on"),
    "meeting.agenda_published": _("Agenda published"),
    "meeting.agenda_revised": _("Agenda published anew"),
    "meeting.item_requested": _("An item asked for"),
    "meeting.item_answered": _("A requested item answered"),
    "meeting.paper_added": _("A document added"),
    "meeting.paper_placed": _("A document put under another item"),
}
