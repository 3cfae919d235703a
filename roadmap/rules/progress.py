"""Who reports on a project (domain.md section 2, "update project progress")."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused
from roadmap.models import Project
from roadmap.rules.plans import is_decided, leads
from roadmap.states import ProgressState

REPORTING = frozenset({"delegate", "hod", "alternate"})
ENDED = frozenset({ProgressState.SUPERSEDED})


def may_report(hat: Hat, project: Project) -> Verdict:
    """Report progress: delegates and HoD of lead and co-lead, the group's experts, the secretariat.

    On a superseded project the secretariat alone, which takes a slip back.
    """
    if project.state in ENDED and not hat.is_secretariat:
        return refused(_("The project was superseded; nothing more is reported on it."))
    return _reports(hat, project) and is_decided(project)


def _reports(hat: Hat, project: Project) -> Verdict:
    if hat.is_secretariat:
        return ALLOWED
    if hat.capacity in REPORTING:
        return allowed_if(leads(hat, project), _("The lead and co-lead offices report on the project."))
    if hat.group_id is not None:
        return allowed_if(
            hat.group_id == project.group_id, _("The responsible group’s experts report on the project.")
        )
    return refused(_("The lead and co-lead offices report on the project."))


def may_note(hat: Hat, project: Project) -> Verdict:
    """Write a note on the progress without changing it: a co-chair."""
    return allowed_if(hat.is_chair, _("A note on the progress is a co-chair’s.")) and is_decided(project)
