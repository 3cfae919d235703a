"""What a mail may say of a subject, asked under the reader's rights when it is sent.

Many readers are asked for at once. ``visible_to`` is run once for all hats that are alike in everything
it looks at (see ``alike``), and the sets become one query; so a chunk costs the same number of
queries whatever its size, and visibility keeps its one source.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Value
from django.urls import reverse

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.register.models import ActionItem
from meetings.models import IndustryUpdate, Meeting
from proposals.models import Idea, Proposal
from roadmap.models import Project, ScopingDocument, Version


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a mail may carry: the symbol (none for a draft), the path of the page, the deadline."""

    symbol: str
    path: str
    ends_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How one kind of subject is looked up: which rows a hat sees, which columns, what is told."""

    visible: Callable[[Any], models.QuerySet[Any]]
    columns: tuple[str, ...]
    facts: Callable[..., Facts]


# What follows from office, capacity, group, seconding office and designation: the same for hats of one key.
SHARED = frozenset(
    {
        *("office_id", "office", "capacity", "group_id", "group", "seconding_office_id", "seconding_office"),
        *("is_designated_now", "is_designated", "speaks_for_office", "answers_as_head", "sees_from"),
        *("is_anonymous", "is_delegation", "is_chair", "is_secretariat", "is_observer"),
    }
)


def key_of(hat: Mandate) -> tuple[Any, ...]:
    """Return all of a hat but its person and its period."""
    return (hat.office_id, hat.capacity, hat.group_id, hat.seconding_office_id, hat.is_designated)


class Watched:
    """A hat that notes what is asked of it."""

    def __init__(self, hat: Mandate) -> None:
        self._hat = hat
        self._seen: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._hat, name)
        self._seen[name] = value
        return value

    @property
    def is_told_by_key(self) -> bool:
        """Whether it was asked nothing but what hats of one ``key_of`` have in common."""
        return SHARED.issuperset(self._seen)

    def is_like(self, other: Mandate) -> bool:
        """Whether the other hat would have given the same answers."""
        return all(getattr(other, name) == value for name, value in self._seen.items())


def alike(
    hats: Iterable[Mandate], build: Callable[[Any], models.QuerySet[Any]]
) -> list[tuple[models.QuerySet[Any], list[Mandate]]]:
    """Group hats for which ``build`` returns the same set, and return each set with its hats.

    A hat joins a group only if it equals the group's first in all that ``build`` asked of that one:
    then ``build`` would have taken the same way for it. A rule on the person makes groups of one.
    """
    groups: list[tuple[Watched, models.QuerySet[Any], list[Mandate]]] = []
    by_key: dict[tuple[Any, ...], list[Mandate]] = {}
    for hat in hats:
        key = key_of(hat)
        if key in by_key:
            by_key[key].append(hat)
            continue
        for watched, _rows, members in groups:
            if watched.is_like(hat):
                members.append(hat)
                break
        else:
            watched, members = Watched(hat), [hat]
            groups.append((watched, build(watched), members))
        if watched.is_told_by_key:
            by_key[key] = members
    return [(rows, members) for _watched, rows, members in groups]


def _proposal_facts(uuid: UUID, symbol: str | None) -> Facts:
    return Facts(symbol or "", Proposal(uuid=uuid).get_absolute_url())


def _round_facts(uuid: UUID, symbol: str, number: int, address: str, ends_at: dt.datetime | None) -> Facts:
    round = Round(uuid=uuid, symbol=symbol, number=number, address=address)
    return Facts(round.full_symbol, round.get_absolute_url(), ends_at)


def _mandate_facts(uuid: UUID, capacity: str, code: str) -> Facts:
    return Facts(f"{Mandate(capacity=capacity).get_capacity_display()}, {code}", "/")


def _idea_facts(uuid: UUID) -> Facts:
    return Facts("", Idea(uuid=uuid).get_absolute_url())


def _version_facts(uuid: UUID, symbol: str | None, edition: str | None) -> Facts:
    version = Version(uuid=uuid, symbol=symbol, edition=edition)
    return Facts(version.printed_symbol, version.get_absolute_url())


def _project_facts(uuid: UUID) -> Facts:
    return Facts("", Project(uuid=uuid).get_absolute_url())


def _scoping_facts(uuid: UUID, symbol: str | None) -> Facts:
    return Facts(symbol or "", ScopingDocument(uuid=uuid).get_absolute_url())


def _meeting_facts(uuid: UUID, number: int | None) -> Facts:
    meeting = Meeting(uuid=uuid, number=number)
    return Facts(meeting.symbol, meeting.get_absolute_url())


def _update_facts(uuid: UUID, number: int | None) -> Facts:
    return Facts(Meeting(number=number).symbol, IndustryUpdate(uuid=uuid).get_absolute_url())


def _action_facts(uuid: UUID, symbol: str) -> Facts:
    return Facts(symbol, reverse("meetings:action_item", args=[uuid]))


def _mandates_seen(hat: Any) -> models.QuerySet[Mandate]:
    """Who acts for an office is known to every delegation and to the body, and told to nobody else."""
    knows = hat.is_delegation or hat.is_chair or hat.is_secretariat
    return Mandate.objects.all() if knows else Mandate.objects.none()


SOURCES: dict[str, Source] = {
    "proposals.proposal": Source(Proposal.objects.visible_to, ("uuid", "symbol"), _proposal_facts),
    "ballots.round": Source(
        Round.objects.visible_to, ("uuid", "symbol", "number", "address", "ends_at"), _round_facts
    ),
    "proposals.idea": Source(Idea.objects.visible_to, ("uuid",), _idea_facts),
    "roadmap.version": Source(Version.objects.visible_to, ("uuid", "symbol", "edition"), _version_facts),
    "roadmap.project": Source(Project.objects.visible_to, ("uuid",), _project_facts),
    "roadmap.scopingdocument": Source(ScopingDocument.objects.visible_to, ("uuid", "symbol"), _scoping_facts),
    "meetings.meeting": Source(Meeting.objects.visible_to, ("uuid", "number"), _meeting_facts),
    "meetings.industryupdate": Source(
        IndustryUpdate.objects.visible_to, ("uuid", "meeting__number"), _update_facts
    ),
    "register.actionitem": Source(ActionItem.objects.visible_to, ("uuid", "symbol"), _action_facts),
    "accounts.mandate": Source(_mandates_seen, ("uuid", "capacity", "office__code"), _mandate_facts),
}

Wanted = Iterable[tuple[Mandate, str, UUID]]
Seen = dict[tuple[int, str, UUID], Facts]


def look_up(wanted: Wanted) -> Seen:
    """Return the facts of each (hat, kind, uuid) that the hat may see now, by (hat's key, kind, uuid).

    One query for each kind of subject. What is missing from the answer does not exist for that
    hat. Refuses a kind without a source (KeyError).
    """
    by_kind: dict[str, dict[int, tuple[Mandate, set[UUID]]]] = defaultdict(dict)
    for hat, kind, uuid in wanted:
        by_kind[kind].setdefault(hat.pk, (hat, set()))[1].add(uuid)
    seen: Seen = {}
    for kind, asked in by_kind.items():
        _look_up_kind(kind, asked, seen)
    return seen


def _look_up_kind(kind: str, asked: dict[int, tuple[Mandate, set[UUID]]], seen: Seen) -> None:
    source = SOURCES[kind]
    groups = alike((hat for hat, _uuids in asked.values()), source.visible)
    sets = [(rows, set[UUID]().union(*(asked[hat.pk][1] for hat in hats))) for rows, hats in groups]
    found: list[dict[UUID, Facts]] = [{} for _group in groups]
    for index, *columns in _in_one_query(sets, source.columns):
        found[index][columns[0]] = source.facts(*columns)
    for facts, (_rows, hats) in zip(found, groups, strict=True):
        for hat in hats:
            for uuid in asked[hat.pk][1] & facts.keys():
                seen[hat.pk, kind, uuid] = facts[uuid]


def _in_one_query(
    sets: Sequence[tuple[models.QuerySet[Any], set[UUID] | None]], columns: tuple[str, ...]
) -> Iterable[tuple[Any, ...]]:
    branches = []
    for index, (rows, uuids) in enumerate(sets):
        branch = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))
        if uuids is not None:
            branch = branch.filter(uuid__in=uuids)
        branches.append(branch.order_by().annotate(among=Value(index)).values_list("among", *columns))
    return branches[0].union(*branches[1:], all=True) if branches else []


def awaiting(hats: Iterable[Mandate]) -> dict[int, list[Facts]]:
    """Return the open rounds in which each hat's office has not answered, by the hat's key, soonest first.

    One query for all hats.
    """
    source = SOURCES["ballots.round"]
    groups = alike(hats, Round.objects.awaiting)
    found: dict[int, list[Facts]] = defaultdict(list)
    for index, *columns in _in_one_query([(rows, None) for rows, _hats in groups], source.columns):
        found[index].append(source.facts(*columns))
    for rounds in found.values():
        rounds.sort(key=lambda each: (each.ends_at or dt.datetime.max.replace(tzinfo=dt.UTC), each.symbol))
    return {hat.pk: rounds for index, rounds in found.items() for hat in groups[index][1]}
