"""Sets of proposals: the only source of who sees which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.db.models.expressions import RawSQL

from ip5.kernel.visibility import Visibility, classes_seen_from
from proposals.states import ENDORSED, IN_WORK, SET_ASIDE, State

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat
    from proposals.models import Participation, Proposal, Revision  # noqa: F401


def branches(hat: Hat) -> list[Q]:
    """Return one condition for each way a hat may see a proposal; they do not overlap.

    An expert sees of ``members`` and wider what concerns the own group; an office-internal draft is
    its delegation's; an office asked for its consent shows the draft to its HoD and nobody else.
    """
    ways = [Q(visibility=each) for each in classes_seen_from(hat.sees_from)]
    if hat.capacity == "expert":
        ways += [
            Q(visibility=each, group=hat.group_id)
            for each in ("members", "members_observers", "consultation")
        ]
    if hat.is_delegation:
        ways.append(Q(visibility=Visibility.OFFICE_INTERNAL, lead_office=hat.office_id))
    if hat.speaks_for_office:
        ways.append(
            Q(visibility=Visibility.OFFICE_INTERNAL, participations__office=hat.office_id)
            & Q(participations__asked_at__isnull=False)
            & ~Q(lead_office=hat.office_id)
        )
    return ways


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Sets of proposals."""

    def visible_to(self, hat: Hat) -> ProposalQuerySet:
        """Proposals this hat may see; what it may not see does not exist for it."""
        condition = Q(pk__in=[])
        for way in branches(hat):
            condition |= way
        if hat.speaks_for_office:
            # The join to participations would repeat a row; keys keep the set a set.
            return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))
        return self.filter(condition)

    def listed(self, hat: Hat, chosen: Q, offset: int, size: int) -> list[int]:
        """Return the keys of ``size`` visible proposals from ``offset`` on, newest change first."""
        return [pk for _at, pk in self.keys_of(hat, chosen, offset, size)]

    def keys_of(
        self, hat: Hat, chosen: Q, offset: int, size: int
    ) -> models.QuerySet[Proposal, tuple[Any, int]]:
        """Return the set of (change, key) that ``listed`` reads.

        A union of limited key lists, one for each way of seeing: no OR beside a LIMIT, so a sparse
        reader costs what a dense one does (quality.md section 1).
        """
        most = offset + size
        lists = [
            self.model.objects.filter(way & chosen)
            .order_by("-updated_at", "-pk")
            .values_list("updated_at", "pk")[:most]
            for way in branches(hat)
        ]
        if len(lists) > 1:
            lists = [lists[0].union(*lists[1:], all=True).order_by("-updated_at", "-pk")]
        return lists[0][offset:most]

    def in_row(self) -> ProposalQuerySet:
        """With what a list row shows, at a constant number of queries."""
        return self.select_related("area", "lead_office", "group").prefetch_related(
            Prefetch("participations", queryset=self._participations().select_related("office"))
        )

    def in_list(self) -> ProposalQuerySet:
        """With what a row of the list shows, in the same query; the offices come from the directory."""
        parts = self._participations().filter(proposal=models.OuterRef("pk"))
        counting = parts.filter(
            Q(proposal__record_date__isnull=False) | Q(consent_fingerprint=models.F("proposal__fingerprint"))
        ).exclude(consent_fingerprint="", proposal__record_date__isnull=True)
        return self.select_related("area", "lead_office", "group").annotate(
            other_office_ids=ArraySubquery(counting.values("office"))
        )

    def in_full(self) -> ProposalQuerySet:
        """With what the page shows."""
        return self.in_row().select_related("updated_by__person", "cleared_by__person")

    def _participations(self) -> models.QuerySet[Any]:
        return self.model._meta.get_field("participations").related_model._base_manager.order_by(
            "office__protocol_order"
        )

    def led_by(self, office_id: int | None) -> ProposalQuerySet:
        return self.filter(lead_office=office_id)

    def asking(self, hat: Hat) -> ProposalQuerySet:
        """Drafts on which this hat's consent is asked and not yet given to the present text."""
        if not hat.speaks_for_office:
            return self.none()
        return self.filter(
            state=State.DRAFT,
            participations__office=hat.office_id,
            participations__asked_at__isnull=False,
            participations__declined_at__isnull=True,
        ).exclude(
            participations__in=self._participations().filter(
                office=hat.office_id, consent_fingerprint=models.F("proposal__fingerprint")
            )
        )

    def in_work(self) -> ProposalQuerySet:
        return self.filter(state__in=IN_WORK)

    def endorsed(self) -> ProposalQuerySet:
        return self.filter(state__in=ENDORSED)

    def set_aside(self) -> ProposalQuerySet:
        return self.filter(state__in=SET_ASIDE)

    def counted_by_state(self, hat: Hat) -> dict[str, int]:
        """Return state -> number of visible proposals, drafts left out."""
        rows = (
            self.visible_to(hat).exclude(state=State.DRAFT).order_by().values("state").annotate(n=Count("pk"))
        )
        return {row["state"]: row["n"] for row in rows}


class Listing:
    """The visible proposals, newest change first, as something that can be sliced into pages."""

    def __init__(self, proposals: ProposalQuerySet, hat: Hat, chosen: Q) -> None:
        self.proposals, self.hat, self.chosen = proposals, hat, chosen

    def __getitem__(self, part: slice) -> list[Proposal]:
        """Return the rows of ``part``: the limited keys and what a row shows, in one question."""
        start = part.start or 0
        keys = self.proposals.keys_of(self.hat, self.chosen, start, part.stop - start)
        try:
            statement, values = keys.query.sql_with_params()
        except EmptyResultSet:
            return []
        # A union cannot stand in ``pk__in``; its own text, with its values beside it, can.
        wanted = RawSQL(f"SELECT keys.pk FROM ({statement}) AS keys(at, pk)", values)  # noqa: S608, S611
        return list(self.proposals.filter(pk__in=wanted).in_list().order_by("-updated_at", "-pk"))


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Sets of revisions, seen as their proposal is."""
