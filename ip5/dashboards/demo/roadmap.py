"""The demo's roadmap: edition 1.0 from the record, 1.1 by live deeds, the next one being compiled."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from ip5.accounts.models import Mandate
from ip5.ballots import actions as ballots
from ip5.dashboards.demo import people
from ip5.dashboards.demo.accounts import FOLDER
from ip5.offices.models import Office
from proposals.models import Area, Proposal
from roadmap import actions
from roadmap.models import Goal, Project, Version
from roadmap.plan import AreaLine, GoalLine, Milestone, Plan, ProjectLine, Source
from roadmap.states import Role

ROUND_DAYS = 10


def entries() -> dict[str, Any]:
    """Return what roadmap.json tells."""
    facts: dict[str, Any] = json.loads((FOLDER / "roadmap.json").read_text(encoding="utf-8"))
    return facts


def steps() -> list[tuple[str, Callable[[dict[str, Any]], None]]]:
    """Return the steps in their order, each with the state of things that says it was taken."""
    return [("1.0", _record), ("1.1", _amend), ("next", _compile)]


def load_all() -> Iterator[bool]:
    """Take every step that was not taken, one transaction each, and yield whether it was new."""
    facts = entries()
    for name, step in steps():
        done = _is_taken(name)
        if not done:
            with transaction.atomic():
                step(facts)
        yield not done


def _is_taken(name: str) -> bool:
    if name == "next":
        # Whoever goes on with the demo's version publishes, withdraws or discards it: it does not come back.
        return Version.objects.filter(base__edition="1.1").exists() or _was_discarded()
    return Version.objects.filter(edition=name).exists()


def _was_discarded() -> bool:
    return Goal.objects.filter(uuid=_key("goal", "data")).exists()


def _key(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"demo/{kind}/{name}"))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _record(facts: dict[str, Any]) -> None:
    """Enter edition 1.0 as a fact of 2021."""
    symbols = [each["symbol"] for each in facts["projects"]]
    proposals = {
        each.symbol: each
        for each in Proposal.objects.filter(symbol__in=symbols)
        .select_related("lead_office", "group")
        .prefetch_related("participations__office")
    }
    plan = Plan(
        title=facts["title"],
        preamble=facts["preamble"],
        scoping="NETAI/SD/1",
        areas=tuple(AreaLine(each.code, each.name) for each in Area.objects.all()),
        goals=tuple(
            GoalLine(
                _key("goal", each["key"]), *(each[name] for name in ("area", "horizon", "title", "text"))
            )
            for each in facts["goals"]
        ),
        projects=tuple(_line(each, proposals[each["symbol"]]) for each in facts["projects"]),
    )
    actions.import_version(
        plan, by=None, edition=facts["edition"], endorsed_on=_day(facts["endorsed_on"]), note=facts["note"]
    )


def _line(facts: dict[str, Any], proposal: Proposal) -> ProjectLine:
    symbol = facts["symbol"]
    return ProjectLine(
        key=_key("project", symbol),
        goal=_key("goal", facts["goal"]),
        title=proposal.title,
        summary=proposal.summary,
        deliverables="",
        lead=proposal.lead_office.code,
        group=proposal.group.code if proposal.group else "",
        co_leads=tuple(each.office.code for each in proposal.participations.all()),
        contributing=tuple(facts["contributing"]),
        starts_on=_day(facts["starts_on"]),
        ends_on=_day(facts["ends_on"]),
        milestones=tuple(
            Milestone(_key("milestone", f"{symbol}/{title}"), title, _day(due))
            for title, due in facts["milestones"]
        ),
        sources=(Source(symbol, proposal.title, outcome=proposal.state, decided_on=proposal.record_date),),
    )


def _hat(capacity: str, code: str) -> Mandate:
    return people.hat(f"{capacity}.{code.lower()}", capacity)


def _chair() -> Mandate:
    return people.hat("chair.kr", "chair")


def _row(symbol: str) -> Project:
    return Project.objects.get(uuid=_key("project", symbol))


def _amend(facts: dict[str, Any]) -> None:
    """Take edition 1.1 its whole way today: dates and one change of lead, approved, noted, published."""
    version = actions.compile_version(by=_chair(), kind="minor")
    for each in facts["projects"]:
        later = each.get("later", {})
        if later:
            _change(_row(each["symbol"]), later)
    version = actions.freeze(version, by=_chair())
    round = actions.open_approval(version, by=_chair(), days=ROUND_DAYS)
    members = list(Office.objects.members())
    for office in members:
        ballots.cast(round, by=_hat("hod", office.code), answer="support")
    actions.close_approval(version, by=_chair())
    for office in members[:2]:
        actions.take_note(version, by=_hat("deputy", office.code))
    actions.approve_publication(version, by=people.hat("chair.ep", "chair"))
    actions.publish(version, by=people.hat("secretariat", "secretariat"))
    for each in facts["projects"]:
        _report(_row(each["symbol"]), each)


def _change(row: Project, later: dict[str, Any]) -> None:
    values: dict[str, Any] = {"ends_on": _day(later["ends_on"])}
    if "milestones" in later:
        kept = [(each.uuid, each.title, each.due_on) for each in row.milestones.in_plan()]
        values["milestones"] = kept + [(None, title, _day(due)) for title, due in later["milestones"]]
    if "depends_on" in later:
        values["depends_on"] = [_row(symbol) for symbol in later["depends_on"]]
    actions.edit_plan(row, by=_chair(), values=values, seen=row.version)
    if "lead" in later:
        _swap_lead(row, later["lead"])


def _swap_lead(row: Project, code: str) -> None:
    """Let a co-lead take the lead: both offices are asked, and consent."""
    roles = {each.office_id: each.role for each in row.parts.all()}
    former = next(key for key, role in roles.items() if role == Role.LEAD)
    new = Office.objects.get(code=code)
    roles |= {former: Role.CO_LEAD, new.pk: Role.LEAD}
    row = actions.set_offices(row, by=_chair(), roles=roles)
    for part in row.parts.filter(consented_at__isnull=True).select_related("office"):
        actions.consent(row, by=_hat("hod", part.office.code))


def _report(row: Project, facts: dict[str, Any]) -> None:
    state, status, text = facts["report"]
    lead = row.parts.select_related("office").get(role=Role.LEAD).office
    past = list(row.milestones.in_plan().filter(due_on__lt=dt.date(2026, 1, 1)).order_by("due_on"))
    actions.report(
        row,
        by=_hat("delegate", lead.code),
        state=state,
        status=status,
        text=text,
        reached=[each.uuid for each in past],
        reached_on=past[-1].due_on if past else None,
    )


def _compile(facts: dict[str, Any]) -> None:
    """Begin the next major version: what the task force has endorsed since."""
    following = facts["next"]
    actions.compile_version(by=_chair(), kind="major")
    for each in following["goals"]:
        area = Area.objects.get(code=each["area"])
        values = {**{name: each[name] for name in ("horizon", "title", "text")}, "area": area}
        made = actions.add_goal(by=_chair(), values=values)
        Goal.objects.filter(pk=made.pk).update(uuid=_key("goal", each["key"]))
    for each in following["projects"]:
        proposal = Proposal.objects.filter(title=each["title"], state__in=TAKEABLE).first()
        if proposal is None:
            continue
        row = actions.take_proposal(
            proposal, by=_chair(), goal=Goal.objects.get(uuid=_key("goal", each["goal"]))
        )
        stones = [(None, title, _day(due)) for title, due in each["milestones"]]
        values = {
            "starts_on": _day(each["starts_on"]),
            "ends_on": _day(each["ends_on"]),
            "milestones": stones,
        }
        actions.edit_plan(row, by=people.hat("secretariat", "secretariat"), values=values, seen=row.version)


TAKEABLE = ("tf_endorsed", "tf_endorsed_with_reservations", "provisional")
