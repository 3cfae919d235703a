"""Sets of proposals: the only source of who sees which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Prefetch, Q

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
        """Return the keys of ``size`` visible proposals from ``offset`` on, newest change first.

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
        return [pk for _at, pk in lists[0][offset:most]]

    def in_row(self) -> ProposalQuerySet:
        """With what a list row shows, at a constant number of queries."""
        return self.select_related("area", "lead_office", "group").prefetch_related(
            Prefetch("participations", queryset=self._participations().select_related("office"))
        )

    def in_full(self) -> ProposalQuerySet:
        """With what the page shows."""
        return self.in_row().select_related("updated_by__person", "cleared_by__person")

    def _participations(self) -> models.QuerySet[Participation]:
        return self.model._meta.get_field("participations").related_model.objects.order_by(
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
        """Return the rows of ``part`` in two steps: limited keys, then what a row shows."""
        keys = self.proposals.listed(self.hat, self.chosen, part.start or 0, part.stop - (part.start or 0))
        rows = self.proposals.filter(pk__in=keys).in_row().in_bulk()
        return [rows[key] for key in keys]


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Sets of revisions, seen as their proposal is."""
