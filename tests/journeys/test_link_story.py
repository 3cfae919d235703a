"""A Head answers from a mailed link, by keyboard alone: a wrong code, the right one, contested, answered anew."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.ballots.sittings import of_heads
from tests.cast import Cast, address
from tests.journeys.balloting import NO_MOUSE, Window, by_keyboard, choose, fill, go, tick
from tests.journeys.site import Site, text_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

TITLE = "A roadmap that is answered by link"
WHY = "The plan lacks a budget."
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture
def window(visitor: Callable[..., Visitor]) -> Window:
    """Returns a member's one window; its owner has no mouse, from the sign-in on."""
    return functools.cache(lambda key: visitor(key, comes=by_keyboard))


def test_a_head_answers_from_a_mailed_link(
    site: Site, window: Window, visitor: Callable[..., Visitor]
) -> None:
    ballot = site.stage(lambda: of_heads(Cast(), title=TITLE).get_absolute_url())
    the_secretariat_sends(window("secretariat"), ballot)
    link = mailed(site)
    code = read_out(window("deputy_ep"), ballot)
    holder = visitor("head_ep", signed_in=False)
    holder.runs(NO_MOUSE)
    the_holder_answers(holder, link, code)
    the_link_is_used_up(holder, link)
    the_office_is_told(site, window("hod_ep"), ballot, link, code)
    the_head_contests(window("head_ep"), ballot)
    assert link not in site.logs()


def the_secretariat_sends(secretariat: Visitor, ballot: str) -> None:
    """The secretariat has a link sent to the Head of the EPO."""
    secretariat.open(ballot)
    assert go(secretariat, "Send a link") == 200
    secretariat.look("link-send")
    assert go(secretariat, "Send the link") == 200
    secretariat.says("The link to Head Ep is on its way; the office reads the code out from this page.")
    secretariat.look("link-sent")
    secretariat.is_silent_on("by-link")


def mailed(site: Site) -> str:
    """Return the address in the Head's mail."""
    letter = site.wait_for_mail(address("head_ep"), "Answer by link")
    found = re.search(rf"{re.escape(site.url)}/ballots/by-link/[\w-]{{43}}/", text_of(letter))
    assert found, text_of(letter)
    return found[0]


def read_out(deputy: Visitor, ballot: str) -> str:
    """Return the code as the deputy head reads it on the round's page."""
    deputy.open(ballot)
    deputy.look("link-code")
    found = CODE.search(deputy.page.locator("#links").inner_text())
    assert found
    return found[0]


def the_holder_answers(holder: Visitor, link: str, code: str) -> None:
    """Without an account open: the question, the answer, a wrong code, the right one, the receipt."""
    assert holder.open(link).status == 200
    holder.says("On behalf of Head Ep, head of office of the EPO.")
    holder.look("link-question")
    choose(holder, "answer", "return")
    fill(holder, "[name=return_1_text]", WHY)
    assert go(holder, "Continue to confirmation") == 200
    holder.says("I return, with the comments below,")
    holder.says(WHY)
    holder.look("link-sure")
    fill(holder, "[name=code]", "2222-2222")
    assert go(holder, "Answer for the EPO") == 422
    holder.says("This is not the code. 4 more tries, then the link is void.")
    holder.look("link-wrong")
    fill(holder, "[name=code]", code.lower())
    assert go(holder, "Answer for the EPO") == 200
    holder.says("The answer of the EPO is given")
    holder.look("link-done")
    assert holder.context.cookies() == []


def the_link_is_used_up(holder: Visitor, link: str) -> None:
    """The same page as of a link that never was, and nothing else of the site."""
    for where in (link, link[:-5] + "xxxx/"):
        assert holder.open(where).status == 404
        holder.says("This link opens nothing")
    holder.look("link-closed")
    assert "/account/login/" in holder.open("/ballots/").url


def the_office_is_told(site: Site, hod: Visitor, ballot: str, link: str, code: str) -> None:
    """The head of delegation is mailed at once and reads the log; neither secret stands there."""
    letter = site.wait_for_mail(address("hod_ep"), "Answered by link")
    assert ballot in text_of(letter)
    hod.open(ballot)
    for words in ("Link mailed", "Opened", "Wrong code", "Answered"):
        expect(hod.page.locator("#links")).to_contain_text(words)
    hod.is_silent_on(link.split("/")[-2])
    hod.is_silent_on(code)
    hod.look("link-log")


def the_head_contests(head: Visitor, ballot: str) -> None:
    """Signed in, the Head says that it was not the Head, and answers anew."""
    head.open(ballot)
    assert go(head, "Contest the answer") == 200
    head.look("link-contest")
    tick(head)
    assert go(head, "Contest the answer") == 200
    head.says("given by a link, is contested: it is answered anew before a close.")
    head.look("link-contested")
    choose(head, "answer", "endorse")
    assert go(head, "Continue to confirmation") == 200
    tick(head)
    assert go(head, "Answer for the EPO") == 200
    head.says("The answer of the EPO is given.")
    expect(head.page.locator("#sheet")).to_contain_text("Endorse")
