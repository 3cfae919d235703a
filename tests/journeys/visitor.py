"""A member of the cast in the browser: signs in, walks, acts; every page is watched for complaints."""

from __future__ import annotations

import html
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tests.cast import PASSWORD, address

# Written to the console, where the visitor hears it: the browser's own report of a broken policy.
LISTEN = """document.addEventListener('securitypolicyviolation', event =>
  console.error('policy broken: ' + event.violatedDirective + ' ' + event.blockedURI));"""
# What the browser says of a page that answered 403, 404, 409 or 422; answers are judged in `answered`.
NOT_A_COMPLAINT = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")
TAG = re.compile(r"<[^>]*>")
AXE = Axe()
QUIET = {"preload": False, "resultTypes": ["violations"]}
# The two schemes share their markup: in the dark only what depends on colours can differ.
RULES: dict[Any, dict[str, Any]] = {
    "light": QUIET,
    "dark": QUIET | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
WIDTHS = (1440, 768, 390)


class Visitor:
    """One person's browser window. `complaints` gathers what the browser objected to, on any page."""

    def __init__(
        self, context: BrowserContext, url: str, key: str, sessions: dict[str, list[Any]] | None = None
    ) -> None:
        """Open a page of the context for the member of the cast named by the key; sessions are those begun before."""
        self.context, self.url, self.key = context, url, key
        self.sessions = {} if sessions is None else sessions
        self.complaints: list[str] = []
        # What the browser may say without its being a fault: the journey itself took the server away.
        self.forgives = ""
        self.shots = 0
        # What every page of this visit runs before its own scripts.
        self.scripts = [LISTEN]
        context.set_default_timeout(30_000)
        left = list(context.pages)
        self.page = self.tab()
        # Only now: a browser without a page closes its window, and a new one takes longer.
        for page in left:
            page.close()

    def tab(self) -> Page:
        """Return another tab of the same browser, watched as the first."""
        page = self.context.new_page()
        for script in self.scripts:
            page.add_init_script(script)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._answered)
        return page

    def runs(self, script: str) -> None:
        """Run the script on every page of this visit from now on."""
        self.scripts.append(script)
        self.page.add_init_script(script)

    def leaves(self) -> None:
        """End the visit: nothing typed is kept in this browser, and its one page is empty."""
        for page in self.context.pages[1:]:
            page.close()
        page = self.context.pages[0]
        if page.url.startswith(self.url):
            page.evaluate("localStorage.clear()")
        page.goto("about:blank")

    # --- Walking ----------------------------------------------------------------------------------
    def comes(self) -> Visitor:
        """Come in: with the session begun before, or by signing in."""
        if self.comes_back():
            self.open("/")
            return self
        return self.sign_in().stays()

    def sign_in(self, password: str = PASSWORD) -> Visitor:
        """Sign in through the real page."""
        self.open("/account/login/")
        self.page.get_by_label("E-mail").fill(address(self.key))
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state()
        return self

    def comes_back(self) -> bool:
        """Take up the session that this member began in another window; whether there is one."""
        kept = self.sessions.get(self.key)
        if kept:
            self.context.add_cookies(kept)
        return bool(kept)

    def stays(self) -> Visitor:
        """Let later windows of this member take up the session just begun."""
        self.sessions[self.key] = list(self.context.cookies())
        return self

    def open(self, path: str) -> Response:
        """Go to the path; return the server's answer."""
        response = self.page.goto(path if path.startswith("http") else self.url + path)
        assert response is not None
        return response

    def reads_nothing(self, paths: Iterable[str], *words: str) -> set[int]:
        """Ask for each path in this session without going there; fail if a word stands in an answer.

        Returns the statuses met: whoever expects a refusal says so.
        """
        met = set()
        for path in paths:
            answer = self.context.request.get(self.url + path, max_redirects=0)
            found = [each for each in words if each in answer.text()]
            assert found == [], f"{self.key} reads {found} at {path}"
            met.add(answer.status)
        return met

    def waits_for(self, path: str, words: str, within: float = 120.0) -> None:
        """Ask for the page again and again until it says the words, then go there; fails when it never does.

        What is waited for is done by the site's clock. The page is only drawn once it may be what is waited for.
        """
        until = time.monotonic() + within
        while time.monotonic() < until:
            if bare(words) in bare(self.context.request.get(self.url + path).text()):
                self.open(path)
                if words in self.page.locator("main").inner_text():
                    return
            self.page.wait_for_timeout(300)
        raise AssertionError(f"{self.key} never reads {words!r} at {path}")

    def asks(self, method: str, path: str, body: dict[str, Any]) -> int:
        """Send the body in this session with its CSRF token, as a member's own program would; return the status."""
        token = next(each["value"] for each in self.context.cookies() if each["name"] == "csrftoken")
        answer = self.context.request.fetch(
            self.url + path, method=method, data=body, headers={"X-CSRFToken": token}
        )
        return answer.status

    def part(self) -> Locator:
        """Return where the visitor is: in the open dialog, or else in the page's main part."""
        dialog = self.page.locator("main dialog[open]")
        return dialog if dialog.count() else self.page.locator("main")

    def press(self, label: str) -> None:
        """Press the button or follow the link with exactly these words in the dialog or the page's main part."""
        part = self.part()
        button = part.get_by_role("button", name=label, exact=True)
        (button if button.count() else part.get_by_role("link", name=label, exact=True)).first.click()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        self.page.wait_for_load_state()

    def does(self, label: str, reading: str = "") -> None:
        """Go to the deed's page by its link, read there the words given, and press the button of the same label."""
        self.press(label)
        expect(self.part().get_by_role("button", name=label, exact=True)).to_be_visible()
        if reading:
            self.says(reading)
        self.press(label)

    def press_for(self, label: str) -> int:
        """Press the button with these words in the page's main part; return the status of the page that comes."""
        with self.page.expect_navigation() as moved:
            self.page.locator("main").get_by_role("button", name=label, exact=True).click()
        answer = moved.value
        assert answer is not None
        return answer.status

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element of the selector has the focus; it must be seen to have it."""
        for _ in range(60):
            if self.focuses(selector):
                break
            self.page.keyboard.press("Tab")
        assert self.focuses(selector), f"Tab never reaches {selector}"
        ring = self.page.evaluate(
            """() => [document.activeElement, document.activeElement.parentElement].some(
              each => getComputedStyle(each).outlineStyle !== 'none')"""
        )
        assert ring, f"the focus on {selector} is not visible"

    def focuses(self, selector: str) -> bool:
        """Whether an element of the selector has the focus."""
        return bool(self.page.evaluate("selector => document.activeElement.matches(selector)", selector))

    def downloads(self, label: str) -> tuple[str, bytes]:
        """Follow the link with these words in the page's main part; return the file's name and bytes."""
        link = self.page.locator("main").get_by_role("link", name=label, exact=True).first
        with self.page.expect_download() as begun:
            link.click()
        return begun.value.suggested_filename, Path(begun.value.path()).read_bytes()

    def says(self, words: str) -> None:
        """Fail unless the page's main part shows the words."""
        expect(self.page.locator("main")).to_contain_text(words)

    def is_silent_on(self, words: str) -> None:
        """Fail if the words stand anywhere in the page, visible or not."""
        assert words not in self.page.content(), f"{self.key} reads {words!r} on {self.page.url}"

    def refused(self, label: str) -> str:
        """Return the reason printed at the disabled button of this label."""
        button: Locator = self.page.get_by_role("button", name=label, exact=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        reason = button.get_attribute("aria-describedby")
        return self.page.locator(f"[id='{reason}']").inner_text().strip()

    # --- Looking ----------------------------------------------------------------------------------
    def look(self, name: str = "") -> None:
        """Hold the page against the walls: axe in light and dark, no sideways scrolling at 360 pixels."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.axe_script)
        for scheme, rules in RULES.items():
            # Without motion: between two schemes a hovered button has, for a moment, the colours of neither.
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in self.page.evaluate("options => axe.run(options)", rules)["violations"]:
                self.complaints.append(f"{scheme} {self._here()}: {told(violation)}")
        self.page.emulate_media(color_scheme="light")
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": 360, "height": 800})
        over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            self.complaints.append(f"{self._here()}: {over} px too wide at 360")
        if before:
            self.page.set_viewport_size(before)
        if name and os.environ.get("JOURNEY_SHOTS"):
            self._photograph(Path(os.environ["JOURNEY_SHOTS"]), name)

    def _photograph(self, folder: Path, name: str) -> None:
        before = self.page.viewport_size or {"width": 1280, "height": 900}
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                self.page.set_viewport_size({"width": width, "height": 900})
                self.page.emulate_media(color_scheme=scheme)
                path = folder / f"journey-{name}-{width}-{scheme}.png"
                self.page.screenshot(path=path, full_page=True, caret="initial")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(before)

    def _here(self) -> str:
        return f"{self.key} at {self.page.url.removeprefix(self.url)}"

    def _heard(self, message: ConsoleMessage) -> None:
        if self.forgives and self.forgives in message.text:
            return
        if message.type in {"error", "warning"} and not NOT_A_COMPLAINT.match(message.text):
            self.complaints.append(f"{self._here()}: {message.text}")

    def _answered(self, response: Response) -> None:
        """A page may refuse; a file it needs, or the server itself, may not fail."""
        kind = response.request.resource_type
        broken = response.status >= 400 and kind not in {"document", "fetch", "ping"}
        if response.status >= 500 or broken:
            self.complaints.append(f"{response.status} {kind} {response.url}")
        if not response.url.startswith(self.url):
            self.complaints.append(f"a foreign request: {response.url}")


def bare(markup: str) -> str:
    """Return the text of the markup without its tags and its white space."""
    return "".join(html.unescape(TAG.sub("", markup)).split())


def told(violation: dict[str, Any]) -> str:
    """Return a violation as one line: the rule, what it asks, and the first places."""
    places = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} at {places}"
