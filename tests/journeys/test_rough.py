"""Rough handling: bad input, stale forms, ended sessions, double clicks, no script, no mouse. No word is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, expect

from tests import stages
from tests.cast import PASSWORD, SINCE, Cast, address
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

Arrive = Callable[..., Visitor]
NOBODYS = "00000000-0000-4000-8000-000000000000"
TYPED = "Words typed by hand, worth keeping."


def staged(site: Site, stage: Callable[..., Any], title: str, **changes: Any) -> str:
    """Return the path of a proposal that was brought to the stage by the product's own deeds."""
    return site.stage(lambda: str(stage(Cast(), title, **changes).get_absolute_url()))


def entries(site: Site, title: str) -> list[tuple[str, str]]:
    """Return the answers cast in the only round of the proposal so titled, as (office, answer), in order."""

    def read() -> list[tuple[str, str]]:
        from ip5.ballots.models import Position

        rows = Position.objects.filter(round__title=title).order_by("seq")
        return list(rows.values_list("office__code", "answer"))

    return site.stage(read)


def to_confirmation(head: Visitor, ballot: str, value: str = "support", words: str = "") -> None:
    """Open the round, choose, and stand before the button that casts."""
    head.open(ballot)
    head.page.locator(f"input[name=answer][value={value}]").check()
    if words:
        head.page.locator(f"[name={value}_text]").fill(words)
    head.press("Continue to confirmation")
    head.page.get_by_label(re.compile("^I am authorised to commit")).check()


def cast_button(page: Page) -> Any:
    """The button that casts."""
    return page.get_by_role("button", name=re.compile("^Cast for the"))


def test_a_wrong_password_keeps_the_address_and_tells_no_more(visitor: Arrive) -> None:
    guest = visitor("hod_ep", signed_in=False)
    guest.sign_in("not the password at all")
    assert "/account/login/" in guest.page.url
    assert guest.page.locator(".error-summary").is_visible()
    expect(guest.page.get_by_label("E-mail")).to_have_value(address("hod_ep"))
    guest.look("login-wrong")
    known = guest.page.locator(".error-summary").inner_text()
    guest.key = "nobody.at.all"
    guest.sign_in("not the password at all")
    assert guest.page.locator(".error-summary").inner_text() == known


def test_missing_fields_are_named(site: Site, visitor: Arrive) -> None:
    path = staged(site, stages.consented, "Without resources", resources="")
    head = visitor("hod_ep")
    head.open("/proposals/new/")
    head.press("Begin the draft")
    assert head.page.locator(".error-summary").is_visible()
    assert head.page.title().startswith("Error:")
    head.look("draft-new-error")
    head.open(path)
    assert head.refused("Submit") == "Still missing: resources."
    assert head.open(f"{path}submit/").status == 403
    head.says("Still missing: resources.")


def test_a_megabyte_of_text_is_refused_clearly_and_kept(site: Site, visitor: Arrive) -> None:
    path = staged(site, stages.draft, "A very long story")
    delegate = visitor("delegate_ep")
    delegate.open(f"{path}edit/")
    long = TYPED + " " + "x" * 1_000_000
    delegate.page.locator("[name=problem]").fill(long)
    delegate.press("Save draft")
    summary = delegate.page.locator(".error-summary")
    expect(summary).to_contain_text("20000")
    assert delegate.page.locator("[name=problem]").input_value() == long
    assert len(summary.inner_text()) < 1000
    delegate.page.locator("[name=problem]").fill(TYPED)
    delegate.press("Save draft")
    delegate.says(TYPED)


def test_unknown_and_foreign_ids_are_the_same_404(site: Site, visitor: Arrive) -> None:
    draft = staged(site, stages.draft, "Nobody elses business")
    stranger = visitor("delegate_jp")
    pages = []
    for uuid in (NOBODYS, draft.strip("/").split("/")[-1]):
        for rest in ("", "edit/", "history/", "submit/", "admit/", "ballot/1/"):
            assert stranger.open(f"/proposals/{uuid}/{rest}").status == 404, rest
        stranger.open(f"/proposals/{uuid}/")
        pages.append(stranger.page.locator("main").inner_text())
        assert stranger.open(f"/api/v1/proposals/{uuid}/").status == 404
        assert stranger.open(f"/ballots/{uuid}/cast/").status == 404
    assert pages[0] == pages[1]
    for path in ("/proposals/not-a-uuid/", "/proposals/%00/", "/nowhere/", f"{draft}ballot/99/"):
        assert stranger.open(path).status == 404


def test_two_tabs_on_one_draft_lose_neither_text(site: Site, visitor: Arrive) -> None:
    path = staged(site, stages.draft, "Two tabs")
    delegate, colleague = visitor("delegate_ep"), visitor("colleague_ep")
    delegate.open(f"{path}edit/")
    colleague.open(f"{path}edit/")
    colleague.page.locator("[name=problem]").fill("The colleague's words.")
    colleague.press("Save draft")
    colleague.says("The draft is saved.")
    delegate.page.locator("[name=problem]").fill(TYPED)
    with delegate.page.expect_navigation() as moved:
        delegate.page.get_by_role("button", name="Save draft").click()
    assert moved.value.status == 409
    delegate.says("Somebody else saved this text")
    expect(delegate.page.locator("[name=problem]")).to_have_value(TYPED)
    delegate.page.locator("summary", has_text="The whole text saved meanwhile").first.click()
    expect(delegate.page.get_by_text("The colleague's words.").first).to_be_visible()
    delegate.look("draft-conflict")
    delegate.press("Save draft")
    delegate.says("The draft is saved.")
    delegate.says(TYPED)


def test_a_save_during_an_autosave_does_not_conflict_with_itself(site: Site, visitor: Arrive) -> None:
    path = staged(site, stages.draft, "Typed and saved at once")
    delegate = visitor("delegate_ep")
    page, held = delegate.page, []
    delegate.open(f"{path}edit/")
    page.route("**/autosave/", lambda route: held.append((route, route.fetch())))
    with page.expect_request("**/autosave/"):
        page.locator("[name=problem]").fill("Kept by the autosave, whose answer is late.")
    while not held:
        page.wait_for_timeout(50)
    page.locator("[name=problem]").fill(TYPED)
    page.get_by_role("button", name="Save draft").click(no_wait_after=True)
    route, answer = held.pop()
    route.fulfill(response=answer)
    delegate.says("The draft is saved.")
    delegate.says(TYPED)


def test_a_session_that_ended_shows_what_was_typed(site: Site, visitor: Arrive) -> None:
    path = staged(site, stages.under_review, "An ended session")
    chair = visitor("chair_kr")
    chair.open(f"{path}table/")
    chair.page.get_by_label("Reason for tabling early").fill(TYPED)
    chair.context.clear_cookies(name="sessionid")
    chair.press("Table")
    expect(chair.page.locator("textarea")).to_have_value(TYPED)
    assert chair.page.get_by_role("heading", name="Your session has ended").is_visible()
    chair.look("session-ended")
    chair.sign_in()
    chair.open(path)
    chair.is_silent_on(TYPED)


def test_a_double_click_casts_once(site: Site, visitor: Arrive) -> None:
    title = "Clicked twice"
    ballot = f"{staged(site, stages.in_ballot, title)}ballot/1/"
    head = visitor("hod_us")
    to_confirmation(head, ballot)
    cast_button(head.page).dblclick()
    head.says("Receipt of the USPTO")
    assert entries(site, title) == [("US", "support")]


def test_the_back_button_after_a_cast_casts_nothing(site: Site, visitor: Arrive) -> None:
    title = "Going back"
    ballot = f"{staged(site, stages.in_ballot, title)}ballot/1/"
    head = visitor("hod_cn")
    to_confirmation(head, ballot)
    cast_button(head.page).click()
    head.says("Your receipt is below.")
    # The browser asks before it sends a form again; nobody says yes here.
    with suppress(BrowserError):
        head.page.go_back()
    head.page = head.tab()
    head.open(ballot)
    head.says("Change the position of the")
    assert entries(site, title) == [("CN", "support")]


def test_a_position_is_cast_with_the_keyboard_alone(site: Site, visitor: Arrive) -> None:
    title = "By keyboard"
    ballot = f"{staged(site, stages.in_ballot, title)}ballot/1/"
    head = visitor("hod_kr", signed_in=False)
    head.open(ballot)
    keys = head.page.keyboard
    head.tab_to("#id_login")
    keys.type(address("hod_kr"))
    head.tab_to("#id_password")
    keys.type(PASSWORD)
    keys.press("Enter")
    head.page.wait_for_url(head.url + ballot)
    keys.press("Tab")
    assert head.focuses(".skip-link")
    keys.press("Enter")
    head.tab_to("input[name=answer]")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    head.tab_to("[name=support_text]")
    keys.type(TYPED)
    head.tab_to("main form button")
    keys.press("Enter")
    head.page.locator("[name=sure]").wait_for()
    head.tab_to("[name=sure]")
    keys.press("Space")
    head.tab_to("main form button:not([name])")
    keys.press("Enter")
    head.says("Your receipt is below.")
    assert entries(site, title) == [("KR", "support")]


def test_without_script_a_position_is_cast_and_changed(site: Site, visitor: Arrive) -> None:
    title = "Without script"
    ballot = f"{staged(site, stages.in_ballot, title)}ballot/1/"
    head = visitor("hod_jp", java_script_enabled=False)
    to_confirmation(head, ballot, "reserve", TYPED)
    cast_button(head.page).click()
    head.says("Your receipt is below.")
    expect(head.page.locator("[name=reserve_text]")).to_have_value(TYPED)
    head.page.locator("input[name=answer][value=support]").check()
    head.press("Continue to confirmation")
    head.press("Back to the form")
    expect(head.page.locator("input[name=answer][value=support]")).to_be_checked()
    head.press("Continue to confirmation")
    head.page.get_by_label(re.compile("^I am authorised to commit")).check()
    cast_button(head.page).click()
    head.says("Your receipt is below.")
    assert entries(site, title) == [("JP", "reserve"), ("JP", "support")]


def test_the_outcome_prints_without_the_frame(site: Site, visitor: Arrive, tmp_path: Path) -> None:
    path = staged(site, lambda cast, title: stages.closed(cast, {"hod_us": "reserve"}, title), "On paper")
    delegate = visitor("delegate_jp")
    delegate.open(f"{path}ballot/1/")
    delegate.page.emulate_media(media="print", color_scheme="light")
    for part in (".topbar", ".sidenav", ".page-header__actions"):
        for each in delegate.page.locator(part).all():
            assert not each.is_visible(), f"{part} is printed"
    expect(delegate.page.locator(".outcome")).to_be_visible()
    delegate.says("Words of hod_us.")
    folder = Path(os.environ.get("JOURNEY_SHOTS") or tmp_path)
    delegate.page.set_viewport_size({"width": 794, "height": 1123})
    shot = delegate.page.screenshot(
        path=folder / "journey-outcome-print.png", full_page=True, caret="initial"
    )
    assert len(shot) > 10_000


def test_a_hat_changed_in_another_tab_loses_no_word(site: Site, visitor: Arrive) -> None:
    path = staged(site, stages.draft, "Two hats")

    def second_hat() -> None:
        from ip5.accounts.models import Mandate

        cast = Cast()
        Mandate.objects.create(
            person=cast.colleague_ep.person,
            office=cast.expert.office,
            capacity="expert",
            group=cast.expert.group,
            since=SINCE,
        )

    site.stage(second_hat)
    colleague = visitor("colleague_ep", fresh=True)
    page = colleague.page
    colleague.open(f"{path}edit/")
    other = colleague.tab()
    other.goto(colleague.url)
    wear(other)
    page.locator("[name=problem]").fill(TYPED)
    with page.expect_navigation() as moved:
        page.get_by_role("button", name="Save draft").click()
    assert moved.value.status in {403, 404, 409}
    other.reload()
    wear(other)
    colleague.open(f"{path}edit/")
    expect(page.locator("[name=problem]")).to_have_value(TYPED)
    colleague.press("Save draft")
    colleague.says(TYPED)


def wear(page: Page) -> None:
    """Change to the other hat in the menu."""
    page.locator("details.hat summary").click()
    page.locator("details.hat button[name=hat]").first.click()
    page.wait_for_load_state()
