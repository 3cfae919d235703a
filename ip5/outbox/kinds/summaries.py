"""The kinds of notices about summaries of meetings and updates for industry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.outbox.kinds.kind import Kind

SUMMARIES: dict[str, Kind] = {
    "meeting_summary_review": Kind(
        _("The summary of %(symbol)s is in review: read it, correct your own words."),
        _("Summary in review: %(symbol)s"),
        _("Open the meeting"),
    ),
    "meeting_summary_corrected": Kind(
        _("A correction to the summary of %(symbol)s was suggested."),
        _("Correction: %(symbol)s"),
        _("Open the meeting"),
    ),
    "meeting_summary_answered": Kind(
        _("Your correction to the summary of %(symbol)s was answered."),
        _("Correction answered: %(symbol)s"),
        _("Open the meeting"),
    ),
    "meeting_summary_adopted": Kind(
        _("The summary of %(symbol)s is adopted."),
        _("Summary adopted: %(symbol)s"),
        _("Open the meeting"),
    ),
    "meeting_summary_reopened": Kind(
        _("The summary of %(symbol)s is open for review again: read the reason."),
        _("Summary reopened: %(symbol)s"),
        _("Open the meeting"),
        immediate=True,
    ),
    "meeting_publication_approved": Kind(
        _("The publication of the summary of %(symbol)s is approved: it can be published."),
        _("Publication approved: %(symbol)s"),
        _("Open the meeting"),
        immediate=True,
    ),
    "meeting_summary_published": Kind(
        _("The extract of the summary of %(symbol)s is public."),
        _("Summary published: %(symbol)s"),
        _("Open the meeting"),
    ),
    "industry_update_opened": Kind(
        _("An update of the task force is open to you: %(symbol)s."),
        _("Update for industry: %(symbol)s"),
        _("Read the update"),
    ),
}
