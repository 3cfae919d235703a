"""The script of the room's screen in a real browser: what an office types outlives a server that is away.

Every request is answered from here, so the browser needs no server and no socket.
"""

from __future__ import annotations

import mimetypes
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "static"
SITE = "http://127.0.0.1:9"
PAGE = """<!doctype html><html lang="en"><head><title>In session</title>
<script type="module" src="/js/app.js"></script></head><body>
<div data-live="/pulse" data-live-tag="one" data-live-again="60" data-text-lost="The connection is lost.">
<p role="status" data-live-status></p><p data-live-part="head">{head}</p>
<div data-live-part="said"><form method="post"><textarea id="text"></textarea></form></div></div></body></html>"""


class Site:
    """Answers the browser: the pulse always tells of a change, the screen answers as told."""

    def __init__(self):
        self.status, self.head = 200, "Item 1"

    def __call__(self, route):
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/js/"):
            kind = mimetypes.guess_type(path)[0]
            route.fulfill(body=(STATIC / path.lstrip("/")).read_text(), content_type=kind)
        elif path == "/pulse":
            route.fulfill(status=200, body="two")
        else:
            route.fulfill(status=self.status, body=PAGE.format(head=self.head), content_type="text/html")


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def page(site):
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "no Chromium: run `make test`, which prepares one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", site)
        page.goto(SITE + "/live")
        page.evaluate("window.isFirst = true")
        yield page
        browser.close()


def says(page, selector, words):
    page.wait_for_function(
        "([at, words]) => document.querySelector(at)?.textContent === words", arg=[selector, words]
    )


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_is_away_is_a_lost_connection_and_the_words_stay(page, site, status):
    page.fill("#text", "The office objects.")
    site.status = status
    says(page, "[data-live-status]", "The connection is lost.")
    assert page.evaluate("window.isFirst") is True
    assert page.input_value("#text") == "The office objects."
    site.status, site.head = 200, "Item 2"
    says(page, "[data-live-part=head]", "Item 2")
    says(page, "[data-live-status]", "")
    assert page.input_value("#text") == "The office objects."


def test_what_is_there_no_more_is_answered_by_the_page_itself(page, site):
    site.status, site.head = 404, "Nothing is here."
    page.wait_for_function("() => window.isFirst === undefined")
    says(page, "[data-live-part=head]", "Nothing is here.")
