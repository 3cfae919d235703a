"""Fixtures of the journeys: a real site, a real Chromium, and one window for each member of the cast."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests import databases
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
]


@pytest.fixture(scope="package")
def site(django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of this folder's journeys, on a database cloned for it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"ip5_test_journey_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        from django.db import connections

        before = connections["default"].settings_dict["NAME"]
        databases.clone(name)
        databases.point_to(before)
        running = Site(name, tmp_path_factory.mktemp("journey") / "var")
        try:
            running.start()
            yield running
        finally:
            running.stop()
            databases.drop(name)


@pytest.fixture(scope="package")
def chromium() -> str:
    """The Chromium to drive; without one the journeys fail, they are never skipped."""
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found or not Path(found).exists():
        pytest.fail("No Chromium: `make test` prepares one, or name it in CHROMIUM.", pytrace=False)
    return found


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The browser's driver; it waits longer than its five seconds: the suite's other worker is busy, too."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One browser for all windows; each visitor has cookies of its own."""
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def sessions(site: Site) -> dict[str, list[Any]]:
    """The cookies of the members who have signed in on this site: each does it once through the real page."""
    return {}


@pytest.fixture
def visitor(site: Site, browser: Browser, sessions: dict[str, list[Any]]) -> Iterator[Callable[..., Visitor]]:
    """Opens windows: ``visitor("hod_ep")`` is signed in; what a browser objected to fails the test at its end.

    ``fresh`` signs in anew, for a test that changes its session.
    """
    open_now: list[Visitor] = []

    def arrive(key: str, *, signed_in: bool = True, fresh: bool = False, **options: Any) -> Visitor:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        came = Visitor(context, site.url, key, {} if fresh else sessions)
        open_now.append(came)
        if signed_in and came.comes_back():
            came.open("/")
            return came
        return came.sign_in().stays() if signed_in else came

    yield arrive
    complaints = [complaint for each in open_now for complaint in each.complaints]
    for each in open_now:
        each.context.close()
    assert complaints == [], "\n".join(complaints)


@pytest.fixture
def window(visitor: Callable[..., Visitor]) -> Callable[[str], Visitor]:
    """Returns a member's one window, signed in; it is opened at the first call and stays for the whole journey."""
    return functools.cache(visitor)
