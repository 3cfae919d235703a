"""Goals and projects as they are being compiled: the working rows, of which a version freezes the plan.

What was decided stands in the versions' snapshots; these rows change only while a version is compiling. How a
project stands (``state``, ``status``, milestones reached) is the exception: offices report it at any time.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility, classes_seen_from
from ip5.offices.models import Group, Office
from proposals.models import Area, Proposal
from proposals.states import HORIZON_WORDS, Horizon
from roadmap.plan import ProjectLine
from roadmap.querysets import GoalQuerySet, MilestoneQuerySet, ProjectQuerySet
from roadmap.states import DECIDED, ProgressState, Role, Status


class Goal(models.Model):
    """A goal of an area with its horizon, drafted by the co-chairs from endorsed proposals."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="goals")
    horizon = models.CharField(max_length=8, choices=Horizon)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_in_plan = models.BooleanField(default=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["area__code", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def horizon_word(self) -> str:
        """The horizon in two words."""
        return str(HORIZON_WORDS[Horizon(self.horizon)])


class Project(models.Model):
    """Realises a goal; comes from endorsed proposals; the responsible group's experts fill its plan.

    ``visibility`` is the class of what is reported on it; its text is read in the versions that hold it.
    ``referred_at`` and ``handed_back_at`` tell where the plan lies: with the group, or back with the co-chairs.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    deliverables = models.TextField(_("deliverables"), blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_in_plan = models.BooleanField(default=True)
    visibility = models.CharField(
        max_length=20, choices=Visibility, default=Visibility.MEMBERS_OBSERVERS, editable=False
    )
    version = models.PositiveIntegerField(default=1)

    referred_at = models.DateTimeField(null=True, blank=True)
    plan_due_on = models.DateField(null=True, blank=True)
    handed_back_at = models.DateTimeField(null=True, blank=True)
    handed_back_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    state = models.CharField(max_length=12, choices=ProgressState, default=ProgressState.PLANNED)
    status = models.CharField(max_length=8, choices=Status, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["goal__area__code", "goal__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="project_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state=ProgressState.ACTIVE) | Q(status=""), name="project_status_while_active"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roadmap:project", args=[self.uuid])

    @property
    def symbol(self) -> str:
        """A project has no symbol of its own: it is named by the proposals it comes from."""
        return ""

    @property
    def decided_line(self) -> ProjectLine | None:
        """Its line in the newest endorsed version that holds it: what is reported on. None before there is one."""
        return self._line_in(self.holdings.filter(version__state__in=DECIDED))

    def line_for(self, hat: Hat) -> ProjectLine | None:
        """Its line in the newest frozen version this hat sees that holds it; None where it sees none."""
        return self._line_in(self.holdings.filter(version__visibility__in=classes_seen_from(hat.sees_from)))

    def _line_in(self, holdings: models.QuerySet[Any]) -> ProjectLine | None:
        newest = holdings.select_related("version").order_by("-version__frozen_at").first()
        return newest.version.plan.projects_by_key.get(str(self.uuid)) if newest else None

    @property
    def is_with_group(self) -> bool:
        """Whether the plan lies with the responsible group."""
        return self.referred_at is not None and self.handed_back_at is None


class ProjectOffice(models.Model):
    """An office's part in a project; without its HoD's consent it is only named.

    ``asked_at`` is when the HoD was asked here; a consent that came with the proposal was asked there.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="project_parts")
    role = models.CharField(max_length=12, choices=Role)
    asked_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["project", "office"], name="one_part_an_office"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(role=Role.LEAD), name="one_lead_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.office_id} {self.role}"


class ProjectSource(models.Model):
    """That a project comes from a proposal; a proposal becomes one project at most."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="project_source")

    class Meta:
        ordering = ["proposal__symbol"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.proposal_id}"


class Milestone(models.Model):
    """Something a project reaches by a day; one taken out of the plan stays, with the day it was reached."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=160)
    due_on = models.DateField(_("due"))
    reached_on = models.DateField(_("reached"), null=True, blank=True)
    is_in_plan = models.BooleanField(default=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Dependency(models.Model):
    """That a project waits for another one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dependencies")
    on = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dependents")

    class Meta:
        ordering = ["on__goal__area__code", "on__position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "on"], name="one_dependency_a_pair"),
            models.CheckConstraint(condition=~Q(project=F("on")), name="depends_on_another"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} on {self.on_id}"


class ReservationRelease(models.Model):
    """That an office wants its reservation printed in the public rendition too."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="released_reservations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "office"], name="one_release_an_office")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.office_id}"
