"""Sets of rounds and positions: the only source of who sees what of a ballot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, When
from django.db.models.functions import JSONObject

from ip5.ballots.states import CARRYING, Procedure, RoundState
from ip5.kernel import clock
from ip5.kernel.visibility import classes_seen_from
from ip5.outbox.querysets import MailedQuerySet

if TYPE_CHECKING:
    from ip5.ballots.models import (  # noqa: F401
        Addition,
        HeadLink,
        LinkMail,
        LinkUse,
        Position,
        PreparedPosition,
        Receipt,
        RecordedWords,
        Round,
        RoundPaper,
        RuleSet,
        Seat,
    )
    from ip5.kernel.hat import Hat


# What the record of a round holds beside the round itself: column, order, keys.
_LINK = {key: key for key in ("seq", "at", "kind", "passage", "text", "salt", "prev", "content", "hash")}
_WHO = {"office": "office__code", "mandate": "mandate__uuid"}
_SAID = {key: key for key in ("answer", "until", "remedy", "items")}
RECORD: dict[str, tuple[str, str, dict[str, str]]] = {
    "seats": ("roll", "office__protocol_order", {"office": "office__code", "present": "is_present"}),
    "receipts": ("received", "office__protocol_order", {"office": "office__code", "how": "how", "at": "at"}),
    "positions": ("rows", "seq", {**_LINK, **_WHO, **_SAID, "recorded": "recorded__uuid"}),
    "additions": (
        "added",
        "seq",
        {**_LINK, **_WHO, "position": "position__seq", "item": "item", "reservation": "reservation"},
    ),
}
RECORDED = (
    *("uuid", "symbol", "number", "state", "visibility", "title", "text", "text_sha256", "subject_symbol"),
    *(
        "note",
        "days",
        "short_reason",
        "opened_at",
        "ends_at",
        "closed_at",
        "closing_note",
        "outcome",
        "level",
    ),
    *("explanation", "settle_due_at", "deferred_until", "decision__symbol", "record_form", "genesis"),
    *("position_count", "chain_head", "closed_head", "addition_count", "addition_head"),
    *("rule_set__code", "rule_set__version", "rule_set__name", "rule_set__data", "rule_set__sha256"),
)
SETTLED = tuple(
    f"settlement__{name}" for name in ("outcome", "level", "at", "addition_count", "explanation", "hash")
)

# Who reads the Heads' answers, as given (domain.md section 2).
HEADS_CIRCLE = frozenset({"head", "deputy", "hod", "chair", "secretariat"})
INSTANT = Func(function="clock_timestamp", output_field=models.DateTimeField())


def is_of_heads_circle(hat: Hat) -> bool:
    """Whether the hat reads what the Heads answer; a designated alternate has the rights of the HoD."""
    return hat.capacity in HEADS_CIRCLE or hat.speaks_for_office


def round_branches(hat: Hat) -> list[Q]:
    """Return one condition for each way a hat may see a round; they do not overlap."""
    classes = [Q(visibility=each) for each in classes_seen_from(hat.sees_from)]
    if hat.group_id is None:
        return classes
    # An expert sees of "members" and above what concerns the own group.
    concerned = [
        each for each in classes_seen_from("members") if each not in classes_seen_from(hat.sees_from)
    ]
    return [*classes, Q(group=hat.group_id, visibility__in=concerned)]


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    """Sets of rule sets."""

    def rounds_a_year(self) -> int | None:
        """How many rounds of the task force one question may have in a year; None where the rule sets no limit.

        The figure is that of the rule for explicit rounds as it is now; silence and session name none of their own.
        """
        explicit = self.filter(code=Procedure.EXPLICIT).order_by("-version")
        return explicit.values_list("data__rounds_a_year", flat=True).first()


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

    def receiving(self, moment: dt.datetime | None = None) -> RoundQuerySet:
        """Open rounds whose end has not come; those of the Heads have none."""
        return self.open().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment or clock.now()))

    def due(self, moment: dt.datetime | None = None) -> RoundQuerySet:
        """Open rounds whose end has come, for the clock to count; in session the chair does."""
        ended = self.open().filter(ends_at__lte=moment or clock.now())
        return ended.exclude(rule_set__code=Procedure.SESSION)

    def timed(self) -> RoundQuerySet:
        """Annotate the database's instant, by which ``Round.moment`` reads what is still open."""
        return self.annotate(read_at=INSTANT)

    def carrying(self) -> RoundQuerySet:
        """Rounds whose outcome, as it stands, carries reservations."""
        unsettled = Q(settlement__isnull=True, outcome__in=CARRYING)
        return self.filter(unsettled | Q(settlement__outcome__in=CARRYING))

    def deferred(self, moment: dt.datetime | None = None) -> RoundQuerySet:
        """Rounds whose latest date of a deferral has come and that were not put again."""
        later = self.model._base_manager.filter(symbol=OuterRef("symbol"), number__gt=OuterRef("number"))
        due = self.filter(state=RoundState.CLOSED, deferred_until__lte=moment or clock.now())
        return due.exclude(Exists(later))

    def to_open(self, moment: dt.datetime | None = None) -> RoundQuerySet:
        """Announced rounds whose opening has come."""
        return self.filter(state=RoundState.ANNOUNCED, opened_at__lte=moment or clock.now())

    def awaiting(self, hat: Hat, moment: dt.datetime | None = None) -> RoundQuerySet:
        """Open rounds on whose roll the hat's office sits and has not answered, or not received a silence.

        The set twin of ``rules.may_cast`` for the delegation as a whole: it says what is wanted of the
        office; only who speaks for it may cast, and in a round of the Heads only who answers as Head.
        """
        if not hat.is_delegation:
            return self.none()
        seats = self.model.seats.rel.related_model._base_manager
        mine = seats.filter(round=OuterRef("pk"), office=hat.office_id)
        receipts = self.model.receipts.rel.related_model._base_manager
        positions: Any = self.model.positions.rel.related_model
        answered = positions.objects.filter(round=OuterRef("pk"), office=hat.office_id).counting()
        return (
            self.visible_to(hat)
            .receiving(moment)
            .filter(Exists(mine.exclude(is_present=False)))
            .exclude(Exists(answered))
            .exclude(Exists(receipts.filter(round=OuterRef("pk"), office=hat.office_id)))
        )

    def castable_by(self, hat: Hat) -> RoundQuerySet:
        """Open rounds in which this hat may cast: the set twin of ``rules.may_cast``."""
        if hat.is_chair or not (hat.speaks_for_office or hat.answers_as_head):
            return self.none()
        seats = self.model.seats.rel.related_model._base_manager
        mine = seats.filter(round=OuterRef("pk"), office=hat.office_id).exclude(is_present=False)
        of_heads = Q(rule_set__code=Procedure.HEADS)
        rounds = self.visible_to(hat).receiving().exclude(rule_set__code=Procedure.SILENCE)
        return rounds.filter(of_heads if hat.answers_as_head else ~of_heads).filter(Exists(mine))

    def before(self, found: Round) -> RoundQuerySet:
        """The closed rounds of the same ballot before this one, the newest first."""
        former = self.filter(symbol=found.symbol, number__lt=found.number, state=RoundState.CLOSED)
        return former.order_by("-number")

    def newest_first(self) -> RoundQuerySet:
        return self.order_by("-opened_at", "-pk")

    def rows_to_verify(self) -> Iterator[dict[str, Any]]:
        """Every round with its whole record, as ``verifier.RoundRow.of`` reads it.

        One statement and so one snapshot, whatever is written meanwhile.
        """
        related = {name: getattr(self.model, name).rel.related_model._base_manager for name in RECORD}
        beside = {
            column: ArraySubquery(
                related[name]
                .filter(round=OuterRef("pk"))
                .order_by(order)
                .values(json=JSONObject(**{key: F(path) for key, path in columns.items()}))
            )
            for name, (column, order, columns) in RECORD.items()
        }
        rows = self.order_by("symbol", "number").annotate(**beside).values(*RECORDED, *SETTLED, *beside)
        found: Iterator[dict[str, Any]] = rows.iterator(chunk_size=200)
        return found


class SeatQuerySet(models.QuerySet["Seat"]):
    """Sets of seats."""

    def with_answered(self) -> SeatQuerySet:
        """Annotate whether the office has answered, when first and when last; never what.

        A contested answer is none. The last instant tells of a change: it is only for who sees the
        positions, since until the close an office's casts show as one entry.
        """
        positions = self.model._meta.get_field("round").related_model.positions.rel.related_model.objects  # type: ignore[attr-defined]
        own = positions.filter(round=OuterRef("round_id"), office=OuterRef("office_id"))
        last, first = own.counting(), own.uncontested().order_by("seq")
        return self.annotate(
            has_answered=Exists(last),
            answered_at=Case(When(Exists(last), then=models.Subquery(first.values("at")[:1]))),
            last_answered_at=models.Subquery(last.values("at")[:1]),
        )

    def with_receipts(self) -> SeatQuerySet:
        """Annotate the office's receipt of a silence as plain data: instant, how, person's name, capacity."""
        receipts = self.model._meta.get_field("round").related_model.receipts.rel.related_model._base_manager  # type: ignore[attr-defined]
        facts = JSONObject(at="at", how="how", name="mandate__person__name", capacity="mandate__capacity")
        mine = receipts.filter(round=OuterRef("round_id"), office=OuterRef("office_id"))
        return self.annotate(receipt=models.Subquery(mine.values(json=facts)[:1]))


class PositionQuerySet(models.QuerySet["Position"]):
    """Sets of positions."""

    def visible_to(self, hat: Hat) -> PositionQuerySet:
        """Own office's delegation always; the members once closed; a cancelled round stays sealed.

        The Heads' answers are not sealed: their circle reads them as they are given, and nobody else ever,
        not even a delegate of the own office.
        """
        if hat.is_anonymous or hat.sees_from not in {"members"}:
            return self.none()
        seen = Q(round__visibility__in=classes_seen_from(hat.sees_from))
        of_heads = Q(round__rule_set__code=Procedure.HEADS)
        opened = seen & Q(round__state=RoundState.CLOSED) & ~of_heads
        if is_of_heads_circle(hat):
            opened |= seen & of_heads & Q(round__state__in=[RoundState.OPEN, RoundState.CLOSED])
        own = Q(office=hat.office_id) if hat.is_delegation else Q(pk__in=[])
        return self.filter(opened | (own & ~of_heads))

    def current(self) -> PositionQuerySet:
        """The last position of each office in each round; former ones are kept but do not count."""
        later = self.model.objects.filter(
            round=OuterRef("round_id"), office=OuterRef("office_id"), seq__gt=OuterRef("seq")
        )
        return self.exclude(Exists(later))

    def with_links(self) -> PositionQuerySet:
        """Annotate whether it was given by a Head's link, and whether the Head contests it."""
        return self.annotate(is_by_link=self._used("answered"), is_contested=self._used("contested"))

    def contested(self) -> PositionQuerySet:
        """Positions given by a Head's link that the Head contests: they do not count."""
        return self.filter(self._used("contested"))

    def counting(self) -> PositionQuerySet:
        """The last position of each office in each round, unless it is contested."""
        return self.current().uncontested()

    def uncontested(self) -> PositionQuerySet:
        """Positions that no Head contests, former ones among them."""
        return self.exclude(self._used("contested"))

    def _used(self, kind: str) -> Exists:
        uses = self.model.link_uses.rel.related_model._base_manager
        return Exists(uses.filter(position=OuterRef("pk"), kind=kind))

    def in_protocol_order(self) -> PositionQuerySet:
        return self.order_by(F("office__protocol_order"))


class AdditionQuerySet(models.QuerySet["Addition"]):
    """Sets of additions to closed rounds."""

    def visible_to(self, hat: Hat) -> AdditionQuerySet:
        """Additions are open to the members, like the positions of a closed round.

        Those of a Heads' round to the circle of the Heads alone, like the Heads' answers.
        """
        if hat.is_anonymous or hat.sees_from not in {"members"}:
            return self.none()
        seen = self.filter(round__visibility__in=classes_seen_from(hat.sees_from))
        if is_of_heads_circle(hat):
            return seen
        return seen.exclude(round__rule_set__code=Procedure.HEADS)


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Sets of receipts."""

    def visible_to(self, hat: Hat) -> ReceiptQuerySet:
        """Who has received is open to the members."""
        if hat.is_anonymous or hat.sees_from not in {"members"}:
            return self.none()
        return self.filter(round__visibility__in=classes_seen_from(hat.sees_from))


class RecordedWordsQuerySet(models.QuerySet["RecordedWords"]):
    """Sets of words recorded in session."""

    def visible_to(self, hat: Hat) -> RecordedWordsQuerySet:
        """They were said in the room: the own delegation and the body see them; others once confirmed."""
        if hat.is_delegation:
            return self.filter(office=hat.office_id)
        return self.all() if hat.is_chair or hat.is_secretariat else self.none()

    def waiting(self) -> RecordedWordsQuerySet:
        """Words that their HoD has neither confirmed nor declined."""
        return self.filter(position__isnull=True, declined_at__isnull=True)


class PreparedPositionQuerySet(models.QuerySet["PreparedPosition"]):
    """Sets of prepared positions."""

    def visible_to(self, hat: Hat) -> PreparedPositionQuerySet:
        """The own office's delegation alone."""
        return self.filter(office=hat.office_id) if hat.is_delegation else self.none()


class RoundPaperQuerySet(models.QuerySet["RoundPaper"]):
    """Sets of letters kept beside a round."""

    def visible_to(self, hat: Hat) -> RoundPaperQuerySet:
        """The members, whatever class the round itself has."""
        if hat.is_anonymous or hat.sees_from not in {"members"}:
            return self.none()
        return self.filter(round__visibility__in=classes_seen_from(hat.sees_from))


class HeadLinkQuerySet(models.QuerySet["HeadLink"]):
    """Sets of Heads' links."""

    def visible_to(self, hat: Hat) -> HeadLinkQuerySet:
        """Those of the own office for its Head, deputy heads and HoD; all of them for the secretariat."""
        if hat.is_secretariat:
            return self.all()
        if hat.capacity in {"head", "deputy"} or hat.speaks_for_office:
            return self.filter(mandate__office=hat.office_id)
        return self.none()

    def valid(self) -> HeadLinkQuerySet:
        """Links that open their round at the database's instant: neither used, voided, replaced nor expired."""
        later = self.model._base_manager.filter(
            round=OuterRef("round_id"), mandate=OuterRef("mandate_id"), pk__gt=OuterRef("pk")
        )
        ended = self._uses().filter(kind__in=["answered", "voided"])
        running = self.filter(expires_at__gt=INSTANT, round__state=RoundState.OPEN)
        return running.exclude(Exists(later)).exclude(Exists(ended))

    def with_uses(self) -> HeadLinkQuerySet:
        """Annotate whether the link is valid, and its log: kind, instant and who did it signed in."""
        facts = JSONObject(kind="kind", at="at", name="mandate__person__name", office="mandate__office__code")
        same = self.model._default_manager.filter(pk=OuterRef("pk"))
        return self.annotate(
            is_valid=Exists(same.valid()),  # type: ignore[attr-defined]
            log=ArraySubquery(self._uses().order_by("pk").values(json=facts)),
        )

    def _uses(self) -> Any:
        return self.model.uses.rel.related_model._base_manager.filter(link=OuterRef("pk"))


class LinkUseQuerySet(models.QuerySet["LinkUse"]):
    """Sets of the uses of links; a page reads them with their link, as far as the hat sees that."""

    def of(self, link: HeadLink, kind: str) -> LinkUseQuerySet:
        """The uses of one link of one kind, the last first."""
        return self.filter(link=link, kind=kind).order_by("-pk")


class LinkMailQuerySet(MailedQuerySet, models.QuerySet["LinkMail"]):
    """Sets of mails with a link or its code."""

    def unsent(self) -> LinkMailQuerySet:
        """Mails that no server has accepted yet and that still have a sense."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)
