"""Pages of versions: the list, one version with its way, seal, answers and differences, its snapshot."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.audit.models import Event
from ip5.ballots.models import Round
from ip5.ballots.views.compare import beside_last
from ip5.ballots.views.round import done_by
from ip5.kernel import access
from ip5.kernel.hat import Hat
from proposals.states import HORIZON_WORDS, Horizon
from roadmap import rules
from roadmap.models import ScopingDocument, Version, VersionRound
from roadmap.plan import Plan
from roadmap.states import MACHINE, Stage, VersionState
from roadmap.views.compare import address, changes_of
from roadmap.views.dossier import panel_of
from roadmap.views.offers import DEEDS
from roadmap.views.signoff import needed_of, signoff_of
from roadmap.views.words import WORDS

STEPS = ("compiled", "frozen", "task_force", "deputies", "heads", "published")
# Which step of the way a state stands at.
AT = {
    VersionState.COMPILING: 0,
    VersionState.FROZEN: 2,
    VersionState.UNDER_APPROVAL: 2,
    VersionState.TF_ENDORSED: 3,
    VersionState.DEPUTIES_RETURNED: 3,
    VersionState.DEPUTIES_CLEARED: 4,
    VersionState.SUBMITTED: 4,
    VersionState.HEADS_ENDORSED_CONDITIONALLY: 4,
    VersionState.HEADS_RETURNED: 4,
    VersionState.HEADS_DEFERRED: 4,
    VersionState.HEADS_ENDORSED: 5,
    VersionState.PUBLISHED: 6,
    VersionState.SUPERSEDED: 6,
    VersionState.WITHDRAWN: 2,
}


@access.hat
@require_GET
def version_list(request: HttpRequest) -> HttpResponse:
    """List the versions this hat may see, the newest first, and offer to begin one."""
    hat = request.hat
    versions = Version.objects.visible_to(hat).select_related("base").order_by("-compiled_at", "-pk")
    context = {
        "versions": list(versions),
        "may_compile": rules.may_compile(hat),
        "may_enter_scoping": rules.may_enter_scoping(hat) if hat.is_chair or hat.is_secretariat else None,
        "is_of_body": hat.is_chair or hat.is_secretariat,
        "scoping": ScopingDocument.objects.visible_to(hat).order_by("-endorsed_on"),
    }
    return render(request, "roadmap/versions.html", context)


@access.hat
@require_GET
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a version as far as this hat's class goes: its way, what is needed, the text, the answers, the acts."""
    hat = request.hat
    version = visible_version(hat, uuid)
    may = rules.abilities(hat, version)
    plan = None if version.is_compiling else version.plan_for(hat)
    context: dict[str, Any] = {
        "version": version,
        "plan": plan,
        "contents": contents(plan) if plan else [],
        "steps": steps_of(version),
        "step_now": step_now(version),
        "acts": acts_of(version, hat, may),
        "rounds": rounds_of(version, hat),
        "events": events_of(version, hat),
        "others": Version.objects.visible_to(hat).exclude(pk=version.pk).order_by("-compiled_at")[:8],
        "is_member": hat.sees_from == "members",
        "needed": needed_of(version, hat),
        "comparison": changes_of(version, hat),
        **beside_last_round(version, hat),
        **signoff_of(version, hat),
        **panel_of(version, hat),
    }
    return render(request, "roadmap/version.html", context)


def visible_version(hat: Hat, uuid: UUID) -> Version:
    """Return the version with what its page shows, or 404 when it does not exist for this hat."""
    rounds = VersionRound.objects.filter(round__in=Round.objects.visible_to(hat)).select_related(
        "round__rule_set", "round__settlement"
    )
    versions = (
        Version.objects.visible_to(hat)
        .select_related("base", "derived_from", "scoping", "publication_approved_by__person")
        .prefetch_related(Prefetch("rounds", rounds), "derived")
    )
    return get_object_or_404(versions, uuid=uuid)


def contents(plan: Plan) -> list[dict[str, Any]]:
    """Return the plan by area and goal, each goal with its projects and the horizon in words."""
    return [
        {
            "area": area,
            "goals": [
                {
                    "goal": goal,
                    "horizon": HORIZON_WORDS[Horizon(goal.horizon)],
                    "projects": plan.projects_of(goal),
                }
                for goal in plan.goals
                if goal.area == area.code
            ],
            "count": sum(len(plan.projects_of(goal)) for goal in plan.goals if goal.area == area.code),
        }
        for area in plan.areas
    ]


def steps_of(version: Version) -> list[tuple[str, str]]:
    """Return the life cycle as (label, note); a minor version and a corrigendum do not go to the Heads."""
    compiled = [
        (_("Compiled"), _day(version.compiled_at)),
        (_("Frozen"), _day(version.frozen_at)),
        (_("Task force"), _day(version.approved_at)),
    ]
    skipped = _("skipped") if version.deputies_skipped_reason else ""
    heads = [(_("Deputy heads"), skipped), (_("Heads of Office"), _day(version.endorsed_at))]
    published = [(_("Published"), _day(version.published_at or version.embargo_until))]
    return [*compiled, *(heads if version.is_major else []), *published]


def step_now(version: Version) -> int:
    """Return the index of the step the version stands at, among those of its kind."""
    step = AT[VersionState(version.state)]
    return step if version.is_major or step < len(STEPS) - 3 else min(step, 3)


def _day(moment: Any) -> str:
    return formats.date_format(moment, "j M Y") if moment else ""


def acts_of(version: Version, hat: Hat, may: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the acts that start from the present state, refused ones with their reason to whom they concern."""
    names = [name for name in DEEDS if MACHINE.may(name, version.state)]
    shown = [name for name in names if may[name] or (hat.is_chair and name not in NO_NEWS_TO_CHAIRS)]
    if hat.capacity == "deputy":
        shown += [name for name in names if name in OF_DEPUTIES and name not in shown]
    return [
        {
            "label": DEEDS[name].label,
            "verdict": may[name],
            "url": reverse(f"roadmap:{name}", args=[version.uuid]),
            "style": DEEDS[name].style,
            "dialog": bool(DEEDS[name].says),
        }
        for name in sorted(shown, key=lambda each: DEEDS[each].style == "danger")
    ]


OF_DEPUTIES = frozenset({"clear_as_deputy", "return_as_deputy", "take_note"})
# What others do, and what is offered to the chairs only once it is possible.
NO_NEWS_TO_CHAIRS = OF_DEPUTIES | {"refer_to_deputies"}


def rounds_of(version: Version, hat: Hat) -> list[dict[str, Any]]:
    """Return the version's rounds this hat may see, as rows."""
    return [
        {"round": each.round, "stage": Stage(each.stage).label, "is_heads": each.stage == Stage.HEADS}
        for each in version.rounds.all()
    ]


def beside_last_round(version: Version, hat: Hat) -> dict[str, Any]:
    """Return the newest round, with its note and beside the last one of its edition line, to a member."""
    newest = max(version.rounds.all(), key=lambda each: each.pk, default=None)
    if newest is None or hat.sees_from != "members":
        return {}
    context = {"round": newest.round} | beside_last(newest.round, hat)
    if "compared" in context and context["compared"]["is_changed"]:
        former = Version.objects.visible_to(hat).filter(rounds__round=context["compared"]["former"]).first()
        context["compare_url"] = address(str(former.uuid), str(version.uuid)) if former else ""
    return context


def events_of(version: Version, hat: Hat) -> list[dict[str, Any]]:
    """Return the version's events open to the hat as rows of the log, the newest first; edits once a run."""
    events = Event.objects.for_subject(version).visible_to(hat).order_by("-seq")
    rows = []
    for event in events.without_repeats_of("version.edited", "version.project_edited")[:40]:
        words = WORDS.get(event.verb) or event.verb.rpartition(".")[2].replace("_", " ").capitalize()
        rows.append({"at": event.at, "who": words, "what": done_by(event), "note": event.reason, "hash": ""})
    return rows


@access.hat
@require_GET
def snapshot(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the frozen snapshot as it was hashed, to the members: whose SHA-256 is the seal's."""
    version = get_object_or_404(Version.objects.visible_to(request.hat), uuid=uuid)
    if version.is_compiling or request.hat.sees_from != "members":
        raise Http404
    name = version.printed_symbol.replace("/", "-").replace(" ", "-")
    return HttpResponse(
        version.snapshot,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )
