"""What a roadmap of two hundred projects costs: its views beside a bare page of fifty rows, its files by the clock.

    python -m bench.roadmap [--projects 200] [--rounds 15]

The views run the whole request through the product's middleware in this process, in turn with the bare page, on a
database of its own; it stops by itself. It prints a table and one line of JSON: milliseconds of processor time for a
page, and seconds by the clock for the PDF and for all files of a publication.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

ROWS = 50
VIEWS = ("timeline", "board", "matrix", "contributions")
# As a page with nothing around it: a table of fifty rows with a link each, no frame and no tag of our own.
BARE = """<!doctype html><title>Projects</title><table>{% for each in rows %}<tr><td><a href="/{{ each.pk }}/">
{{ each.title }}</a></td><td>{{ each.goal.title }}</td><td>{{ each.state }}</td>
<td>{{ each.starts_on|date:"j M Y" }}</td><td>{{ each.ends_on|date:"j M Y" }}</td></tr>{% endfor %}</table>"""


def main() -> None:
    """Make the scene, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    from bench import digests

    digests.show(digests.on_its_own(lambda: measured(given.projects, given.rounds)))


def measured(projects: int, rounds: int) -> dict[str, Any]:
    """Return medians of processor milliseconds for each view and the bare page, and seconds for the files."""
    from django.test import override_settings

    from roadmap.exports import files, pdf
    from tests.cast import Cast
    from tests.roadmap import editions, plans, scenes

    plan = plans.large(projects)
    scenes.version(scenes.keyed(plan))
    member = Cast().client("hod_jp")
    asked = {f"cpu_ms_{view}": f"/roadmap/?view={view}" for view in VIEWS}
    asked[f"cpu_ms_bare_page_of_{ROWS}"] = "/bare/"
    costs: dict[str, list[float]] = {name: [] for name in asked}
    with override_settings(ROOT_URLCONF=with_bare_page()):
        for address in asked.values():
            assert member.get(address).status_code == 200
        for _round in range(rounds):
            for name, address in asked.items():
                costs[name].append(spent(lambda address=address: member.get(address)))
    found = {name: round(statistics.median(each) * 1000, 1) for name, each in costs.items()}
    edition = editions.edition(plan)
    found["seconds_pdf"] = round(taken(lambda: pdf.write(plan, edition)), 2)
    found["seconds_all_files"] = round(taken(lambda: files.build(plan, edition)), 2)
    return {"projects": projects, **found}


def with_bare_page() -> Any:
    """Return the product's routes and one more: the bare page, behind the same middleware and session."""
    from django.http import HttpRequest, HttpResponse  # noqa: TID251 - here stands a view
    from django.template import engines
    from django.urls import path

    from ip5 import urls
    from ip5.kernel import access
    from roadmap.models import Project

    template = engines["django"].from_string(BARE)

    @access.hat
    def bare(request: HttpRequest) -> HttpResponse:
        rows = Project.objects.select_related("goal")[:ROWS]
        return HttpResponse(template.render({"rows": rows}, request))

    module = ModuleType("bench_urls")
    module.urlpatterns = [path("bare/", bare), *urls.urlpatterns]  # type: ignore[attr-defined]
    for name in ("handler400", "handler403", "handler404"):
        setattr(module, name, getattr(urls, name))
    return module


def spent(work: Callable[[], Any]) -> float:
    """Return the processor seconds of this process that the work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def taken(work: Callable[[], Any]) -> float:
    """Return the seconds by the clock that the work takes."""
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
