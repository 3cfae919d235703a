"""The published roadmap: the current version, the others, their areas and projects, the scoping document."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ip5.kernel import clock
from ip5.public import addresses, contents, published
from ip5.public.published import Publication
from ip5.public.views.pages import is_bundled, page, publication, show
from roadmap import board
from roadmap.models import ScopingDocument
from roadmap.plan import ProjectLine
from roadmap.templatetags.plans import Marks

# On a page that stays as it is no line of today is drawn: a day before every plan.
NO_DAY = dt.date.min


@page
def home(request: HttpRequest) -> HttpResponse:
    """Show the current version; before the first one what there is: the scoping document."""
    documents = published.scoping_documents()
    found = published.current()
    if found is None:
        return show(request, "nothing", {"documents": documents}, here="home")
    today = NO_DAY if is_bundled(request) else clock.now().date()
    context = version_context(found) | {"today": today, "documents": documents, "is_home": True}
    return show(request, "version", context, here="home")


@page
def version(request: HttpRequest, edition: str) -> HttpResponse:
    """Show one published version, current or not, at its permanent address."""
    found = publication(edition)
    context = version_context(found) | {"today": NO_DAY, "documents": published.scoping_documents()}
    return show(request, "version", context, here="versions")


def version_context(found: Publication) -> dict[str, Any]:
    """Return what the page of a version shows."""
    return {
        "version": found.version,
        "edition": found.edition,
        "plan": found.plan,
        "newer": found.newer,
        "versions": found.versions,
        "links": addresses.of_projects(found.version),
        "figures": contents.figures(found.plan),
        "areas": contents.areas(found),
        "method": board.METHOD,
        "reservations": contents.reservations(found),
        "files": contents.files(found),
        "events": contents.events(found.versions, published.scoping_documents()),
    }


@page
def area(request: HttpRequest, edition: str, code: str) -> HttpResponse:
    """Show one area of a version with its goals and projects."""
    found = publication(edition)
    line = next((each for each in found.plan.areas if each.code == code), None)
    if line is None:
        raise Http404
    shown = found.plan.where(area=code)
    context = {
        "version": found.version,
        "newer": found.newer,
        "edition": found.edition,
        "area": contents.area(found, line, in_full=True),
        "plan": shown,
        "whole": found.plan,
        "today": NO_DAY,
        "links": addresses.of_projects(found.version),
        "method": board.METHOD,
        "reservations": contents.reservations(found, shown.projects_by_key),
    }
    return show(request, "area", context, here="versions")


@page
def project(request: HttpRequest, edition: str, uuid: UUID) -> HttpResponse:
    """Show one project of a version: who, when, what, and in which versions it stands."""
    found = publication(edition)
    line = found.plan.projects_by_key.get(str(uuid))
    if line is None:
        raise Http404
    return show(request, "project", project_context(found, line), here="versions")


def project_context(found: Publication, line: ProjectLine) -> dict[str, Any]:
    """Return what the page of a project shows."""
    plan, pattern = found.plan, addresses.of_projects(found.version)
    goal = plan.goal_of(line)
    known = plan.projects_by_key
    waiting = [each for each in plan.projects if line.key in each.depends_on]
    return {
        "version": found.version,
        "newer": found.newer,
        "project": line,
        "goal": goal,
        "area_name": plan.area_names.get(goal.area, goal.area),
        "area_url": addresses.of_area(found.version, goal.area),
        "standing": Marks().standing(line.standing),
        "facts": contents.project_facts(found, line),
        "before": [(known[key].title, pattern.format(key)) for key in line.depends_on if key in known],
        "after": [(each.title, pattern.format(each.key)) for each in waiting],
        "reservations": contents.reservations(found, [line.key]),
        "held": [
            (each, addresses.of_projects(each).format(line.key)) for each in published.holding(line.key)
        ],
    }


@page
def version_list(request: HttpRequest) -> HttpResponse:
    """List every published version, the newest first."""
    versions = published.versions()
    context = {"versions": versions, "documents": published.scoping_documents()}
    return show(request, "versions", context, here="versions")


@page
def scoping(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a scoping document that is open to everybody."""
    documents = published.scoping_documents()
    document = get_object_or_404(ScopingDocument.objects.published().prefetch_related("areas"), uuid=uuid)
    former = document.former
    context = {
        "document": document,
        "former": former,
        "changes": document.changes_from(former) if former else [],
        "others": [each for each in documents if each != document],
        "is_current": document == documents[0],
    }
    return show(request, "scoping", context, here="scoping")
