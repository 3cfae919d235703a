"""The roadmap as PDF/A-2a and PDF/UA-1: the plan of one edition, its timeline drawn, at the end how to cite it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from ip5 import typeset
from ip5.kernel.errors import WrongState
from proposals.exports.trees import Node, blocks_of, notes_of, printable
from roadmap import matrices
from roadmap.exports import spans, words
from roadmap.exports.edition import LANGUAGE, Edition, written
from roadmap.plan import AreaLine, GoalLine, Plan, ProjectLine

FORM: Final = Path(__file__).with_name("roadmap.typ")


def write(plan: Plan, edition: Edition) -> bytes:
    """Return the public plan as PDF: the same bytes for the same edition.

    Refuses with ``WrongState`` a plan that cannot be set within the limits of time and memory.
    """
    try:
        return typeset.typeset(data_of(plan.public(), edition), form=FORM)
    except typeset.NotSet:
        raise WrongState(
            _("This version could not be set as PDF within the limits of this server.")
        ) from None


def data_of(plan: Plan, edition: Edition) -> dict[str, Any]:
    """Return what ``roadmap.typ`` reads: plain values, texts as trees."""
    missing = _(
        "Some characters could not be set, because no font on this server holds them; each is shown as □."
    )
    notes = {
        line.key: [each for each in plan.reservations if each.project == line.key] for line in plan.projects
    }
    return {
        "title": plain(edition.title),
        "author": _("IP5 NET/AI task force"),
        "keywords": [edition.symbol],
        "language": LANGUAGE.split("-")[0],
        "fonts": typeset.FONTS,
        "footer": edition.symbol,
        "fingerprint": f"SHA-256 {edition.sha256}",
        "mark": edition.mark,
        "marks": [edition.notice] if edition.notice else [],
        "missing": "",
        "missing_sentence": missing,
        "facts": facts_of(plan, edition),
        "preamble": tree(plan.preamble),
        "timeline": timeline_of(plan, edition),
        "areas": [_area(plan, edition, each, notes) for each in plan.areas],
        "offices": offices_of(plan, edition),
        "notes": {"heading": _("Reservations"), "blocks": notes_of(lines_of(plan, edition))},
        "record": record_of(edition),
        "at": int(edition.published_at.timestamp()),
    }


def plain(text: str) -> str:
    """Return an author's line so that it can be set: printable and with long runs breakable."""
    return typeset.breakable(printable(text))


def tree(text: str) -> list[Node]:
    """Return an author's Markdown as blocks with long runs breakable."""
    return _breakable(blocks_of(text))


def _breakable(nodes: list[Node]) -> list[Node]:
    for node in nodes:
        if "text" in node:
            node["text"] = typeset.breakable(node["text"])
        _breakable(node.get("content", []))
    return nodes


def facts_of(plan: Plan, edition: Edition) -> list[tuple[str, str]]:
    """Return the head of the document as (term, value)."""
    facts = [
        (_("Symbol"), edition.symbol),
        (_("Endorsed by the Heads of Office"), written(edition.endorsed_on)),
        (_("Published"), written(edition.published_on)),
        (_("Supersedes"), edition.supersedes),
        (_("Scoping document"), plan.scoping),
        (_("Projects"), str(len(plan.projects))),
    ]
    return [(term, value) for term, value in facts if value]


def timeline_of(plan: Plan, edition: Edition) -> dict[str, Any]:
    """Return the timeline: years on the axis, and the rows with their bars as parts of its length."""
    axis = spans.axis_of(plan)
    rows: list[dict[str, Any]] = []
    area = None
    for line in plan.ordered():
        if plan.goal_of(line).area != area:
            area = plan.goal_of(line).area
            rows.append({"kind": "area", "title": plain(plan.area_names.get(area, area))})
        rows.append(_bar(line, edition, axis))
    said = _(
        "Each row says in words what its bar shows; a diamond is a milestone, filled once it was reached."
    )
    return {
        "heading": _("Timeline"),
        "words": said if rows else _("The plan holds no project."),
        "heads": [_("Project"), _("Offices"), _("Time")],
        "years": axis.years,
        "rows": rows,
    }


def _bar(line: ProjectLine, edition: Edition, axis: spans.Axis) -> dict[str, Any]:
    start, width = axis.bar(line.starts_on, line.ends_on)
    return {
        "kind": "project",
        "title": plain(line.title),
        "words": offices_in_short(line, edition),
        "time": [words.period_in_short(line), words.standing(line)],
        "start": start,
        "width": width,
        "tone": line.standing,
        "stones": [(axis.place(each.due_on), each.reached_on is not None) for each in line.milestones],
    }


def offices_in_short(line: ProjectLine, edition: Edition) -> str:
    """Return the lead and, after it, the others."""
    others = [edition.office(code).acronym for code in edition.in_order(line.offices[1:])]
    lead = edition.office(line.lead).acronym
    return _("%(lead)s with %(others)s") % {"lead": lead, "others": ", ".join(others)} if others else lead


def _area(plan: Plan, edition: Edition, area: AreaLine, notes: dict[str, Any]) -> dict[str, Any]:
    found = [each for each in plan.goals if each.area == area.code]
    return {
        "title": plain(f"{area.code}. {area.name}"),
        "goals": [_goal(plan, edition, each, notes) for each in found],
        "nothing": _("No goal in this area."),
    }


def _goal(plan: Plan, edition: Edition, goal: GoalLine, notes: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": plain(goal.title),
        "words": words.horizon(goal.horizon),
        "text": tree(goal.text),
        "projects": [_project(plan, edition, each, notes[each.key]) for each in plan.projects_of(goal)],
    }


def _project(plan: Plan, edition: Edition, line: ProjectLine, notes: list[Any]) -> dict[str, Any]:
    return {
        "title": plain(line.title),
        "facts": [(term, plain(value)) for term, value in project_facts(plan, edition, line, notes) if value],
        "summary": tree(line.summary),
        "deliverables_heading": _("Deliverables"),
        "deliverables": tree(line.deliverables),
        "milestone_heads": [_("Due"), _("Milestone"), _("Reached")],
        "milestones": [
            (written(each.due_on), plain(each.title), written(each.reached_on)) for each in line.milestones
        ],
    }


def project_facts(plan: Plan, edition: Edition, line: ProjectLine, notes: list[Any]) -> list[tuple[str, str]]:
    """Return who does a project, when, and how it stood when the version was frozen."""
    before = [plan.projects_by_key[key].title for key in line.depends_on if key in plan.projects_by_key]
    return [
        (_("Lead"), edition.office(line.lead).name),
        (_("Co-leads"), named(line.co_leads, edition)),
        (_("Contributing"), named(line.contributing, edition)),
        (_("Group"), edition.group(line.group).name if line.group else ""),
        (_("Time"), words.period(line)),
        (_("Progress"), words.standing(line)),
        (_("Depends on"), "; ".join(before)),
        (_("From proposals"), ", ".join(each.symbol for each in line.sources)),
        (_("Reservations"), ", ".join(str(each.number) for each in notes)),
    ]


def named(codes: tuple[str, ...], edition: Edition) -> str:
    """Return the offices' names in protocol order."""
    return ", ".join(edition.office(code).name for code in edition.in_order(codes))


def offices_of(plan: Plan, edition: Edition) -> dict[str, Any]:
    """Return what each office does, as counts."""
    loads = matrices.contributions(plan, edition.taking_part(plan)).loads
    return {
        "heading": _("Contributions of the offices"),
        "heads": [_("Office"), *words.sums()],
        "rows": [
            [edition.office(each.office).name, str(each.led), str(each.co_led), str(each.contributed)]
            for each in loads
        ],
    }


def lines_of(plan: Plan, edition: Edition) -> list[tuple[int, str]]:
    """Return the public reservations as (number, sentence)."""
    return [
        (
            each.number,
            plain(
                _("%(office)s, %(kind)s, on “%(passage)s”: %(text)s")
                % {
                    "office": edition.office(each.office).acronym,
                    "kind": words.kind(each.kind),
                    "passage": each.passage,
                    "text": each.text,
                }
            ),
        )
        for each in plan.reservations
    ]


def record_of(edition: Edition) -> dict[str, Any]:
    """Return the last page: the citation and the fingerprint, and how it is checked."""
    return {
        "heading": _("How to cite"),
        "citation": plain(edition.citation),
        "facts": [(_("Fingerprint, SHA-256"), edition.sha256)],
        "words": _(
            "The fingerprint is that of the member “plan” of roadmap.json, published with this document, as "
            "canonical JSON. SHA256SUMS, published beside it, holds the hashes of all files of this version."
        ),
    }
