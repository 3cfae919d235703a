"""Sets of the roadmap: who sees which version, which project, which report. The only source of visibility."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from ip5.ballots.querysets import is_of_heads_circle
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility, classes_seen_from
from roadmap.states import DECIDED, OPEN, PUBLIC, STALE_DAYS, UNDER_WAY, Age, ProgressState, VersionState

if TYPE_CHECKING:
    from proposals.models import Proposal
    from roadmap.models import (  # noqa: F401 - named in the bases
        DeputyAnswer,
        Dossier,
        Goal,
        Milestone,
        ProgressReport,
        Project,
        PublishedFile,
        ScopingDocument,
        Version,
    )


class VersionQuerySet(models.QuerySet["Version"]):
    """Sets of versions."""

    def visible_to(self, hat: Hat) -> VersionQuerySet:
        """Compiling: the body; frozen: the members; submitted: observers too; published: everybody."""
        classes = classes_seen_from(hat.sees_from)
        if hat.is_chair or hat.is_secretariat:
            classes = [str(Visibility.OFFICE_INTERNAL), *classes]
        return self.filter(visibility__in=classes)

    def holding(self, proposal: Proposal) -> VersionQuerySet:
        """The frozen versions on their way, and the published one, that hold a project from the proposal."""
        frozen = [each for each in UNDER_WAY if each != VersionState.COMPILING]
        return self.filter(
            state__in=[*frozen, VersionState.PUBLISHED], holdings__project__sources__proposal=proposal.pk
        )

    def in_preference(self) -> VersionQuerySet:
        """The current version first, then the one under way, superseded, ended; newest first in each.

        Of those under way the rules let there be one (``may_compile``), so which of their states comes first does
        not matter.
        """
        states = [VersionState.PUBLISHED, *UNDER_WAY, VersionState.SUPERSEDED]
        place = Func(Value([str(each) for each in states]), F("state"), function="array_position")
        return self.order_by(place.asc(nulls_last=True), F("frozen_at").desc(nulls_first=True), "-pk")

    def with_plan_of(self, chosen: VersionQuerySet, hat: Hat) -> VersionQuerySet:
        """All these versions without their snapshots, but for the first of ``chosen`` and what that amends.

        ``text`` is the snapshot; ``progress`` tells how the projects of the chosen one stand now, of those on
        whose progress the hat reads the reports: their ``standings`` with the age of the last report, and the days
        of ``reached`` milestones.
        """
        first = chosen[:1]
        is_first = Q(pk__in=first.values("pk"))
        held: models.QuerySet[models.Model] = self.model.holdings.rel.related_model._base_manager.filter(
            _reported_to(hat), version=OuterRef("pk")
        )
        standing = JSONObject(
            key="project__uuid",
            state="project__state",
            status="project__status",
            report=_report_age("project__"),
        )
        stone = JSONObject(key="project__milestones__uuid", day="project__milestones__reached_on")
        stones = held.filter(project__milestones__reached_on__isnull=False)
        progress = JSONObject(standings=_gathered(held, standing), reached=_gathered(stones, stone))
        return self.defer("snapshot", "preamble").annotate(
            text=Case(
                When(is_first | Q(pk__in=first.values("base")), then=F("snapshot")),
                default=Value(""),
                output_field=models.TextField(),
            ),
            progress=Case(When(is_first, then=progress)),
        )

    def with_holds(self, project: Project) -> VersionQuerySet:
        """Each with ``holds``: whether it holds a project, frozen or, while it is compiled, in its plan."""
        holdings = self.model.holdings.rel.related_model._base_manager
        holds = Q(Exists(holdings.filter(version=OuterRef("pk"), project=project)))
        if project.is_in_plan and project.goal.is_in_plan:
            holds |= Q(state=VersionState.COMPILING)
        return self.annotate(holds=Case(When(holds, then=True), default=False))

    def compiling(self) -> VersionQuerySet:
        """The version that is being compiled: none or one."""
        return self.filter(state=VersionState.COMPILING)

    def under_way(self) -> VersionQuerySet:
        """The version on its way to publication: none or one."""
        return self.filter(state__in=UNDER_WAY)

    def decided(self) -> VersionQuerySet:
        """Versions that are endorsed for good, the newest act first."""
        return self.filter(state__in=DECIDED).order_by("-frozen_at")

    def published(self) -> VersionQuerySet:
        """Versions that are public now, superseded ones too, the newest first."""
        return self.filter(state__in=PUBLIC).order_by("-published_at")

    def current(self) -> VersionQuerySet:
        """The one published and not superseded: none or one."""
        return self.filter(state=VersionState.PUBLISHED)

    def without_files(self) -> VersionQuerySet:
        """Published versions whose files are not built yet, the oldest first."""
        return self.published().filter(files__isnull=True).reverse()

    def as_of(self, day: dt.date) -> VersionQuerySet:
        """The version that was current at the end of a day in UTC, once that is over: none or one."""
        ended = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
        later = Q(superseded_at__isnull=True) | Q(superseded_at__gte=ended)
        return self.published().filter(later, published_at__lt=ended)[:1]

    def to_publish(self, moment: dt.datetime | None = None) -> VersionQuerySet:
        """Versions whose publication is approved and whose embargo is over, not yet public."""
        return self.filter(
            embargo_until__lte=moment or clock.now(),
            published_at__isnull=True,
            publication_approved_at__isnull=False,
        ).exclude(state=VersionState.WITHDRAWN)


def _reported_to(hat: Hat) -> Q:
    """The condition of reports, or of holdings, on whose project's progress the hat reads the reports.

    Members and observers, and of industry nobody; experts those of their group's projects.
    """
    if hat.sees_from in {Visibility.MEMBERS, Visibility.MEMBERS_OBSERVERS}:
        return Q(project__visibility__in=classes_seen_from(hat.sees_from))
    return Q(project__group=hat.group_id) if hat.group_id is not None else Q(pk__in=[])


def _stale(path: str = "") -> Q:
    """The condition of projects, or of what leads to them by ``path``, whose last report holds no longer.

    The one rule: the project is open, planned or active, and its last report is older than STALE_DAYS. A note of a
    co-chair is no report, and a project without any report has none that could be old.
    """
    since = clock.now() - dt.timedelta(days=STALE_DAYS)
    return Q(**{f"{path}state__in": OPEN, f"{path}reported_at__lt": since})


def _report_age(path: str = "") -> Case:
    """The ``Age`` of an open project's last report; empty where it is not open, or nothing was reported yet."""
    reported = Q(**{f"{path}state__in": OPEN, f"{path}reported_at__isnull": False})
    return Case(
        When(_stale(path), then=Value(Age.OLD.value)),
        When(reported, then=Value(Age.RECENT.value)),
        default=Value(""),
        output_field=models.TextField(),
    )


def _gathered(rows: models.QuerySet[models.Model], entry: JSONObject) -> Subquery:
    """Return the rows of one version as one list of JSON values."""
    return Subquery(rows.order_by().values("version").annotate(all=JSONBAgg(entry)).values("all"))


class GoalQuerySet(models.QuerySet["Goal"]):
    """Sets of goals."""

    def in_plan(self) -> GoalQuerySet:
        """Goals of the plan that is being compiled, in its order."""
        return self.filter(is_in_plan=True).order_by("area__code", "position", "pk")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Sets of projects."""

    def visible_to(self, hat: Hat) -> ProjectQuerySet:
        """Projects held by a version the hat sees; the body sees all; experts those referred to their group.

        An HoD asked for the office's consent sees that one too. Both only while the plan holds the project.
        """
        if hat.is_chair or hat.is_secretariat:
            return self
        versions = self._holdings().filter(
            project=OuterRef("pk"), version__visibility__in=classes_seen_from(hat.sees_from)
        )
        seen = Q(Exists(versions))
        if hat.group_id is not None:
            seen |= Q(group=hat.group_id, referred_at__isnull=False, is_in_plan=True)
        if hat.speaks_for_office:
            asked = self._parts().filter(project=OuterRef("pk"), office=hat.office_id, asked_at__isnull=False)
            seen |= Q(Exists(asked), is_in_plan=True)
        return self.filter(seen)

    def in_plan(self) -> ProjectQuerySet:
        """Projects of the plan that is being compiled, in its order."""
        chosen = self.filter(is_in_plan=True, goal__is_in_plan=True)
        return chosen.order_by("goal__area__code", "goal__position", "goal_id", "position", "pk")

    def with_openness(self) -> ProjectQuerySet:
        """Each with ``is_plan_open``: whether a version is being compiled, so that its plan may change."""
        version: Any = self._holdings().model._meta.get_field("version").related_model
        compiling = version._base_manager.filter(state=VersionState.COMPILING)
        return self.annotate(is_plan_open=Exists(compiling))

    def with_report_age(self) -> ProjectQuerySet:
        """Each with ``report_age``: an ``Age`` of its last report; empty where it is not open, or there is none."""
        return self.annotate(report_age=_report_age())

    def wanting_report(self) -> ProjectQuerySet:
        """Projects whose last report is older than it holds, and active ones on which nothing was reported yet."""
        return self.filter(_stale() | Q(state=ProgressState.ACTIVE, reported_at__isnull=True))

    def led_by(self, hat: Hat) -> ProjectQuerySet:
        """Projects that the hat's office leads or co-leads: on which it reports."""
        mine = self._parts().filter(
            project=OuterRef("pk"), office=hat.office_id, role__in=["lead", "co_lead"]
        )
        return self.filter(Exists(mine)) if hat.is_delegation else self.none()

    def _parts(self) -> models.QuerySet[models.Model]:
        parts: models.QuerySet[models.Model] = self.model.parts.rel.related_model._base_manager.all()
        return parts

    def _holdings(self) -> models.QuerySet[models.Model]:
        holdings: models.QuerySet[models.Model] = self.model.holdings.rel.related_model._base_manager.all()
        return holdings


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Sets of milestones."""

    def in_plan(self) -> MilestoneQuerySet:
        """Milestones of the plan that is being compiled, by their day."""
        return self.filter(is_in_plan=True).order_by("due_on", "pk")


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Sets of progress reports."""

    def visible_to(self, hat: Hat) -> ProgressReportQuerySet:
        """Members and observers, and of industry nobody; experts those of their group's projects."""
        return self.filter(_reported_to(hat))


class ScopingDocumentQuerySet(models.QuerySet["ScopingDocument"]):
    """Sets of scoping documents."""

    def visible_to(self, hat: Hat) -> ScopingDocumentQuerySet:
        """By their class: an endorsed one is public, one that waits for a co-chair is the body's."""
        classes = classes_seen_from(hat.sees_from)
        if hat.is_chair or hat.is_secretariat:
            classes = [str(Visibility.OFFICE_INTERNAL), *classes]
        return self.filter(visibility__in=classes, taken_back_at__isnull=True)

    def waiting(self) -> ScopingDocumentQuerySet:
        """What was entered and no co-chair has confirmed yet: none or one."""
        return self.filter(visibility=Visibility.OFFICE_INTERNAL, taken_back_at__isnull=True)

    def endorsed(self) -> ScopingDocumentQuerySet:
        """Those that are facts, the newest first: the one that counts."""
        return self.exclude(visibility=Visibility.OFFICE_INTERNAL).order_by("-endorsed_on")

    def published(self) -> ScopingDocumentQuerySet:
        """Those open to everybody, the newest first."""
        return self.filter(visibility=Visibility.PUBLIC).order_by("-endorsed_on")


class DeputyAnswerQuerySet(models.QuerySet["DeputyAnswer"]):
    """Sets of the deputy heads' answers."""

    def visible_to(self, hat: Hat) -> DeputyAnswerQuerySet:
        """The members."""
        return self.all() if hat.sees_from == Visibility.MEMBERS else self.none()


class PublishedFileQuerySet(models.QuerySet["PublishedFile"]):
    """Sets of published files; they are as public as their versions, which are public already."""

    def listed(self) -> PublishedFileQuerySet:
        """The same files with name, size and hash, their bytes left in the database."""
        return self.defer("body")


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Sets of the Heads' dossiers."""

    def visible_to(self, hat: Hat) -> DossierQuerySet:
        """Those of the own office, for the circle that reads what the Heads answer; the body's for the body."""
        if hat.office_id is None or not is_of_heads_circle(hat):
            return self.none()
        return self.filter(office=hat.office_id, version__visibility__in=classes_seen_from(hat.sees_from))

    def listed(self) -> DossierQuerySet:
        """Without the bytes, the newest first."""
        return self.defer("archive").select_related("made_by__person", "office")
