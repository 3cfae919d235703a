"""The plan as one plain text: what is put to the offices and the Heads, frozen in their rounds. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from proposals.states import HORIZON_WORDS, Horizon
from roadmap.plan import Plan, ProjectLine


def text_of(plan: Plan, sha256: str) -> str:
    """Return the plan as Markdown, with the fingerprint of its version's snapshot as the last line.

    ``plan`` may be what only some read of the snapshot. Written in the language that is active; the actions call
    it in the installation's own.
    """
    return "\n\n".join([*_lines(plan), f"sha-256 {sha256}"])


def _lines(plan: Plan) -> Iterator[str]:
    yield f"# {plan.title}"
    if plan.amends:
        yield _("Amends %(symbol)s.") % {"symbol": plan.amends}
    if plan.preamble.strip():
        yield plan.preamble.strip()
    for area in plan.areas:
        goals = [each for each in plan.goals if each.area == area.code]
        if goals:
            yield f"## {area.code}. {area.name}"
        for goal in goals:
            yield f"### {goal.title} ({HORIZON_WORDS[Horizon(goal.horizon)]})"
            if goal.text.strip():
                yield goal.text.strip()
            for project in plan.projects_of(goal):
                yield _project(project)


def _project(project: ProjectLine) -> str:
    days = " - ".join(each.isoformat() for each in (project.starts_on, project.ends_on) if each)
    facts = [
        _("Lead: %(codes)s") % {"codes": project.lead},
        _("Co-lead: %(codes)s") % {"codes": ", ".join(project.co_leads)} if project.co_leads else "",
        _("Contributing: %(codes)s") % {"codes": ", ".join(project.contributing)}
        if project.contributing
        else "",
        _("Group: %(code)s") % {"code": project.group} if project.group else "",
        days,
        ", ".join(each.symbol for each in project.sources),
    ]
    stones = [f"- {each.due_on.isoformat()} {each.title}" for each in project.milestones]
    parts = [
        f"#### {project.title}",
        "; ".join(each for each in facts if each),
        project.summary.strip(),
        project.deliverables.strip(),
        "\n".join(stones),
    ]
    return "\n\n".join(each for each in parts if each)
