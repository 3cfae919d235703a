"""The kinds of notices about the roadmap. A project has no symbol and its title may be restricted: none is named."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.outbox.kinds.kind import Kind

ROADMAP: dict[str, Kind] = {
    "version_frozen": Kind(
        _("%(symbol)s was frozen: read what the task force will decide on."),
        _("Frozen: %(symbol)s"),
        _("Open the version"),
    ),
    "version_withdrawn": Kind(
        _("%(symbol)s was withdrawn."),
        _("Withdrawn: %(symbol)s"),
        _("Open the version"),
    ),
    "version_approval_ended": Kind(
        _("The task force’s round on %(symbol)s has ended: see the outcome."),
        _("Round ended: %(symbol)s"),
        _("Open the version"),
    ),
    "version_referred_to_deputies": Kind(
        _("%(symbol)s was referred to the deputy heads: no round is left this year."),
        _("Referred to the deputy heads: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_deputies_asked": Kind(
        _("Your clearance of %(symbol)s is asked, before it goes to the Heads."),
        _("Clearance asked: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_deputies_note": Kind(
        _("%(symbol)s is a minor amendment: please take note of it."),
        _("For your note: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_deputies_cleared": Kind(
        _("The five deputy heads have cleared %(symbol)s."),
        _("Cleared by the deputy heads: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_deputies_skipped": Kind(
        _("%(symbol)s goes to the Heads without the deputy heads: read the reason."),
        _("Deputy heads skipped: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_returned": Kind(
        _("A deputy head has returned %(symbol)s with comments."),
        _("Returned: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_submitted": Kind(
        _("%(symbol)s was submitted to the Heads of Office."),
        _("Submitted to the Heads: %(symbol)s"),
        _("Open the version"),
    ),
    "version_heads_decided": Kind(
        _("The Heads have decided on %(symbol)s: see the decision."),
        _("Heads’ decision: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_publication_approved": Kind(
        _("The publication of %(symbol)s is approved: it can be published."),
        _("Publication approved: %(symbol)s"),
        _("Open the version"),
        immediate=True,
    ),
    "version_published": Kind(
        _("%(symbol)s was published."),
        _("Published: %(symbol)s"),
        _("Open the version"),
    ),
    "scoping_entered": Kind(
        _("A scoping document was entered and waits for a co-chair."),
        _("To confirm: a scoping document"),
        _("Open the document"),
    ),
    "scoping_confirmed": Kind(
        _("%(symbol)s, a scoping document of the task force, was confirmed."),
        _("Scoping document: %(symbol)s"),
        _("Open the document"),
    ),
    "project_consent_asked": Kind(
        _("Your office is asked to take part in a project of the roadmap."),
        _("Consent asked: a project of the roadmap"),
        _("Open the project"),
        immediate=True,
    ),
    "project_part_answered": Kind(
        _("An office has answered about its part in a project."),
        _("Part answered: a project of the roadmap"),
        _("Open the project"),
    ),
    "project_plan_referred": Kind(
        _("The plan of a project was referred to your group."),
        _("Plan referred: a project of the roadmap"),
        _("Open the project"),
        immediate=True,
    ),
    "project_plan_handed_back": Kind(
        _("The plan of a project was handed back."),
        _("Plan handed back: a project of the roadmap"),
        _("Open the project"),
    ),
    "progress_reported": Kind(
        _("How a project stands was reported."),
        _("Progress: a project of the roadmap"),
        _("Open the project"),
    ),
}
