"""Deeds on the projects of the plan being compiled: taken from proposals, planned, consented, referred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, WrongState, require
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from ip5.outbox import actions as outbox
from proposals.models import Proposal
from proposals.states import ENDORSED, State
from roadmap import rules
from roadmap.actions import restoring, steps
from roadmap.models import Dependency, Goal, Milestone, Project, ProjectOffice, ProjectSource
from roadmap.states import Role

MAX_TITLE, MAX_TEXT, MAX_MILESTONES = 200, 10_000, 30
TAKEABLE = (*ENDORSED, State.PROVISIONAL)
PLAN = ("title", "summary", "deliverables", "starts_on", "ends_on")


@transaction.atomic
def take_proposal(proposal: Proposal, *, by: Hat, goal: Goal) -> Project:
    """Make a project of an endorsed (or provisional) proposal under ``goal``, and return it.

    Title, summary, deliverables and group are the proposal's; lead, co-lead and contributing offices come with
    the consents they gave there. Refuses any other proposal and one that is a project already (``WrongState``).
    """
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    if proposal.state not in TAKEABLE:
        raise WrongState(_("Only what the task force has endorsed becomes a project."))
    last = Project.objects.filter(goal=goal).aggregate(last=Max("position"))["last"]
    project = Project.objects.create(
        goal=goal,
        title=proposal.title,
        summary=proposal.summary,
        deliverables=proposal.deliverables,
        group=proposal.group,
        position=(last or 0) + 1,
    )
    try:
        with transaction.atomic():
            ProjectSource.objects.create(project=project, proposal=proposal)
    except IntegrityError as error:
        raise WrongState(_("This proposal is a project already.")) from error
    _take_offices(project, proposal)
    data = {"project": str(project.uuid), "proposal": proposal.symbol}
    audit.record(version, "version.project_added", by=by, data=data)
    return project


def _take_offices(project: Project, proposal: Proposal) -> None:
    """Give the proposal's offices their parts, with the consents they gave there."""
    now = clock.now()
    ProjectOffice.objects.create(
        project=project, office=proposal.lead_office, role=Role.LEAD, consented_at=now
    )
    ProjectOffice.objects.bulk_create(
        ProjectOffice(
            project=project,
            office=each.office,
            role=Role(each.role),
            consented_at=each.consented_at or now,
            consented_by=each.consented_by,
        )
        for each in proposal.taking_part
    )


@transaction.atomic
def edit_plan(project: Project, *, by: Hat, values: dict[str, Any], seen: int) -> Project:
    """Change a project's plan: title, summary, deliverables, start, end; ``milestones`` and ``depends_on`` too.

    By the body, or by the responsible group's experts while the plan lies with them. ``milestones`` is a list of
    (uuid or None, title, day); ``depends_on`` a list of projects of the plan. ``Conflict`` when somebody changed
    the row since ``seen``; ``Invalid`` for an end before the start, too long a text, a circle of dependencies.
    """
    version = steps.locked_compiling()
    row = steps.locked_project(project)
    require(rules.may_fill_plan(by, row))
    if seen != row.version:
        raise Conflict(_("Somebody has changed this plan since you opened it."))
    check_plan(row, values)
    for name in PLAN:
        if name in values:
            value = values[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    if "milestones" in values:
        _set_milestones(row, values["milestones"])
    if "depends_on" in values:
        _set_dependencies(row, values["depends_on"])
    row.version += 1
    row.save(update_fields=[*PLAN, "version"])
    # An expert's edit is read by the body, as all of a version being compiled.
    data = {"project": str(row.uuid)}
    audit.record(version, "version.project_edited", by=by, offices=_body_keys(), data=data)
    return row


def check_plan(row: Project, values: dict[str, Any]) -> None:
    """Refuse (``Invalid``) what is no plan. Without effect."""
    errors: dict[str, list[str]] = {}
    if "title" in values and not 0 < len(values["title"].strip()) <= MAX_TITLE:
        errors["title"] = [_("Give a title of at most %(n)d characters.") % {"n": MAX_TITLE}]
    for name in ("summary", "deliverables"):
        if len(values.get(name, "")) > MAX_TEXT:
            errors[name] = [_("At most %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]
    starts, ends = values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on)
    if starts is not None and ends is not None and ends <= starts:
        errors["ends_on"] = [_("The end comes after the start.")]
    if len(values.get("milestones", [])) > MAX_MILESTONES:
        errors["milestones"] = [_("At most %(n)d milestones.") % {"n": MAX_MILESTONES}]
    if "depends_on" in values and _makes_circle(row, values["depends_on"]):
        errors["depends_on"] = [_("A project cannot wait for itself, nor for one that waits for it.")]
    if errors:
        raise Invalid(errors)


def _makes_circle(row: Project, wanted: Iterable[Project]) -> bool:
    edges: dict[int, set[int]] = {}
    for project, on in Dependency.objects.exclude(project=row).values_list("project_id", "on_id"):
        edges.setdefault(project, set()).add(on)
    waiting, seen = [each.pk for each in wanted], set[int]()
    while waiting:
        here = waiting.pop()
        if here == row.pk:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(edges.get(here, ()))
    return False


def _set_milestones(row: Project, wanted: Iterable[tuple[UUID | None, str, dt.date]]) -> None:
    """Make the milestones those wanted; one that keeps its uuid keeps when it was reached.

    One taken out stays as a row: versions that hold it show when it was reached, and may be restored.
    """
    own = {each.uuid: each for each in row.milestones.all()}
    kept = set()
    for key, title, due_on in wanted:
        stone = own.get(key) if key else None
        if stone is None:
            stone = Milestone(project=row)
        stone.title, stone.due_on, stone.is_in_plan = title.strip()[:160], due_on, True
        stone.save()
        kept.add(stone.uuid)
    row.milestones.exclude(uuid__in=kept).update(is_in_plan=False)


def _set_dependencies(row: Project, wanted: Iterable[Project]) -> None:
    row.dependencies.all().delete()
    Dependency.objects.bulk_create(Dependency(project=row, on=each) for each in wanted)


@transaction.atomic
def place_project(project: Project, *, by: Hat, goal: Goal, group: Any = None, position: int = 0) -> Project:
    """Set the goal a project realises, its place there and the responsible group: the body's, while compiling.

    A plan that lay with another group is taken back: the new one fills it once it is referred to it.
    """
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    row = steps.locked_project(project)
    taken = restoring.TAKEN_BACK if row.group != group else {}
    for name, value in taken.items():
        setattr(row, name, value)
    row.goal, row.group, row.position = goal, group, position
    row.version += 1
    row.save(update_fields=["goal", "group", "position", "version", *taken])
    audit.record(version, "version.project_placed", by=by, data={"project": str(row.uuid)})
    return row


@transaction.atomic
def drop_project(project: Project, *, by: Hat) -> Project:
    """Take a project out of the plan being compiled; versions that hold it stay as they are."""
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    row = steps.locked_project(project)
    row.is_in_plan = False
    row.save(update_fields=["is_in_plan"])
    audit.record(version, "version.project_dropped", by=by, data={"project": str(row.uuid)})
    return row


@transaction.atomic
def keep_project(project: Project, *, by: Hat) -> Project:
    """Put a project that was taken out back into the plan being compiled, and its goal where that is out too."""
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    row = steps.locked_project(project)
    row.is_in_plan = True
    row.save(update_fields=["is_in_plan"])
    Goal.objects.filter(pk=row.goal_id).update(is_in_plan=True)
    audit.record(version, "version.project_kept", by=by, data={"project": str(row.uuid)})
    return row


@transaction.atomic
def set_offices(project: Project, *, by: Hat, roles: dict[int, str]) -> Project:
    """Set who leads, co-leads and contributes: office key -> role; new parts are asked for consent, at once.

    An office that keeps its role keeps its consent; one whose role changes is asked again. Refuses (``Invalid``)
    none or two leads. The HoDs asked are told.
    """
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    row = steps.locked_project(project)
    if list(roles.values()).count(Role.LEAD) != 1:
        raise Invalid({"roles": [_("Name one lead office.")]})
    same = [each.pk for each in row.parts.all() if roles.get(each.office_id) == each.role]
    row.parts.exclude(pk__in=same).delete()
    known = set(row.parts.filter(pk__in=same).values_list("office_id", flat=True))
    asked = {key: role for key, role in roles.items() if key not in known}
    now = clock.now()
    ProjectOffice.objects.bulk_create(
        ProjectOffice(project=row, office_id=key, role=role, asked_at=now) for key, role in asked.items()
    )
    row.version += 1
    row.save(update_fields=["version"])
    audit.record(version, "version.offices_set", by=by, data={"project": str(row.uuid)})
    voices = Mandate.objects.active().in_capacity(Capacity.HOD, Capacity.ALTERNATE).filter(office__in=asked)
    outbox.notify("project_consent_asked", to=voices, subject=row)
    return row


@transaction.atomic
def consent(project: Project, *, by: Hat) -> Project:
    """Consent to the own office's part in the project. Refuses like ``rules.may_consent``."""
    return _answer(project, by, consented=True)


@transaction.atomic
def decline(project: Project, *, by: Hat) -> Project:
    """Decline the own office's part: freezing waits until the co-chairs have named another."""
    return _answer(project, by, consented=False)


def _answer(project: Project, by: Hat, *, consented: bool) -> Project:
    version = steps.locked_compiling()
    row = steps.locked_project(project)
    require(rules.may_consent(by, row))
    part = row.parts.get(office=by.office_id)
    now = clock.now()
    part.consented_at, part.declined_at = (now, None) if consented else (None, now)
    part.consented_by_id = by.pk if consented else None
    part.save(update_fields=["consented_at", "declined_at", "consented_by"])
    verb = "version.part_consented" if consented else "version.part_declined"
    # Who consents to what is the office's and the body's until the version is frozen.
    readers = [*_body_keys(), by.office_id] if by.office_id is not None else _body_keys()
    audit.record(version, verb, by=by, offices=readers, data={"project": str(row.uuid)})
    outbox.notify("project_part_answered", to=Mandate.objects.active().of_body(), subject=row)
    return row


def _body_keys() -> list[int]:
    return [Office.objects.body().pk]


@transaction.atomic
def refer_plan(project: Project, *, by: Hat, due_on: dt.date) -> Project:
    """Refer a project's plan to the responsible group: its experts fill it until ``due_on`` and hand it back."""
    version = steps.locked_compiling()
    row = steps.locked_project(project)
    require(rules.may_refer_plan(by, row))
    if due_on <= clock.now().date():
        raise Invalid({"due_on": [_("Choose a day to come.")]})
    row.referred_at, row.plan_due_on = clock.now(), due_on
    row.handed_back_at, row.handed_back_by = None, None
    row.save(update_fields=["referred_at", "plan_due_on", "handed_back_at", "handed_back_by"])
    audit.record(version, "version.plan_referred", by=by, data={"project": str(row.uuid)})
    experts = Mandate.objects.active().in_capacity(Capacity.EXPERT).filter(group=row.group_id)
    outbox.notify("project_plan_referred", to=experts, subject=row)
    return row


@transaction.atomic
def hand_back(project: Project, *, by: Hat) -> Project:
    """Hand the plan back to the co-chairs; refuses (``Invalid``) one without start, end and a milestone."""
    version = steps.locked_compiling()
    row = steps.locked_project(project)
    require(rules.may_hand_back(by, row))
    is_filled = row.starts_on and row.ends_on and row.milestones.in_plan().exists()
    if not is_filled and not by.is_chair:
        raise Invalid({"__all__": [_("A plan has a start, an end and at least one milestone.")]})
    row.handed_back_at, row.handed_back_by_id = clock.now(), by.pk
    row.save(update_fields=["handed_back_at", "handed_back_by"])
    data = {"project": str(row.uuid)}
    audit.record(version, "version.plan_handed_back", by=by, offices=_body_keys(), data=data)
    outbox.notify("project_plan_handed_back", to=Mandate.objects.active().of_body(), subject=row)
    return row
