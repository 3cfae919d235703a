"""Any version or day against any other, and the roadmap as it was on a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.hat import Hat
from roadmap import between, comparison
from roadmap.between import Act, NoVersion, Side
from roadmap.comparison import Told
from roadmap.comparison.parts import project_words
from roadmap.comparison.values import PROJECT, Thing
from roadmap.models import Version
from roadmap.views.lists import project_url

SIDES = ("from", "to")
# On the page of a version; the comparison itself shows all.
MOST_PARTS = 12


@access.hat
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show what one side changes of the other; the address names both, so that it can be passed on."""
    hat = request.hat
    dated = {side: request.GET.get(f"{side}_on", "").strip() for side in SIDES}
    if any(dated.values()):
        asked = {side: dated[side] or request.GET.get(side, "") for side in SIDES}
        return redirect(address(asked["from"], asked["to"]))
    versions = list(between.versions_for(hat))
    keys = asked_for(request.GET, versions)
    sides, errors = sides_of(keys, hat)
    context: dict[str, Any] = {
        "fields": [field_of(side, keys[side], versions) for side in SIDES],
        "errors": errors,
        "versions": versions,
    }
    if len(sides) == len(SIDES):
        context |= told(*sides, hat)
    return render(request, "roadmap/compare.html", context)


def address(old: str, new: str) -> str:
    """Return the address of a comparison, which shows the same whoever opens it as far as it may be seen."""
    return f"{reverse('roadmap:compare')}?{urlencode({'from': old, 'to': new})}"


def asked_for(given: QueryDict, versions: Sequence[Version]) -> dict[str, str]:
    """Return what each side asks for; by default the newest version against the one it follows."""
    new = given.get("to") or (str(versions[0].uuid) if versions else "")
    newer = next((each for each in versions if str(each.uuid) == new), None)
    older = newer and predecessor(newer, versions)
    return {"from": given.get("from") or (str(older.uuid) if older else ""), "to": new}


def predecessor(version: Version, versions: Sequence[Version]) -> Version | None:
    """Return the version that another one amends or was derived from, else the one before it."""
    followed = {version.derived_from_id, version.base_id}
    named = next((each for each in versions if each.pk in followed), None)
    later = versions[versions.index(version) + 1 :]
    return named or next(iter(later), None)


def sides_of(keys: dict[str, str], hat: Hat) -> tuple[list[Side], list[dict[str, str]]]:
    """Return the sides that were found and, of the others, what is wrong; 404 for a version not to be seen."""
    sides, errors = [], []
    for side, key in keys.items():
        if not key:
            continue
        try:
            sides.append(between.side_of(key, hat))
        except NoVersion as error:
            errors.append({"side": side, "reason": error.reason})
        except Version.DoesNotExist:
            raise Http404 from None
    return sides, errors


def field_of(side: str, key: str, versions: Sequence[Version]) -> dict[str, Any]:
    """Return one side of the form: the versions to choose from, or the day that was asked for."""
    day = between.day_of(key)
    return {
        "name": side,
        "options": [(str(each.uuid), each, str(each.uuid) == key) for each in versions],
        "day": day.isoformat() if day else "",
    }


def told(old: Side, new: Side, hat: Hat) -> dict[str, Any]:
    """Return both sides compared, as the page shows it."""
    found = comparison.compare(old.plan, new.plan)
    acts = between.acts_between(found, old, new, hat)
    deciding = in_order(acts.values())
    # One act that decided all stands beside the comparison, not on each line.
    words = Told(
        old.plan, new.plan, old.name, new.name, urls_of(old, new), acts if len(deciding) > 1 else None
    )
    return {
        "old": old,
        "new": new,
        "sentence": comparison.sentence(found),
        "tallies": comparison.counts(found),
        "parts": comparison.parts_of(found, words),
        "acts": deciding,
        "is_backwards": between.moment_of(old.version) > between.moment_of(new.version),
        "turned": address(new.key, old.key),
        "permalink": address(old.key, new.key),
    }


def changes_of(version: Version, hat: Hat) -> dict[str, Any] | None:
    """Return what the page of a version shows of its difference from the one it follows; None of a first one.

    It follows the returned version it was derived from, else the endorsed one it amends. Of a version being compiled
    only the way to the comparison is shown, where the working rows are read.
    """
    followed = [each for each in (version.derived_from, version.base) if each is not None]
    # A version that was returned before it came to the Heads stays with the members.
    seen = set(
        Version.objects.visible_to(hat)
        .filter(pk__in=[each.pk for each in followed])
        .values_list("pk", flat=True)
    )
    followed = [each for each in followed if each.pk in seen]
    if not followed:
        return None
    links = [{"version": each, "url": address(str(each.uuid), str(version.uuid))} for each in followed]
    shown: dict[str, Any] = {"template": "roadmap/_changes.html", "against": followed[0], "links": links}
    if version.is_compiling:
        return shown
    old, new = (Side(each, each.plan_for(hat)) for each in (followed[0], version))
    found = comparison.compare(old.plan, new.plan)
    parts = comparison.parts_of(found, Told(old.plan, new.plan, old.name, new.name, urls_of(old, new)))
    return shown | {
        "sentence": comparison.sentence(found),
        "tallies": comparison.counts(found),
        "parts": parts[:MOST_PARTS],
        "more": max(len(parts) - MOST_PARTS, 0),
    }


def urls_of(old: Side, new: Side) -> Callable[[Thing], str]:
    """Return what gives a project's page, in the newer side that holds it; what else changes has none of its own."""

    def url_of(thing: Thing) -> str:
        if thing.kind != PROJECT:
            return ""
        side = new if thing.key in new.plan.projects_by_key else old
        return project_url(thing.key, side.version)

    return url_of


def in_order(acts: Any) -> list[Act]:
    """Return each act once, the newest first."""
    once = {each.version.pk: each for each in acts}
    return sorted(once.values(), key=lambda each: between.moment_of(each.version), reverse=True)


@access.hat
@require_GET
def as_of(request: HttpRequest) -> HttpResponse:
    """Show which version was current at the end of a day in UTC, with its plan."""
    asked = request.GET.get("day", "").strip()
    context: dict[str, Any] = {"day": asked, "error": ""}
    try:
        if asked:
            side = between.side_on(asked, request.hat)
            context |= {"side": side, "version": side.version, "areas": areas_of(side)}
    except NoVersion as error:
        context["error"] = error.reason
    return render(request, "roadmap/as_of.html", context)


def areas_of(side: Side) -> list[dict[str, Any]]:
    """Return the plan of a side area by area, each goal with its projects; an area without a goal is left out."""
    plan = side.plan
    goals: dict[str, list[dict[str, Any]]] = {each.code: [] for each in plan.areas}
    for goal in plan.goals:
        projects = [
            {
                "line": each,
                "url": project_url(each.key, side.version),
                "words": project_words(each, plan, side.name),
            }
            for each in plan.projects_of(goal)
        ]
        goals[goal.area].append({"goal": goal, "projects": projects})
    return [{"area": each, "goals": goals[each.code]} for each in plan.areas if goals[each.code]]
