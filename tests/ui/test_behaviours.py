"""The scripts in a real browser: what is typed survives a lost server, a killed browser and a conflict.

Every request is answered from here, so the browser needs no server and no socket.
"""

import json
import mimetypes
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "static"
SITE = "http://127.0.0.1:9"
PAGE = """<!doctype html><html lang="en"><head><title>Draft</title>
<script type="module" src="/js/app.js"></script></head><body>{marker}
<details data-menu><summary>Menu</summary><a href="#x">Item</a></details>
<p role="status" data-autosave-status></p>
<form data-autosave data-autosave-url="/save" data-autosave-key="one" data-text-kept="Kept here"
 data-text-restored="Restored" method="post">
<input type="hidden" name="version" value="{version}"><input name="title" id="title" value="">
<label><input type="checkbox" name="who" value="b" id="who"> B</label>
<button type="button" hidden data-autosave-discard>Discard</button></form></body></html>"""


class Site:
    """Answers the browser: the page, the scripts, and the saves as told."""

    def __init__(self):
        self.answer, self.saved, self.version, self.marker = 200, [], 1, ""

    def __call__(self, route):
        path = route.request.url.removeprefix(SITE)
        if path == "/save":
            self.saved.append(route.request.post_data or "")
            if self.answer is None:
                route.abort()
                return
            said = {"message": f"Answer {self.answer}", "version": self.version + len(self.saved)}
            route.fulfill(status=self.answer, content_type="application/json", body=json.dumps(said))
        elif path.startswith("/js/"):
            kind = mimetypes.guess_type(path)[0]
            route.fulfill(body=(STATIC / path.lstrip("/")).read_text(), content_type=kind)
        else:
            body = PAGE.format(version=self.version, marker=self.marker)
            route.fulfill(body=body, content_type="text/html")


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def browse(tmp_path, site):
    """Opens a browser on the same profile each time it is called; the one before is ended."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "no Chromium: run `make test`, which prepares one"
    with sync_playwright() as playwright:
        open_now = []

        def start():
            while open_now:
                open_now.pop().close()
            context = playwright.chromium.launch_persistent_context(
                str(tmp_path / "profile"), executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            open_now.append(context)
            context.route("**/*", site)
            page = context.pages[0] if context.pages else context.new_page()
            page.goto(SITE + "/draft")
            return page

        yield start
        while open_now:
            open_now.pop().close()


def kept(page):
    return page.evaluate("localStorage.getItem('ip5-draft:one')")


def says(page, words):
    page.wait_for_function(
        "words => document.querySelector('[data-autosave-status]').textContent === words", arg=words
    )


def test_what_is_typed_is_saved_and_the_local_copy_dropped(browse, site):
    page = browse()
    page.fill("#title", "A title")
    assert kept(page)
    says(page, "Answer 200")
    assert "A title" in site.saved[0]
    assert page.input_value("[name=version]") == "2"
    assert kept(page) is None


def test_unsent_words_are_there_when_the_browser_is_opened_again(browse, site):
    site.answer = None
    page = browse()
    page.fill("#title", "Unsent words")
    page.check("#who")
    says(page, "Kept here")
    site.answer = 200
    page = browse()
    assert page.input_value("#title") == "Unsent words"
    assert page.is_checked("#who")
    says(page, "Answer 200")


def test_a_conflict_stops_saving_and_keeps_the_words(browse, site):
    site.answer = 409
    page = browse()
    page.fill("#title", "Mine")
    says(page, "Answer 409")
    page.fill("#title", "Mine again")
    page.wait_for_timeout(2000)
    assert len(site.saved) == 1
    assert "Mine again" in kept(page)


def test_a_restored_copy_brings_the_version_it_was_typed_on(browse, site):
    site.answer = None
    page = browse()
    page.fill("#title", "Typed on version 1")
    says(page, "Kept here")
    site.version = 5
    page = browse()
    assert page.input_value("[name=version]") == "1"
    site.answer = 200
    page.click("[data-autosave-discard]")
    page.wait_for_function("document.querySelector('#title').value === ''")
    assert page.input_value("[name=version]") == "5"
    assert kept(page) is None


def test_a_page_after_success_drops_the_copy(browse, site):
    site.answer = None
    page = browse()
    page.fill("#title", "Sent another way")
    assert kept(page)
    site.marker = '<span hidden data-autosave-clear="one"></span>'
    page = browse()
    assert page.input_value("#title") == ""
    assert kept(page) is None


def test_a_menu_closes_on_escape_and_on_a_click_outside(browse):
    page = browse()
    page.click("summary")
    assert page.locator("details[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    page.click("summary")
    page.click("#title")
    assert page.locator("details[open]").count() == 0
