"""A whole meeting in two browsers at once: its time is found, it is announced, held, summed up and carried on.

One test, because each chapter stands on the one before. The USPTO and the observer sit at the second browser. The
CNIPA is absent: what is agreed waits for it. The USPTO reserves on its own screen while the chair's shows the same
conclusion.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import vobject
from docx import Document
from playwright.sync_api import Browser, Playwright, expect

from ip5.kernel import clock
from tests.cast import HODS, address
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.roadmapping import Window, everybody_received, fill, moved
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

ELSEWHERE = ("hod_us", "observer")
TITLE = "Meeting of the journey"
ITEM, CLOSED = "Terms of the glossary", "Staffing of the pilot"
AGREED = "that the glossary is published in six languages."
TYPED = "that the words typed outlive a restart."
RESERVED = "The USPTO reserves on the sixth language."
FOOTNOTE = f"Reservation 1 of the USPTO (linguistic), on six languages: {RESERVED}"
ACTION = "Circulate the list of terms."
CORRECTED = "The task force noted that the words typed outlive every restart."


@pytest.fixture
def elsewhere(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """The second browser: a process of its own."""
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def window(visitor: Callable[..., Visitor], elsewhere: Browser) -> Window:
    """Returns a member's one window, in the browser at which the member sits."""
    return functools.cache(lambda key: visitor(key, using=elsewhere if key in ELSEWHERE else None))


def test_a_meeting_from_its_slot_to_the_actions_carried_over(site: Site, window: Window) -> None:
    path = a_fair_slot_is_found(window)
    it_is_announced(site, window, path)
    delegations_register(window, path)
    the_agenda_is_published(window, path)
    it_opens_and_the_delegations_are_there(window, path)
    a_conclusion_is_agreed_with_a_reservation(site, window, path)
    no_word_typed_is_lost(site, window, path)
    an_action_falls_and_the_meeting_closes(window, path)
    the_summary_is_corrected(window, path)
    silence_adopts_it(site, window, path)
    members_read_the_reservation(window, path)
    the_extract_is_published(window, path)
    the_actions_are_carried_over(window)


# --- Before ------------------------------------------------------------------------------------------
def a_fair_slot_is_found(window: Window) -> str:
    """The secretariat plans and asks about slots, the offices answer, one is chosen. Return the meeting's path."""
    secretariat, member = window("secretariat"), window("delegate_jp")
    assert member.open("/meetings/plan/").status == 403
    secretariat.open("/meetings/plan/")
    secretariat.press("Begin")
    secretariat.says("This field is required.")
    fill(secretariat, title=TITLE, place="Munich", zone="Europe/Berlin", link="https://video.example/journey")
    secretariat.page.locator("main [name=host]").select_option(index=1)
    secretariat.press("Begin")
    path = secretariat.page.url.removeprefix(secretariat.url)
    assert member.reads_nothing([path], TITLE) == {404}
    secretariat.press("Find a fair time")
    secretariat.says("outside 07–22 three times")
    secretariat.look("find")
    for place in (1, 3):
        secretariat.page.locator(f"#slot-{place}").check()
    secretariat.press("Ask the offices about the chosen slots")
    member.open("/")
    member.says("Your office is asked which times suit it.")
    member.open(f"{path}slots/")
    member.press("Answer")
    member.says("This field is required.")
    for field in member.page.locator("main select").all():
        field.select_option(label="Suits us")
    member.look("slots")
    member.press("Answer")
    member.says("Suits us")
    secretariat.open(path)
    secretariat.page.locator("main").get_by_role("button", name=re.compile("^Choose")).first.click()
    secretariat.says("The sessions are set.")
    secretariat.look("planned")
    return path


def it_is_announced(site: Site, window: Window, path: str) -> None:
    """A co-chair announces; a calendar file comes by mail, and another library reads the same instants in it."""
    chair, secretariat = window("chair_kr"), window("secretariat")
    assert secretariat.open(f"{path}announce/").status == 403
    chair.open(path)
    chair.does("Announce", "Eight weeks are suggested.")
    chair.says("NETAI/3")
    letter = site.wait_for_mail(address("hod_us"), "Announced: NETAI/3")
    files = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    read = vobject.readOne(files[0].get_payload(decode=True).decode())
    starts = [each.dtstart.value.isoformat() for each in read.vevent_list]
    shown = chair.page.locator(".sessions time").evaluate_all("all => all.map(each => each.dateTime)")
    assert [each[:16] for each in starts] == [each[:16] for each in shown]
    assert all("video.example" not in str(part) for part in letter.walk())
    chair.does("Open the registration")


def delegations_register(window: Window, path: str) -> None:
    """The JPO puts two on its list, one twice by mistake; the USPTO reads a number, no name."""
    member, other = window("delegate_jp"), window("hod_us")
    member.open(f"{path}delegation/")
    member.press("Put on the list")
    member.says("Choose somebody, or give a name.")
    for _twice in range(2):
        fill(member, name="Sato Hanako")
        member.page.locator("main [name=part]").select_option(label="Head of delegation")
        member.press("Put on the list")
    member.says("The delegation has a head already.")
    member.look("delegation")
    other.open(path)
    other.says("1 registered")
    other.is_silent_on("Sato Hanako")
    other.is_silent_on("video.example")
    other.press("Answer the invitation")
    other.page.get_by_label("Online").check()
    other.press("Answer")
    assert "video.example" in other.page.content()
    assert window("industry").reads_nothing([path], TITLE) == {404}


def the_agenda_is_published(window: Window, path: str) -> None:
    """Standing items, one open and one closed to observers; the observer sees no gap."""
    secretariat, chair, observer = window("secretariat"), window("chair_kr"), window("observer")
    secretariat.open(f"{path}agenda/")
    for title, closed in ((ITEM, False), (CLOSED, True)):
        secretariat.press("Add an item")
        fill(secretariat, title=title, minutes="20")
        if closed:
            secretariat.page.get_by_label("Members only").check()
        secretariat.page.locator("main form button[type=submit]").first.click()
    secretariat.says(CLOSED)
    secretariat.look("agenda-work")
    chair.open(path)
    chair.does("Publish the agenda")
    chair.says("NETAI/3/1 Prov.1")
    observer.open(path)
    observer.says(ITEM)
    observer.is_silent_on(CLOSED)
    observer.look("meeting-observer")


# --- In session --------------------------------------------------------------------------------------
def it_opens_and_the_delegations_are_there(window: Window, path: str) -> None:
    """Four declare themselves present on their own screens; the secretariat confirms them all."""
    chair, secretariat = window("chair_kr"), window("secretariat")
    assert secretariat.open(f"{path}open-session/").status == 403
    chair.open(path)
    chair.does("Open the meeting")
    for key in HODS:
        if key != "hod_cn":
            window(key).open(f"{path}live/")
            window(key).press("online")
    secretariat.open(f"{path}live/")
    secretariat.press("Confirm all 4")
    secretariat.says("4 of 5 present")
    chair.open(f"{path}live/")
    chair.says("4 of 5 present")
    chair.look("live-chair")
    call(chair, ITEM)


def call(chair: Visitor, title: str) -> None:
    """Call an item by the list on the chair's screen."""
    field = chair.page.locator("#call-item")
    value = field.locator("option", has_text=title).first.get_attribute("value")
    assert value
    field.select_option(value=value)
    chair.press("Call")
    expect(chair.page.locator("#item-title")).to_contain_text(title)


def a_conclusion_is_agreed_with_a_reservation(site: Site, window: Window, path: str) -> None:
    """Two presses of the chair; in between the USPTO reserves on its own screen, without a reload of it."""
    chair, office, observer = window("chair_kr"), window("hod_us"), window("observer")
    office.open(f"{path}live/")
    observer.open(f"{path}live/")
    chair.press("Decision")
    fill(chair, text=AGREED, seconds="90")
    chair.press("Ask for objections")
    expect(office.page.locator(".floor__text").first).to_contain_text(AGREED, timeout=15_000)
    expect(observer.page.locator(".floor__text").first).to_contain_text(AGREED, timeout=15_000)
    chair.says("CNIPA")
    chair.look("live-put")
    reserve(office)
    moved(site, f"/{round_of(site)}/", ends_at=-1)
    chair.open(f"{path}live/")
    chair.page.locator("[data-live-focus]").click()
    # Its decision gets a number when the absent office's ten days are over.
    expect(chair.page.locator(".decisions")).to_contain_text(AGREED)
    expect(office.page.locator(".decisions")).to_contain_text(AGREED, timeout=15_000)
    office.look("live-office")
    observer.open(f"{path}live/")
    observer.is_silent_on(RESERVED)


def reserve(office: Visitor) -> None:
    """Reserve on the own screen, confirmed as in every round."""
    part = office.page.locator("form[data-asks]")
    part.locator("[name=answer][value=reserve]").check()
    for name, words in (("passage", "six languages"), ("text", RESERVED)):
        part.locator(f"[name=reserve_{name}]").fill(words)
    part.locator("[name=reserve_kind]").select_option("linguistic")
    office.press("Continue to confirmation")
    office.part().locator("[name=sure]").check()
    office.part().locator("button[type=submit]").last.click()
    office.page.wait_for_load_state()


def round_of(site: Site) -> str:
    """Return the uuid of the round in session."""

    def found() -> str:
        from meetings.models import Conclusion

        return str(Conclusion.objects.get(state="put").round.uuid)

    return str(site.stage(found))


def no_word_typed_is_lost(site: Site, window: Window, path: str) -> None:
    """A conclusion is being typed; the servers are stopped and started; the words are there, and are recorded."""
    chair = window("chair_kr")
    chair.open(f"{path}live/")
    chair.press("Conclusion")
    chair.page.locator("#wording-text").press_sequentially(TYPED, delay=5)
    expect(chair.page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=15_000)
    for key in ("chair_kr", "secretariat", "observer", *HODS):
        # The open screens ask on while nobody answers them.
        window(key).forgives = "ERR_CONNECTION_REFUSED"
    site.restart()
    chair.open(f"{path}live/")
    expect(chair.page.locator("#wording-text")).to_have_value(TYPED)
    chair.press("Record")
    chair.says(TYPED)


def an_action_falls_and_the_meeting_closes(window: Window, path: str) -> None:
    """An action of the JPO gets its number; the meeting cannot close before its items are done."""
    chair, observer = window("chair_kr"), window("observer")
    chair.press("Action")
    due = (clock.now() + dt.timedelta(days=30)).date()
    fill(chair, text=ACTION, due=due.isoformat())
    chair.page.locator("main [name=office]").select_option(label="JPO")
    chair.page.locator("main form button[type=submit]").first.click()
    chair.says("NETAI/3/A-1")
    assert chair.open(f"{path}close/").status == 409
    chair.open(f"{path}live/")
    call(chair, CLOSED)
    observer.open(f"{path}live/")
    observer.says("The meeting is not in open session now.")
    observer.is_silent_on(CLOSED)
    observer.look("live-outside")
    call(chair, "Opening and adoption of the agenda")
    for _each in range(20):
        if "No item is called." in chair.page.locator("main").inner_text():
            break
        chair.press("Next item")
    chair.open(path)
    chair.does("Close the meeting")
    chair.says("Closed")


# --- Afterwards --------------------------------------------------------------------------------------
def the_summary_is_corrected(window: Window, path: str) -> None:
    """Drafted from what was recorded; the JPO corrects a sentence, the secretariat takes it over."""
    secretariat, chair, member = window("secretariat"), window("chair_kr"), window("hod_jp")
    for key in ("secretariat", "observer", "hod_jp"):
        # The room's screens leave the room by themselves.
        expect(window(key).page).not_to_have_url(re.compile("/live/"), timeout=20_000)
        window(key).page.wait_for_load_state()
    secretariat.open(path)
    secretariat.does("Draft the summary")
    assert member.reads_nothing([f"{path}summary/"], TYPED) == {404}
    chair.open(path)
    chair.does("Open the review of the summary")
    member.open(f"{path}summary/")
    row = member.page.locator("li[id^=e-]", has_text=TYPED).first
    row.get_by_role("link", name=re.compile("Suggest a correction")).click()
    fill(member, text=CORRECTED)
    member.press("Suggest")
    secretariat.open(f"{path}summary/")
    secretariat.look("summary-review")
    secretariat.page.locator("main").get_by_role("link", name=re.compile("^Answer")).first.click()
    secretariat.page.get_by_label("Accept").first.check()
    secretariat.press("Answer")
    secretariat.says(CORRECTED)


def silence_adopts_it(site: Site, window: Window, path: str) -> None:
    """Announced, opened by the clock, received by all five, adopted."""
    chair, secretariat = window("chair_kr"), window("secretariat")
    chair.open(f"{path}summary/")
    chair.does("Put the summary to silence")
    ballot = str(site.stage(summary_round))
    moved(site, ballot, announced_at=-200_000, opened_at=-2)
    window("hod_ep").waits_for(ballot, "Break the silence")
    for key in HODS:
        window(key).open(ballot)
        expect(window(key).page.locator("main")).to_contain_text(re.compile("Received|received"))
    site.stage(lambda: everybody_received(ballot))
    moved(site, ballot, opened_at=-400_000, ends_at=1)
    chair.waits_for(path, "Summary adopted")
    secretariat.open(f"{path}summary/")
    secretariat.look("summary-adopted")


def members_read_the_reservation(window: Window, path: str) -> None:
    """The adopted summary, on screen and as a file, prints it to members; the observer reads the conclusion alone."""
    for key in ("hod_us", "hod_cn", "delegate_jp", "chair_kr"):
        member = window(key)
        member.open(f"{path}summary/")
        for words in (AGREED, FOOTNOTE, CORRECTED):
            member.says(words)
    observer = window("observer")
    observer.open(f"{path}summary/")
    observer.says(AGREED)
    for words in (RESERVED, CLOSED, "Reservation 1", "six languages: "):
        observer.is_silent_on(words)
    observer.look("summary-observer")
    assert FOOTNOTE in printed(window("delegate_jp"))
    found = printed(observer)
    assert AGREED in found
    assert [each for each in (RESERVED, CLOSED, "Reservation 1") if each in found] == []


def printed(reader: Visitor) -> str:
    """Return the text of the summary as this reader's DOCX file holds it."""
    _name, body = reader.downloads("DOCX")
    return "\n".join(each.text for each in Document(io.BytesIO(body)).paragraphs)


def the_extract_is_published(window: Window, path: str) -> None:
    """One paragraph goes into the extract; once published, everybody reads it."""
    secretariat = window("secretariat")
    secretariat.open(f"{path}summary/")
    secretariat.page.locator("main").get_by_role("button", name=re.compile("Into the extract")).first.click()
    assert secretariat.open(f"{path}publish-summary/").status == 409
    chair = window("chair_kr")
    chair.open(path)
    chair.does("Approve the publication")
    secretariat.open(path)
    secretariat.does("Publish")
    assert "NETAI/3" in str(secretariat.open("/public/meetings/3/").text())


def summary_round() -> Any:
    """Return the address of the round on the summary."""
    from meetings.models import SummaryRound

    return SummaryRound.objects.get().round.get_absolute_url()


def the_actions_are_carried_over(window: Window) -> None:
    """The JPO finds its action in the register; the secretariat draws it into the next meeting's agenda."""
    member, secretariat = window("delegate_jp"), window("secretariat")
    member.open("/meetings/register/")
    member.says(ACTION)
    member.says("NETAI/3/A-1")
    member.look("register")
    secretariat.open("/meetings/plan/")
    fill(secretariat, title="The next one", place="Tokyo", zone="Asia/Tokyo")
    secretariat.page.locator("main [name=host]").select_option(index=2)
    secretariat.press("Begin")
    path = secretariat.page.url.removeprefix(secretariat.url)
    secretariat.open(f"{path}agenda/")
    secretariat.press("Write the standing items")
    secretariat.press("Draw in")
    secretariat.page.get_by_label(re.compile("NETAI/3/A-1")).check()
    secretariat.look("agenda-draw")
    secretariat.press("Draw in")
    expect(secretariat.page.locator("main li.agenda__part", has_text="NETAI/3/A-1")).to_contain_text(ACTION)
