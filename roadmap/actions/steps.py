"""Steps that every deed on the roadmap shares: locks, reasons, who is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.accounts.querysets import MandateQuerySet
from ip5.kernel import reasons
from ip5.kernel.errors import WrongState
from roadmap.models import Project, Version


def locked(version: Version) -> Version:
    """Return the version locked for this transaction: the first lock of every deed on it."""
    return (
        Version.objects.select_for_update(of=("self",))
        .select_related("base", "derived_from", "scoping")
        .get(pk=version.pk)
    )


def locked_compiling() -> Version:
    """Return the version being compiled, locked: every change of the plan waits for it. Refuses ``WrongState``."""
    found = Version.objects.compiling().select_for_update(of=("self",)).first()
    if found is None:
        raise WrongState(_("The plan changes only while a version is being compiled."))
    return found


def locked_project(project: Project) -> Project:
    """Return the project locked, with goal and group."""
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("goal__area", "group")
        .get(pk=project.pk)
    )


def checked_reason(text: str, field: str = "reason") -> str:
    """Return the reason trimmed; refuse an empty or an endless one with ``Invalid``."""
    return reasons.checked(text, field, _("Give the reason; it is printed on the version."))


def members_told(version: Version) -> MandateQuerySet:
    """Return who is told of a version's course: the members, and observers where it is open to them."""
    return Mandate.objects.active().told_of(version.visibility)


def deputies() -> MandateQuerySet:
    """Return the deputy heads of the member offices."""
    return Mandate.objects.active().in_capacity(Capacity.DEPUTY)
