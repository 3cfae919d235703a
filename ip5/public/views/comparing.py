"""What one published version changes of another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ip5.public import addresses, published
from ip5.public.published import Publication
from ip5.public.views.pages import page, publication, show
from roadmap import comparison as comparisons
from roadmap.comparison import Told
from roadmap.comparison.values import PROJECT, Thing
from roadmap.models import Version


@page
def compare(request: HttpRequest) -> HttpResponse:
    """Offer every pair of published versions; what a form asks for is at an address of its own."""
    versions = published.versions()
    asked = [one(versions, request.GET.get(name, "")) for name in ("from", "to")]
    if all(asked):
        return redirect(addresses.of_comparison(*asked))
    pairs = [
        (old, new, addresses.of_comparison(old, new))
        for place, new in enumerate(versions)
        for old in versions[place + 1 :]
    ]
    return show(request, "compare", {"versions": versions, "pairs": pairs}, here="compare")


def one(versions: list[Version], edition: str) -> Version | None:
    """Return the version of an edition, or None."""
    return next((each for each in versions if each.edition == edition), None)


@page
def comparison(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """Show what the newer of two published versions changes of the older one, public renditions both."""
    before, after = publication(old), publication(new)
    return show(request, "comparison", compared(before, after), here="compare")


def compared(before: Publication, after: Publication) -> dict[str, Any]:
    """Return both versions compared, as the page shows it."""
    found = comparisons.compare(before.plan, after.plan)
    pages = {
        key: addresses.of_projects(side.version).format(key)
        for side in (before, after)
        for key in side.plan.projects_by_key
    }

    def url_of(thing: Thing) -> str:
        return pages.get(thing.key, "") if thing.kind == PROJECT else ""

    def name_of(side: Publication) -> Any:
        return lambda code: side.edition.office(code).acronym if code else "–"

    told = Told(before.plan, after.plan, name_of(before), name_of(after), url_of)
    return {
        "old": before.version,
        "new": after.version,
        "sentence": comparisons.sentence(found),
        "tallies": comparisons.counts(found),
        "parts": comparisons.parts_of(found, told),
        "turned": addresses.of_comparison(after.version, before.version),
    }
