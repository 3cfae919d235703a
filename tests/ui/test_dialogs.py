"""A deed confirmed in a dialog, in a real browser: focus goes in and comes back, and nothing typed is lost.

Every request is answered from here, so the browser needs no server and no socket.
"""

import mimetypes
import os
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "static"
SITE = "http://127.0.0.1:9"
PAGE = """<!doctype html><html lang="en"><head><title>Page</title>
<script type="module" src="/js/app.js"></script></head><body><main><h1>{title}</h1>{part}</main></body></html>"""
ROUND = """<a href="/break/" data-dialog>Break</a> <a href="/refused/" data-dialog>Refused</a>
<form id="one" method="post" action="/cast/" data-asks novalidate><label for="id_text">Text</label>
<input id="id_text" name="text" value="Words."><button type="submit">Continue</button></form>"""
FORM = """<form method="post" data-dialog-part {more}><div class="panel__head"><h2>You act</h2></div>
<div class="panel__body">{body}<div class="form__actions"><button type="submit">{submit}</button>{back}</div></div>
</form>"""
FIELD = '{error}<label for="id_text">Reason</label><input id="id_text" name="text" value="{text}">'
ERROR = '<div class="error-summary" tabindex="-1"><a href="#id_text">Give the reason</a></div>'
SURE = """<p class="dialog__act">I say {text}</p><input type="hidden" name="text" value="{text}">
<label><input type="checkbox" name="sure" required> I am sure</label>"""
CHANGE = '<button type="submit" name="change" value="1">Back to the form</button>'
LEAVE = '<a href="/round/" data-dialog-back>Back</a>'


class Site:
    """Answers the browser as the product's pages do; remembers what was done."""

    def __init__(self):
        self.done = []

    def __call__(self, route):
        path = urlsplit(route.request.url).path
        if path.startswith("/js/"):
            kind = mimetypes.guess_type(path)[0]
            route.fulfill(body=(STATIC / path.lstrip("/")).read_text(), content_type=kind)
            return
        given = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        if "multipart" in route.request.headers.get("content-type", ""):
            given = {"text": route.request.post_data.split('name="text"')[1].split("--")[0].strip()}
        status, title, part = self.answer(path, route.request.method, given)
        route.fulfill(status=status, body=PAGE.format(title=title, part=part), content_type="text/html")

    def answer(self, path, method, given):
        if path == "/refused/":
            return 403, "Refused", "<p>Only the head of delegation.</p>"
        if path not in {"/break/", "/cast/"}:
            return 200, "Round", ROUND
        if "sure" in given:
            self.done.append((path, given["text"]))
            return 200, "Done", "<p>Done.</p>"
        if method == "GET" or not given.get("text"):
            body = FIELD.format(error=ERROR if method == "POST" else "", text="")
            form = FORM.format(more="data-asks novalidate", body=body, submit="Continue", back=LEAVE)
            return 422 if method == "POST" else 200, "Break it", form
        sure = FORM.format(
            more="novalidate", body=SURE.format(text=given["text"]), submit="Do it", back=CHANGE
        )
        return 200, "Confirm it", sure


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def page(site):
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium: run `make test`, which prepares one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", site)
        page.goto(f"{SITE}/round/")
        yield page
        browser.close()


def pressed(page, label):
    page.get_by_role("button", name=label).or_(page.get_by_role("link", name=label)).last.focus()
    page.keyboard.press("Enter")


def test_what_is_typed_on_the_page_is_confirmed_on_the_page(page, site):
    pressed(page, "Continue")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="Confirm it")).to_be_focused()
    expect(dialog).to_contain_text("I say Words.")
    assert dialog.evaluate(
        "each => document.getElementById(each.getAttribute('aria-labelledby')).textContent"
    )
    pressed(page, "Do it")
    expect(dialog.locator("[name=sure]")).to_be_focused()
    assert site.done == []
    page.keyboard.press("Space")
    pressed(page, "Do it")
    expect(page.get_by_text("Done.")).to_be_visible()
    assert site.done == [("/cast/", "Words.")]


@pytest.mark.parametrize("leave", ["Escape", "Back to the form"])
def test_leaving_gives_the_focus_back_and_changes_nothing(page, site, leave):
    pressed(page, "Continue")
    expect(page.locator("dialog[open]")).to_have_count(1)
    if leave == "Escape":
        page.keyboard.press(leave)
    else:
        pressed(page, leave)
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Continue")).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("Words.")
    assert site.done == []


def test_errors_of_the_pages_form_come_as_a_page(page):
    page.fill("#id_text", "")
    pressed(page, "Continue")
    page.wait_for_url("**/cast/")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.locator("dialog").count() == 0


def test_a_deed_is_asked_mended_and_confirmed_in_one_dialog(page, site):
    pressed(page, "Break")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="Break it")).to_be_focused()
    pressed(page, "Continue")
    expect(dialog.locator(".error-summary")).to_be_focused()
    # Its ids are its own: the link of the error leads into the dialog, not to the page's form behind it.
    target = dialog.get_by_role("link", name="Give the reason").get_attribute("href")
    assert target != "#id_text"
    assert dialog.locator(target).get_attribute("name") == "text"
    dialog.get_by_label("Reason").fill("Too early.")
    pressed(page, "Continue")
    expect(dialog).to_contain_text("I say Too early.")
    pressed(page, "Back to the form")
    expect(dialog.get_by_label("Reason")).to_have_value("Too early.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Break")).to_be_focused()
    # What was typed is there when the dialog is opened again.
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Reason")).to_have_value("Too early.")
    pressed(page, "Continue")
    dialog.get_by_label("I am sure").check()
    pressed(page, "Do it")
    expect(page.get_by_text("Done.")).to_be_visible()
    assert site.done == [("/break/", "Too early.")]


def test_a_refusal_comes_as_its_page(page):
    pressed(page, "Refused")
    page.wait_for_url("**/refused/")
    expect(page.get_by_text("Only the head of delegation.")).to_be_visible()
