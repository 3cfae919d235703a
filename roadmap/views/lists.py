"""The roadmap as timeline, board, matrix or contributions: one version, narrowed by the filters in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.ui.listing import tags_of, url_with
from roadmap import board, reading
from roadmap.forms.lists import ListForm
from roadmap.models import Version
from roadmap.plan import Plan

VIEWS = {
    "timeline": gettext_lazy("Timeline"),
    "board": gettext_lazy("Board"),
    "matrix": gettext_lazy("Area by horizon"),
    "contributions": gettext_lazy("Contributions"),
}
# What a cell of the matrix keeps of the address: it counts what these leave; area and horizon are its own.
KEPT = ("version", "office", "group", "status")
# Stands in a pattern of addresses for the key of a project.
NOBODY = str(UUID(int=0))


@access.hat
@require_GET
def roadmap(request: HttpRequest) -> HttpResponse:
    """Show a version of the roadmap that this hat may see: the current one unless another is asked for."""
    hat, today, asked = request.hat, request.hat.office.today, asked_for(request)
    versions = reading.versions_for(hat, asked)
    version = shown(versions, asked)
    if version is None:
        return render(request, "roadmap/list.html", {"is_empty": True})
    whole, baseline = reading.plan_for(version, hat), reading.baseline_of(version, versions)
    form = ListForm(request.GET, whole, versions, versions[0])
    narrowed = form.narrowed(whole)
    view = request.GET.get("view", "")
    context = {
        "version": version,
        "view": view if view in VIEWS else "timeline",
        "tabs": tabs(request, view),
        "form": form,
        "tags": tags_of(form, request),
        "figures": figures(request, narrowed, today),
        "found": found(narrowed, whole),
        "plan": narrowed,
        "whole": whole,
        "baseline": baseline,
        "today": today,
        "matrix_link": matrix_link(request),
        "project_links": project_links(request),
    }
    return render(request, "roadmap/list.html", context)


def asked_for(request: HttpRequest) -> UUID | None:
    """Return the version the address asks for; what is no uuid is not found."""
    text = request.GET.get("version", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def shown(versions: list[Any], asked: UUID | None) -> Version | None:
    """Return the version asked for, else the preferred one, if any; one that is not among those is not found."""
    if asked is None:
        return versions[0] if versions else None
    for each in versions:
        if each.uuid == asked:
            return each
    raise Http404


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """Return the views as links that keep the filters."""
    here = here if here in VIEWS else "timeline"
    return [
        {
            "label": label,
            "url": url_with(request, view=None if name == "timeline" else name),
            "is_current": name == here,
        }
        for name, label in VIEWS.items()
    ]


def figures(request: HttpRequest, plan: Plan, today: dt.date) -> list[dict[str, Any]]:
    """Return the large numbers on top: how the projects stand, and the milestones of this year still ahead."""
    counts = board.counts(plan)
    shown = [
        {
            "label": str(label),
            "number": counts[name],
            "url": url_with(request, status=name) if counts[name] else "",
        }
        for name, label in board.STANDINGS.items()
        if counts[name] or name in {"on_track", "at_risk", "delayed", "planned"}
    ]
    end = dt.date(today.year, 12, 31)
    ahead = sum(
        stone.reached_on is None and today <= stone.due_on <= end
        for project in plan.projects
        for stone in project.milestones
    )
    stale = sum(each.is_stale for each in plan.projects)
    ages = [{"label": _("Reports older than 60 days"), "number": stale}] if stale else []
    return [*shown, {"label": _("Milestones before 31 December"), "number": ahead}, *ages]


def found(narrowed: Plan, whole: Plan) -> str:
    """Return how much is shown, in words: "14 projects", or "3 of 14 projects"."""
    n, everything = len(narrowed.projects), len(whole.projects)
    if n == everything:
        return ngettext("%(n)d project", "%(n)d projects", n) % {"n": n}
    return ngettext("%(n)d of %(all)d project", "%(n)d of %(all)d projects", everything) % {
        "n": n,
        "all": everything,
    }


def matrix_link(request: HttpRequest) -> str:
    """Return the address of the board, with the version and what narrows it, ready for an area and a horizon."""
    kept = {name: value for name in KEPT if (value := request.GET.get(name, ""))}
    return f"{reverse('roadmap:list')}?{urlencode({'view': 'board', **kept})}&"


def project_links(request: HttpRequest) -> str:
    """Return the pattern of a project's address, in the version that was asked for."""
    version = request.GET.get("version", "")
    pattern = reverse("roadmap:project", args=[NOBODY]).replace(NOBODY, "{}")
    return f"{pattern}?version={version}" if version else pattern


def project_url(key: str, version: Version) -> str:
    """Return a project's page in a version that holds it; without the version it is the preferred one's text."""
    return f"{reverse('roadmap:project', args=[key])}?version={version.uuid}"
