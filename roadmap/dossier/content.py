"""What stands in a dossier, as plain values: everything through ``visible_to`` of the hat it is made for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from ip5.ballots.models import Addition, Position, Round
from ip5.kernel.hat import Hat
from ip5.kernel.text import sha256_hex
from ip5.offices.models import Office
from proposals.models import Proposal
from roadmap import between, comparison
from roadmap.comparison import Part, Told
from roadmap.models import DeputyAnswer, Version, VersionRound
from roadmap.plan import Plan, ProjectLine
from roadmap.states import Stage

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """An office's part in one project."""

    office: str
    acronym: str
    role: str
    project: ProjectLine


@dataclass(frozen=True)
class Content:
    """A dossier as plain values. ``own`` is the code of the office it is made for, empty for the body."""

    title: str
    symbol: str
    sha256: str
    state: str
    frozen_at: dt.datetime
    made_at: dt.datetime
    made_for: str
    own: str
    own_acronym: str
    language: str
    plan: Plan
    names: dict[str, str]
    base: str
    sentence: str
    parts: tuple[Part, ...]
    contributions: tuple[Contribution, ...]
    approval: tuple[Row, ...]
    deputies: tuple[Row, ...]
    positions: tuple[Row, ...]
    # What must be read first, such as that the content is invented.
    marks: tuple[str, ...] = ()

    @property
    def sha256_of_words(self) -> str:
        """The SHA-256 of all it says but the instant: the same words are the same dossier."""
        return sha256_hex(repr(replace(self, made_at=self.frozen_at)))

    @property
    def stem(self) -> str:
        """The name of its files without ending, such as ``NETAI-RM-1.0-Prov.2-dossier``."""
        return f"{self.symbol.replace('/', '-').replace(' ', '-')}-dossier"


def gather(version: Version, hat: Hat, made_at: dt.datetime) -> Content:
    """Return the dossier of a frozen version for one hat, which sees it; ``made_at`` is the only clock in it.

    Positions are those of the task force's closed round on the version, as far as the hat may read them: of a round
    that is open there is none, not even the own one.
    """
    plan = version.plan_for(hat)
    side = between.Side(version, plan)
    sentence, parts = difference(version, side, hat)
    own = office_of(hat)
    rounds = closed_rounds(version, hat)
    return Content(
        title=plan.title,
        symbol=version.printed_symbol,
        sha256=version.sha256,
        state=str(version.get_state_display()),
        frozen_at=between.moment_of(version),
        made_at=made_at,
        made_for=made_for(hat),
        own=own.code if own else "",
        own_acronym=own.acronym_on(made_at) if own else "",
        language=translation.get_language() or "en",
        plan=plan,
        names={each.code: side.name(each.code) for each in Office.objects.directory().offices},
        base=version.base.printed_symbol if version.base else "",
        sentence=sentence,
        parts=parts,
        contributions=contributions(plan, side),
        approval=tuple(approval_row(each) for each in rounds),
        deputies=deputies(version, hat),
        positions=positions(rounds, hat),
        marks=marks_of(version),
    )


def marks_of(version: Version) -> tuple[str, ...]:
    """Return what the version's record says of it, and that content is invented where a proposal's is."""
    invented = Proposal.objects.filter(
        project_source__project__holdings__version=version,
        origin__in=[Proposal.Origin.INVENTED, Proposal.Origin.PUBLIC],
    ).exists()
    marks = [version.record_note, _("Contains fictitious content.") if invented else ""]
    return tuple(each for each in marks if each)


def made_for(hat: Any) -> str:
    """Return for whom it is made, in words: the capacity and the office, never the person."""
    return _("%(capacity)s, %(office)s") % {
        "capacity": str(hat.acting_as)[:1].upper() + str(hat.acting_as)[1:],
        "office": hat.office.name,
    }


def office_of(hat: Any) -> Office | None:
    """Return the member office a hat acts for; none of the body."""
    office: Office = hat.office
    return office if office.is_member else None


def difference(version: Version, new: between.Side, hat: Hat) -> tuple[str, tuple[Part, ...]]:
    """Return what the version changes of the last endorsed one, in a sentence and in parts; empty of a first one."""
    if version.base is None:
        return "", ()
    old = between.Side(version.base, version.base.plan_for(hat))
    found = comparison.compare(old.plan, new.plan)
    told = Told(old.plan, new.plan, old.name, new.name)
    return comparison.sentence(found), tuple(comparison.parts_of(found, told))


def contributions(plan: Plan, side: between.Side) -> tuple[Contribution, ...]:
    """Return who takes which part in which project, office by office in protocol order."""
    found = []
    for office in Office.objects.directory().offices:
        for project in plan.projects:
            for role, codes in roles_of(project):
                if office.code in codes:
                    found.append(Contribution(office.code, side.name(office.code), role, project))
    return tuple(found)


def roles_of(project: ProjectLine) -> list[tuple[str, tuple[str, ...]]]:
    """Return each role with the offices that have it, in words."""
    return [
        (_("lead"), (project.lead,)),
        (_("co-lead"), project.co_leads),
        (_("contributing"), project.contributing),
    ]


def closed_rounds(version: Version, hat: Hat) -> list[Round]:
    """Return the task force's closed rounds on the version that the hat sees, the first one first."""
    links = VersionRound.objects.filter(
        version=version, stage=Stage.TASK_FORCE, round__in=Round.objects.visible_to(hat)
    )
    rounds = links.select_related("round__rule_set", "round__settlement", "round__decision")
    return [each.round for each in rounds.order_by("round__number", "round__pk") if each.round.is_closed]


def approval_row(round: Round) -> Row:
    """Return a closed round as a row: symbol, rule, outcome, level, day, decision."""
    closed = formats.date_format(round.closed_at.astimezone(dt.UTC), "j M Y, H:i") if round.closed_at else ""
    decision = round.decision.symbol if round.decision else ""
    return (
        round.full_symbol,
        str(round.rule_set.name),
        round.status_label,
        round.standing_level_label,
        f"{closed} UTC",
        decision,
    )


def deputies(version: Version, hat: Hat) -> tuple[Row, ...]:
    """Return what the deputy heads answered, in protocol order."""
    found = DeputyAnswer.objects.visible_to(hat).filter(version=version).select_related("office")
    rows = found.order_by("office__protocol_order")
    return tuple(
        (each.office.acronym_on(each.at), str(each.get_answer_display()), each.text) for each in rows
    )


def positions(rounds: list[Round], hat: Hat) -> tuple[Row, ...]:
    """Return the positions of closed rounds that the hat may read: round, office, answer, passage, text.

    What was added since (a confirmation, a reservation narrowed or lifted) follows as rows of its own.
    """
    given = (
        Position.objects.visible_to(hat).filter(round__in=rounds).current().select_related("office", "round")
    )
    added = Addition.objects.visible_to(hat).filter(round__in=rounds).select_related("office", "round")
    rows = [
        (
            each.round.full_symbol,
            each.office.acronym_on(each.at),
            each.get_answer_display(),
            each.passage,
            each.text,
        )
        for each in given.order_by("round__number", "office__protocol_order")
    ]
    rows += [
        (
            each.round.full_symbol,
            each.office.acronym_on(each.at),
            each.get_kind_display(),
            each.passage,
            each.text,
        )
        for each in added.order_by("round__number", "seq")
    ]
    return tuple(rows)
