"""Steps that every deed on the roadmap shares: locks, reasons, who is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.accounts.querysets import MandateQuerySet
from ip5.kernel.errors import Invalid, WrongState
from ip5.kernel.visibility import Visibility
from roadmap.models import Project, Version

MAX_REASON = 2_000
MEMBERS = (
    Capacity.DELEGATE,
    Capacity.HOD,
    Capacity.ALTERNATE,
    Capacity.DEPUTY,
    Capacity.HEAD,
    Capacity.CHAIR,
    Capacity.SECRETARIAT,
)


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
    text = text.strip()
    if not text:
        raise Invalid({field: [_("Give the reason; it is printed on the version.")]})
    if len(text) > MAX_REASON:
        raise Invalid({field: [_("At most %(n)s characters.") % {"n": f"{MAX_REASON:,}"}]})
    return text


def members_told(version: Version) -> MandateQuerySet:
    """Return who is told of a version's course: the members, and observers where it is open to them."""
    told = list(MEMBERS)
    if Visibility(version.visibility).rank >= Visibility.MEMBERS_OBSERVERS.rank:
        told.append(Capacity.OBSERVER)
    return Mandate.objects.active().in_capacity(*told)


def body() -> MandateQuerySet:
    """Return the co-chairs and the secretariat."""
    return Mandate.objects.active().in_capacity(Capacity.CHAIR, Capacity.SECRETARIAT)


def deputies() -> MandateQuerySet:
    """Return the deputy heads of the member offices."""
    return Mandate.objects.active().in_capacity(Capacity.DEPUTY)
