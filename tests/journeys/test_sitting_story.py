"""A meeting in session: typed, put by one key, recorded by the next, on every screen without a reload."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.meetings import stages_live

pytestmark = pytest.mark.browser

WORDS = "that the lead of the project passes from the EPO to the USPTO."
# What the screens are given to ask anew: the pulse, the part, a slow machine.
SOON = 15_000


def test_a_conclusion_in_two_keystrokes(site: Site, window: Callable[[str], Visitor]) -> None:
    meeting = site.stage(lambda: stages_live.in_session(Cast(), "A live session", absent=("CN",)))
    address = f"/meetings/{meeting.uuid}/live/"
    chair, hod, observer = (window(each) for each in ("chair_kr", "hod_jp", "observer"))
    for each in (chair, hod, observer):
        each.open(address)
        each.says("Opening and adoption of the agenda")
    chair.press("Decision")
    the_words_are_kept_as_they_are_typed(site, chair, hod)
    text = chair.page.get_by_label("Text", exact=True)
    chair.page.get_by_label("within").fill("8")
    text.press("Control+Enter")
    chair.says("Absent: the CNIPA.")
    expect(hod.page.locator("main")).to_contain_text(WORDS, timeout=SOON)
    expect(hod.page.get_by_role("heading", name="Object or reserve for the JPO")).to_be_visible()
    hod.look("live-hod")
    chair.look("live-put")
    # The button that records has the focus as soon as the time has run: one key.
    expect(chair.page.get_by_role("button", name="No objection heard: agreed")).to_be_focused(timeout=SOON)
    chair.page.keyboard.press("Enter")
    expect(chair.page.locator("main")).to_contain_text("Ad referendum of the CNIPA, final on", timeout=SOON)
    expect(hod.page.locator("main")).to_contain_text("Ad referendum of the CNIPA", timeout=SOON)
    the_observer_is_outside(chair, observer)
    chair.look("live-chair")
    observer.look("live-outside")


def the_words_are_kept_as_they_are_typed(site: Site, chair: Visitor, hod: Visitor) -> None:
    """The server has them a moment later, nobody outside the body reads them, and a change throws nothing away."""
    text = chair.page.get_by_label("Text", exact=True)
    text.press_sequentially(WORDS)
    expect(chair.page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=SOON)
    with site.runtime() as connection:
        kept: Any = connection.execute(
            "SELECT text FROM meetings_conclusion WHERE text = %s", [WORDS]
        ).fetchall()
    assert kept == [(WORDS,)]
    hod.is_silent_on(WORDS)
    hod.press("Ask for the floor")
    expect(chair.page.locator("[data-live-part=floor]")).to_contain_text("Hod Jp", timeout=SOON)
    expect(text).to_have_value(WORDS)
    chair.look("live-typing")


def the_observer_is_outside(chair: Visitor, observer: Visitor) -> None:
    """The next item is closed to observers: their screen says so and nothing else of it."""
    chair.press("Next item")
    chair.says(stages_live.SECRET)
    expect(observer.page.locator("main")).to_contain_text(
        "The meeting is not in open session now.", timeout=SOON
    )
    observer.is_silent_on(stages_live.SECRET)
