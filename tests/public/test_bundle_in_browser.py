"""The exported site in a real browser, from disk: axe at zero, nothing too wide, nothing missing, nothing foreign.

Its pages are those of the site, so that this also holds the public templates against the walls.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from ip5.public import bundle
from roadmap.exports import files
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.visitor import AXE, RULES, WIDTHS, told
from tests.public.publications import three, uuid_of

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

PAGES = (
    "index.html",
    "roadmap/index.html",
    "roadmap/1.0/index.html",
    "roadmap/1.0/areas/A/index.html",
    f"roadmap/1.1/projects/{uuid_of('p-1')}/index.html",
    "compare/index.html",
    "compare/1.0/1.1/index.html",
    "verify/index.html",
)


def test_every_kind_of_page_opens_from_disk(tmp_path: Path):
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.fail("No Chromium: `make test` prepares one, or name it in CHROMIUM.", pytrace=False)
    before, after = tmp_path / "before", tmp_path / "after"
    bundle.write(before)
    three()
    files.build_due()
    bundle.write(after)
    [scoping] = after.glob("scoping/*/index.html")
    pages = [before / "index.html", scoping, *(after / each for each in PAGES)]
    # The browser's driver keeps an event loop in this thread: nothing is asked of the database from here on.
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
        page.on("request", lambda request: complaints.extend(foreign(request.url, tmp_path)))
        for path in pages:
            page.goto(path.as_uri())
            complaints += objections(page)
            assert page.locator("main h1").count() == 1
            photograph(page, path.relative_to(tmp_path))
        browser.close()
    assert complaints == []


def foreign(url: str, folder: Path) -> list[str]:
    """Return a complaint about a request that leaves the folder."""
    return [] if url.startswith(folder.as_uri()) else [f"a foreign request: {url}"]


def objections(page: Page) -> list[str]:
    """Return what axe finds in light and dark, and whether the page is too wide for 360 pixels."""
    found = []
    page.evaluate(AXE.axe_script)
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        violations = page.evaluate("options => axe.run(options)", rules)["violations"]
        found += [f"{scheme} {page.url}: {told(each)}" for each in violations]
    page.set_viewport_size({"width": 360, "height": 800})
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([f"{page.url}: {over} px too wide at 360"] if over > 0 else [])


def photograph(page: Page, place: Path) -> None:
    """Keep pictures of the page where JOURNEY_SHOTS names a folder."""
    if "JOURNEY_SHOTS" not in os.environ:
        return
    name = str(place.parent).replace("/", "-")
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            path = Path(os.environ["JOURNEY_SHOTS"]) / f"public-{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=Path(os.environ["JOURNEY_SHOTS"]) / f"public-{name}-print.png", full_page=True)
    page.emulate_media(media="screen")
