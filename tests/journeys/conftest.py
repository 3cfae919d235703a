"""Fixtures of the journeys: a real site, a real Chromium, and one window for each member of the cast."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests import databases
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

# A whole Chromium draws the list under its address bar anew for each window and tab, in a process of its own that
# takes longer than most of our pages. The others are those that the driver turns off: only the last list counts.
TURNED_OFF = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
ARGUMENTS = [
    f"--disable-features={','.join(TURNED_OFF)}",
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


@pytest.fixture(scope="package")
def kept(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """The members' own browsers, with what they have cached: opened at a first visit, there for later journeys."""
    found: dict[str, BrowserContext] = {}
    yield found
    for context in found.values():
        context.close()


# Without motion: what pulses on eight screens that nobody watches takes a core from those who work.
WINDOW: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


class Door:
    """Lets the visitors of one test in, and out again.

    A member comes back to the own browser, with an empty page. Strangers, and whoever wants anything special, have
    one that is thrown away.
    """

    def __init__(self, url: str, browser: Browser, kept: dict[str, BrowserContext]) -> None:
        """Nobody has come yet; ``kept`` are the members' browsers."""
        self.url, self.browser, self.kept = url, browser, kept
        self.came: list[Visitor] = []
        self.thrown_away: list[BrowserContext] = []

    def let_in(
        self, key: str, sessions: dict[str, list[Any]], own: Browser | None, **options: Any
    ) -> Visitor:
        """Return the visitor with an empty page: in a context of the browser, or in the one that is kept."""
        context = None if own else self.kept.get(key)
        if context is None:
            context = (own or self.browser).new_context(**WINDOW, **options)
            if own:
                self.thrown_away.append(context)
            else:
                self.kept[key] = context
        self.came.append(Visitor(context, self.url, key, sessions))
        return self.came[-1]

    def close(self) -> list[str]:
        """Let everybody out; return what the browsers objected to before."""
        complaints = [complaint for each in self.came for complaint in each.complaints]
        for context in self.thrown_away:
            context.close()
        for each in self.came:
            if each.context not in self.thrown_away:
                each.leaves()
        return complaints


@pytest.fixture
def visitor(
    site: Site, browser: Browser, sessions: dict[str, list[Any]], kept: dict[str, BrowserContext]
) -> Iterator[Callable[..., Visitor]]:
    """Opens windows: ``visitor("hod_ep")`` is signed in; what a browser objected to fails the test at its end.

    ``fresh`` signs in anew, for a test that changes its session; ``using`` is another browser to open the window in;
    ``comes`` is how a member comes in.
    """
    door = Door(site.url, browser, kept)

    def arrive(
        key: str,
        *,
        signed_in: bool = True,
        fresh: bool = False,
        using: Browser | None = None,
        comes: Callable[[Visitor], Visitor] = Visitor.comes,
        **options: Any,
    ) -> Visitor:
        own = using or (browser if fresh or options or not signed_in else None)
        came = door.let_in(key, {} if fresh else sessions, own, **options)
        return comes(came) if signed_in else came

    yield arrive
    complaints = door.close()
    assert complaints == [], "\n".join(complaints)


@pytest.fixture
def window(visitor: Callable[..., Visitor]) -> Callable[[str], Visitor]:
    """Returns a member's one window, signed in; it is opened at the first call and stays for the whole journey."""
    return functools.cache(visitor)
