"""What the entries of a version's history are called on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "version.compiling_begun": _("Compiling begun"),
    "version.edited": _("Texts edited"),
    "version.goal_added": _("Goal added"),
    "version.goal_edited": _("Goal edited"),
    "version.goal_dropped": _("Goal taken out"),
    "version.project_added": _("Project added"),
    "version.project_edited": _("Project’s plan edited"),
    "version.project_placed": _("Project placed"),
    "version.project_dropped": _("Project taken out"),
    "version.project_kept": _("Project put back"),
    "version.offices_set": _("Offices of a project set"),
    "version.part_consented": _("An office consented"),
    "version.part_declined": _("An office declined"),
    "version.plan_referred": _("Plan referred to the group"),
    "version.plan_handed_back": _("Plan handed back"),
    "version.frozen": _("Frozen"),
    "version.derived": _("Derived from the former version"),
    "version.silence_announced": _("Silence procedure announced"),
    "version.round_opened": _("Round of the task force opened"),
    "version.round_cancelled": _("Round cancelled"),
    "version.round_closed": _("Round of the task force ended"),
    "version.deputy_answered": _("A deputy head answered"),
    "version.deputies_cleared": _("Cleared by all deputy heads"),
    "version.deputies_returned": _("Returned by a deputy head"),
    "version.deputies_skipped": _("Deputy heads skipped"),
    "version.submitted": _("Submitted to the Heads"),
    "version.put_again": _("Put to the Heads again"),
    "version.heads_decided": _("The Heads decided"),
    "version.withdrawn": _("Withdrawn"),
    "version.publication_approved": _("Publication approved"),
    "version.publication_set": _("Publication set"),
    "version.publication_stopped": _("Publication stopped"),
    "version.published": _("Published"),
    "version.superseded": _("Superseded"),
    "version.imported": _("Imported from the record"),
    "dossier.made": _("Dossier made"),
}
