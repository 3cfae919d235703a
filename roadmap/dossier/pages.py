"""A dossier as the data of a document: one page for the Head first, then the whole. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ip5 import typeset
from ip5.ballots.states import ReservationKind
from proposals import diff
from proposals.exports.trees import Node, blocks_of
from roadmap.comparison import Part
from roadmap.comparison.parts import project_words
from roadmap.comparison.words import value
from roadmap.dossier.content import Content
from roadmap.plan import Plan, ReservationLine

# So that the first page stays one page.
MOST_PROJECTS, MOST_RESERVATIONS, MOST_LETTERS, MOST_OF_TITLE = 5, 3, 240, 90


def data_of(content: Content) -> dict[str, Any]:
    """Return what ``ip5/typeset/document.typ`` reads."""
    missing = _(
        "Some characters could not be set, because no font on this server holds them; each is shown as □."
    )
    whole = [
        (_("Preamble"), blocks_of(content.plan.preamble)),
        *((heading, blocks) for heading, blocks in areas_of(content)),
        (_("Difference from the last endorsed version"), difference_of(content)),
        (_("Reservations"), reservations_of(content)),
        (_("Contributions by office"), contributions_of(content)),
        (_("The task force’s round on this version"), positions_of(content)),
        (_("Deputy heads"), deputies_of(content)),
    ]
    return {
        "title": _set(content.title),
        "author": "NETAI",
        "keywords": [content.symbol],
        "language": content.language.split("-")[0],
        "fonts": typeset.FONTS,
        "marks": [_("Confidential: made for %(reader)s") % {"reader": content.made_for}, *content.marks],
        "facts": [(term, _set(words)) for term, words in facts_of(content)],
        "sections": [
            {"heading": _("One page for my Head"), "blocks": [*brief_of(content), {"kind": "page_break"}]},
            *({"heading": heading, "blocks": breakable(blocks)} for heading, blocks in whole if blocks),
        ],
        "footer": content.symbol,
        "fingerprint": f"SHA-256 {content.sha256}",
        "nothing": "",
        "missing": "",
        "missing_sentence": missing,
        "at": int(content.made_at.timestamp()),
    }


def facts_of(content: Content) -> list[tuple[str, str]]:
    """Return the head of the dossier as (term, value)."""
    return [
        (_("Version"), content.symbol),
        (_("State"), content.state),
        (_("Frozen"), instant(content.frozen_at)),
        (_("Made"), instant(content.made_at)),
    ]


def instant(at: dt.datetime) -> str:
    """Return an instant in UTC as people write it, weekday first."""
    return f"{formats.date_format(at.astimezone(dt.UTC), 'D j M Y, H:i')} UTC"


# --- The first page ------------------------------------------------------------------------------


def brief_of(content: Content) -> list[Node]:
    """Return what the Head wants to know first, short enough for one page."""
    plan = content.plan
    lines = [size_of(plan)]
    if content.base:
        facts = {"base": content.base, "changes": content.sentence}
        lines.append(_("Against %(base)s, endorsed last: %(changes)s") % facts)
    else:
        lines.append(_("It is the first version: none was endorsed before."))
    lines += [standing_of(content)]
    blocks = [paragraph(each) for each in lines if each]
    if content.own:
        blocks += own_of(content)
    blocks += brief_reservations(content)
    return breakable(blocks)


def size_of(plan: Plan) -> str:
    """Return how large the plan is: projects in all and by horizon."""
    horizons = Counter(plan.goal_of(each).horizon for each in plan.projects)
    counted = ngettext("%(n)d project", "%(n)d projects", len(plan.projects)) % {"n": len(plan.projects)}
    goals = ngettext("%(n)d goal", "%(n)d goals", len(plan.goals)) % {"n": len(plan.goals)}
    spread = ", ".join(
        f"{value('horizon', each).lower()} {horizons[each]}"
        for each in ("short", "medium", "long")
        if horizons[each]
    )
    return _("The roadmap has %(projects)s under %(goals)s (%(spread)s).") % {
        "projects": counted,
        "goals": goals,
        "spread": spread or "–",
    }


def standing_of(content: Content) -> str:
    """Return what was decided on it so far."""
    if not content.approval:
        return _("The task force has closed no round on this version.")
    symbol, rule, outcome, level, closed, _decision = content.approval[-1]
    words = ", ".join(each for each in (outcome, level) if each)
    return _("The task force (%(symbol)s, %(rule)s), closed %(closed)s: %(words)s.") % {
        "symbol": symbol,
        "rule": rule,
        "closed": closed,
        "words": words,
    }


def own_of(content: Content) -> list[Node]:
    """Return the own office's parts, the first few by title."""
    own = [each for each in content.contributions if each.office == content.own]
    if not own:
        return [paragraph(_("The %(office)s takes part in no project.") % {"office": content.own_acronym})]
    rows = [
        [
            cut(each.project.title, MOST_OF_TITLE),
            each.role,
            span(each.project.starts_on, each.project.ends_on),
        ]
        for each in own
    ]
    words = ngettext(
        "The %(office)s takes part in %(n)d project.",
        "The %(office)s takes part in %(n)d projects.",
        len(own),
    )
    blocks = [
        paragraph(words % {"office": content.own_acronym, "n": len(own)}),
        table([_("Project"), _("Part"), _("From, to")], rows[:MOST_PROJECTS], (4, 1, 2)),
    ]
    return blocks + rest(len(rows) - MOST_PROJECTS)


def brief_reservations(content: Content) -> list[Node]:
    """Return the reservations in a few lines: the first, cut short."""
    found = content.plan.reservations
    if not found:
        return [paragraph(_("No reservation stands."))]
    words = ngettext("%(n)d reservation stands:", "%(n)d reservations stand:", len(found))
    lines = [cut(reservation_line(content, each)) for each in found[:MOST_RESERVATIONS]]
    listed = {
        "kind": "bullet_list",
        "content": [{"kind": "list_item", "content": [paragraph(each)]} for each in lines],
    }
    return [paragraph(words % {"n": len(found)}), listed, *rest(len(found) - MOST_RESERVATIONS)]


def rest(more: int) -> list[Node]:
    """Return that more follows inside, where it does."""
    if more <= 0:
        return []
    return [paragraph(ngettext("And %(n)d more, inside.", "And %(n)d more, inside.", more) % {"n": more})]


def cut(words: str, most: int = MOST_LETTERS) -> str:
    """Return the words, shortened to what the first page holds."""
    return words if len(words) <= most else f"{words[:most].rstrip()} …"


def span(start: dt.date | None, end: dt.date | None) -> str:
    """Return start and end as ISO days."""
    return " – ".join(each.isoformat() for each in (start, end) if each) or "–"


# --- The whole -----------------------------------------------------------------------------------


def areas_of(content: Content) -> Iterable[tuple[str, list[Node]]]:
    """Yield each area with its goals and projects; one without a goal is left out."""
    plan = content.plan
    for area in plan.areas:
        goals = [each for each in plan.goals if each.area == area.code]
        blocks: list[Node] = []
        for goal in goals:
            blocks += [
                head(2, f"{goal.title} ({value('horizon', goal.horizon).lower()})"),
                *lowered(goal.text),
            ]
            for project in plan.projects_of(goal):
                facts = project_words(_bare(project), plan, lambda code: content.names.get(code, code))
                blocks += [head(3, project.title), paragraph(facts)]
                blocks += lowered(project.summary) + lowered(project.deliverables)
                if project.milestones:
                    rows = [[each.title, each.due_on.isoformat()] for each in project.milestones]
                    blocks.append(table([_("Milestone"), _("Due")], rows, (4, 1)))
        if blocks:
            yield f"{area.code}. {area.name}", blocks


def _bare(project: Any) -> Any:
    # Its summary follows as text of its own.
    return type(project)(
        **{name: "" if name == "summary" else getattr(project, name) for name in project.__dataclass_fields__}
    )


def lowered(text: str) -> list[Node]:
    """Return a Markdown text as blocks whose headings do not stand above the project's own."""
    blocks = blocks_of(text)
    for each in blocks:
        if each["kind"] == "heading":
            each |= {"kind": "paragraph", "content": [{"kind": "strong", "content": each["content"]}]}
    return blocks


def difference_of(content: Content) -> list[Node]:
    """Return the difference part by part: added words underlined, removed ones struck through."""
    if not content.base:
        return [paragraph(_("There is no endorsed version before it."))]
    legend = _("Against %(base)s. Added words are underlined, removed ones struck through in brackets.") % {
        "base": content.base
    }
    return [
        paragraph(legend),
        paragraph(content.sentence),
        *(node for each in content.parts for node in part(each)),
    ]


def part(given: Part) -> list[Node]:
    """Return one part of a difference as blocks."""
    blocks: list[Node] = [head(2, f"{given.heading}: {given.title}" if given.title else given.heading)]
    for line in given.lines:
        words = " ".join(each for each in (line.label, line.note) if each)
        inlines: list[Node] = [{"kind": "strong", "content": [text(f"{words} ")]}] if words else []
        for row in line.rows:
            inlines += [text(" … ")] if row.skipped else [segment(each) for each in row.segments]
        blocks.append({"kind": "paragraph", "content": inlines})
    return blocks


def segment(given: diff.Segment) -> Node:
    """Return a stretch of a difference as a node that draws it."""
    if given.kind == diff.EQUAL:
        return text(given.text)
    if given.kind == diff.DELETE:
        return {"kind": "deleted", "content": [text(f"[{given.text}]")]}
    return {"kind": "inserted", "content": [text(given.text)]}


def reservation_line(content: Content, line: ReservationLine) -> str:
    """Return a reservation as a sentence, with the project it is on."""
    project = content.plan.projects_by_key.get(line.project)
    kinds = {str(each.value): str(each.label) for each in ReservationKind}
    facts = {
        "office": content.names.get(line.office, line.office),
        "kind": kinds.get(line.kind, line.kind),
        "project": project.title if project else content.title,
        "passage": line.passage,
        "text": line.text,
    }
    if line.passage:
        return _("%(office)s, %(kind)s, “%(project)s”, on “%(passage)s”: %(text)s") % facts
    return _("%(office)s, %(kind)s, “%(project)s”: %(text)s") % facts


def reservations_of(content: Content) -> list[Node]:
    """Return all reservations, numbered as in the version."""
    found = content.plan.reservations
    if not found:
        return [paragraph(_("No reservation stands."))]
    return [
        {
            "kind": "ordered_list",
            "start": each.number,
            "content": [{"kind": "list_item", "content": [paragraph(reservation_line(content, each))]}],
        }
        for each in found
    ]


def contributions_of(content: Content) -> list[Node]:
    """Return who takes which part: figures first, then project by project."""
    if not content.contributions:
        return [paragraph(_("No office takes part yet."))]
    roles = [_("lead"), _("co-lead"), _("contributing")]
    counted = Counter((each.acronym, each.role) for each in content.contributions)
    offices = list(dict.fromkeys(each.acronym for each in content.contributions))
    figures = [[office, *(str(counted[office, role]) for role in roles)] for office in offices]
    rows = [[each.acronym, each.role, each.project.title] for each in content.contributions]
    return [
        table([_("Office"), *roles], figures),
        head(2, _("Project by project")),
        table([_("Office"), _("Part"), _("Project")], rows, (1, 1, 4)),
    ]


def positions_of(content: Content) -> list[Node]:
    """Return the closed rounds and the positions in them; a sentence where none is closed."""
    if not content.approval:
        return [paragraph(_("No round on this version is closed. Positions are sealed until then."))]
    rounds = table(
        [_("Round"), _("Rule"), _("Outcome"), _("Level"), _("Closed"), _("Decision")],
        [list(each) for each in content.approval],
    )
    rows = [
        [symbol, office, answer, _joined(passage, words)]
        for symbol, office, answer, passage, words in content.positions
    ]
    if not rows:
        return [rounds, paragraph(_("No position was cast."))]
    return [rounds, table([_("Round"), _("Office"), _("Position"), _("Words")], rows, (3, 1, 2, 4))]


def _joined(passage: str, words: str) -> str:
    return f"“{passage}”: {words}" if passage else words


def deputies_of(content: Content) -> list[Node]:
    """Return the deputy heads' answers, where there are any."""
    if not content.deputies:
        return [paragraph(_("No deputy head has answered."))]
    rows = [list(each) for each in content.deputies]
    return [table([_("Office"), _("Answer"), _("Comments")], rows, (1, 2, 4))]


# --- Nodes ---------------------------------------------------------------------------------------


def text(words: str) -> Node:
    """Return plain words as a node."""
    return {"kind": "text", "text": typeset.printable(words)}


def paragraph(words: str) -> Node:
    """Return one paragraph of plain words."""
    return {"kind": "paragraph", "content": [text(words)]}


def head(level: int, words: str) -> Node:
    """Return a heading within a section."""
    return {"kind": "heading", "level": level, "content": [text(words)]}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> Node:
    """Return a table with its head; a cell is plain words, ``widths`` are shares of the line."""
    lines = [{"content": [{"content": [text(words)]} for words in line]} for line in (heads, *rows)]
    return {"kind": "table", "content": lines} | ({"widths": list(widths)} if widths else {})


def breakable(nodes: list[Node]) -> list[Node]:
    """Return the nodes with long runs of letters made breakable."""
    for node in nodes:
        if "text" in node:
            node["text"] = typeset.breakable(node["text"])
        breakable(node.get("content", []))
    return nodes


def _set(words: str) -> str:
    return typeset.breakable(typeset.printable(words))
