"""The words selected in a section go along to the comment on it, in a real browser; nothing needs the script.

Every request is answered from here, so the browser needs no server and no socket.
"""

import mimetypes
import os
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "static"
SITE = "http://127.0.0.1:9"
SECTION = """<section><h2>{name}</h2><p>Words on {name}, and then some more.</p>
<a href="/comment/?section={name}" data-passage="Comment on the selected words"><span>Comment</span></a></section>"""
PAGE = """<!doctype html><html lang="en"><head><title>Text</title>
<script type="module" src="/js/app.js"></script></head><body><div data-passages>{sections}</div></body></html>"""
SELECT = """([section, end]) => {
  const words = document.querySelectorAll("section")[section].querySelector("p").firstChild;
  const range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(words, end);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def answered(route):
    path = urlsplit(route.request.url).path
    if path.startswith("/js/"):
        kind = mimetypes.guess_type(path)[0]
        route.fulfill(body=(STATIC / path.lstrip("/")).read_text(), content_type=kind)
    else:
        sections = "".join(SECTION.format(name=name) for name in ("risks", "benefit"))
        route.fulfill(body=PAGE.format(sections=sections), content_type="text/html")


@pytest.fixture
def page():
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium: run `make test`, which prepares one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", answered)
        page.goto(f"{SITE}/text")
        yield page
        browser.close()


def links(page):
    return [(each.inner_text(), each.get_attribute("href")) for each in page.query_selector_all("a")]


def test_what_is_selected_goes_along_from_its_own_section(page):
    plain = [("Comment", "/comment/?section=risks"), ("Comment", "/comment/?section=benefit")]
    assert links(page) == plain
    page.evaluate(SELECT, [1, 16])
    page.wait_for_function("document.querySelectorAll('a span')[1].textContent.includes('selected')")
    assert links(page)[0] == ("Comment", f"{SITE}/comment/?section=risks")
    # The press keeps the selection, so that the address still holds it when the link is followed.
    page.click("section:nth-of-type(2) a")
    page.wait_for_url("**/comment/**")
    assert parse_qs(urlsplit(page.url).query) == {"section": ["benefit"], "passage": ["Words on benefit"]}


def test_without_a_selection_the_link_is_plain_again(page):
    page.evaluate(SELECT, [0, 5])
    page.wait_for_function("document.querySelector('a span').textContent.includes('selected')")
    page.evaluate("getSelection().removeAllRanges()")
    page.wait_for_function("document.querySelector('a span').textContent === 'Comment'")
    assert links(page)[0] == ("Comment", f"{SITE}/comment/?section=risks")
