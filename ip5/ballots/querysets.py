"""Sets of rounds and positions: the only source of who sees what of a ballot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from ip5.ballots.states import RoundState
from ip5.kernel import clock
from ip5.kernel.visibility import classes_seen_from

if TYPE_CHECKING:
    from ip5.ballots.models import Position, Round, Seat  # noqa: F401
    from ip5.kernel.hat import Hat


def round_branches(hat: Hat) -> list[Q]:
    """Return one condition for each way a hat may see a round; they do not overlap."""
    return [Q(visibility=each) for each in classes_seen_from(hat.sees_from)]


class RoundQuerySet(models.QuerySet["Round"]):
    """Sets of rounds."""

    def visible_to(self, hat: Hat) -> RoundQuerySet:
        """Rounds whose question this hat may see; observers see count and outcome, never positions."""
        condition = Q(pk__in=[])
        for branch in round_branches(hat):
            condition |= branch
        return self.filter(condition)

    def open(self) -> RoundQuerySet:
        return self.filter(state=RoundState.OPEN)

    def due(self, moment: dt.datetime | None = None) -> RoundQuerySet:
        """Open rounds whose end has come."""
        return self.open().filter(ends_at__lte=moment or clock.now())

    def awaiting(self, hat: Hat) -> RoundQuerySet:
        """Open rounds on whose roll the hat's office sits and has not answered.

        The set twin of ``rules.may_cast`` for the delegation as a whole: it says what is wanted of the
        office; only who speaks for it may cast.
        """
        if not hat.is_delegation:
            return self.none()
        seats = self.model.seats.rel.related_model._base_manager
        positions = self.model.positions.rel.related_model._base_manager
        return (
            self.visible_to(hat)
            .open()
            .filter(ends_at__gt=clock.now())
            .filter(Exists(seats.filter(round=OuterRef("pk"), office=hat.office_id)))
            .exclude(Exists(positions.filter(round=OuterRef("pk"), office=hat.office_id)))
        )

    def castable_by(self, hat: Hat) -> RoundQuerySet:
        """Open rounds in which this hat may cast: the set twin of ``rules.may_cast``."""
        if not hat.speaks_for_office:
            return self.none()
        seats = self.model.seats.rel.related_model._base_manager
        return (
            self.visible_to(hat)
            .open()
            .filter(ends_at__gt=clock.now())
            .filter(Exists(seats.filter(round=OuterRef("pk"), office=hat.office_id)))
        )

    def newest_first(self) -> RoundQuerySet:
        return self.order_by("-opened_at", "-pk")

    def rows_to_verify(self) -> Iterator[tuple[Any, ...]]:
        """Every round with its positions, as ``verifier.PositionRow`` names the columns.

        One statement and so one snapshot; a round without positions gives one row of nulls.
        """
        columns = ["symbol", "number", "uuid", "position_count", "chain_head"]
        columns += [
            f"positions__{name}"
            for name in (
                *("seq", "at", "office__code", "mandate__uuid", "salt", "answer"),
                *("passage", "text", "remedy", "prev", "hash"),
            )
        ]
        rows = self.order_by("symbol", "number", "uuid", "positions__seq").values_list(*columns)
        return rows.iterator(chunk_size=2000)


class SeatQuerySet(models.QuerySet["Seat"]):
    """Sets of seats."""

    def with_answered(self) -> SeatQuerySet:
        """Annotate whether and when the office has answered; never what."""
        positions = self.model._meta.get_field(
            "round"
        ).related_model.positions.rel.related_model._base_manager  # type: ignore[attr-defined]
        mine = positions.filter(round=OuterRef("round_id"), office=OuterRef("office_id"))
        return self.annotate(
            has_answered=Exists(mine), answered_at=models.Subquery(mine.order_by("-seq").values("at")[:1])
        )


class PositionQuerySet(models.QuerySet["Position"]):
    """Sets of positions."""

    def visible_to(self, hat: Hat) -> PositionQuerySet:
        """Own office's delegation always; the members once closed; a cancelled round stays sealed."""
        if hat.is_anonymous or hat.sees_from not in {"members"}:
            return self.none()
        opened = Q(round__state=RoundState.CLOSED) & Q(round__visibility__in=classes_seen_from(hat.sees_from))
        own = Q(office=hat.office_id) if hat.is_delegation else Q(pk__in=[])
        return self.filter(opened | own)

    def current(self) -> PositionQuerySet:
        """The last position of each office in each round; former ones are kept but do not count."""
        later = self.model.objects.filter(
            round=OuterRef("round_id"), office=OuterRef("office_id"), seq__gt=OuterRef("seq")
        )
        return self.exclude(Exists(later))

    def in_protocol_order(self) -> PositionQuerySet:
        return self.order_by(F("office__protocol_order"))
