"""Chapters of a silence procedure: announced, opened by the clock, received, broken in the last minute."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.cast import HODS
from tests.journeys.balloting import (
    CHAIR_CASTS_NOTHING,
    NOT_ON_THE_ROLL,
    OBJECTION,
    ONLY_HOD,
    REMEDY,
    SECONDED,
    WHY,
    Window,
    by_keyboard,
    choose,
    does,
    fill,
    go,
    instants,
    is_asked_whether_sure,
    leaves,
    mail,
    moved,
    named,
    observer_reads,
    reach,
    tick,
)
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

RECEIVED = "The receipt of your office is recorded."


def the_chair_announces_it(site: Site, window: Window, draft: str, ballot: str) -> None:
    """chair.ep is refused; chair.kr announces five days, and all five offices have mail."""
    seconded, chair = window("chair_ep"), window("chair_kr")
    seconded.open(draft)
    assert seconded.refused("Announce a silence procedure") == SECONDED
    assert seconded.open(f"{draft}announce-round/").status == 403
    chair.open(f"{draft}announce-round/")
    chair.look("silence-announce")
    assert does(chair, draft, "Announce a silence procedure") == 200
    chair.says("The silence procedure is announced. All five offices are told.")
    chair.look("silence-announced-chair")
    for key in HODS:
        mail(site, key, "Silence procedure announced", ballot)
    head = window("hod_kr")
    head.open(ballot)
    expect(named(head, "Refuse the silence procedure")).to_be_visible()
    head.look("silence-announced")


def the_clock_opens_it(site: Site, window: Window, ballot: str) -> None:
    """At its instant the clock opens the silence, and the offices are told."""
    moved(site, ballot, "opened_at", 0)
    window("chair_kr").waits_for(ballot, "The silence runs")
    mail(site, "hod_cn", "Silence opened", ballot)


def four_receive_by_opening_the_page(window: Window, ballot: str) -> None:
    """Opening the page is the receipt, once: not a second time, nor in a second tab, nor a delegate's."""
    colleague = window("delegate_jp")
    colleague.open(ballot)
    assert colleague.page.locator("#receipt-form").count() == 0
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_us"):
        head = window(key)
        head.open(ballot)
        expect(head.page.locator("[data-receipt-said]")).to_have_text(RECEIVED)
        expect(head.page.locator("[data-receipt-mine]")).to_have_text("Received just now")
    expect(head.page.locator("#received")).to_contain_text("4 of 5 offices")
    head.look("silence-received")
    tab = head.tab()
    for each in (head.page, tab):
        each.goto(head.url + ballot)
        assert each.locator("#receipt-form").count() == 0
        expect(each.locator("#received")).to_contain_text("4 of 5 offices")
    tab.close()


def the_fifth_receives_without_script(visitor: Callable[..., Visitor], window: Window, ballot: str) -> None:
    """Where no script runs, opening the page is no receipt: hod.cn presses "Received"."""
    head = by_keyboard(visitor("hod_cn", signed_in=False, java_script_enabled=False))
    for _ in range(2):
        head.open(ballot)
        expect(head.page.locator("[data-receipt-mine]")).to_have_text("No receipt yet")
    assert go(head, "Received") == 200
    head.says(RECEIVED)
    chair = window("chair_kr")
    chair.open(ballot)
    received = chair.page.locator("#received")
    expect(received).to_contain_text("5 of 5 offices")
    expect(received.get_by_text("page opened")).to_have_count(4)
    expect(received.get_by_text("“received” pressed")).to_have_count(1)
    chair.look("silence-open-chair")


def who_may_not_break_it(window: Window, draft: str, ballot: str) -> None:
    """A delegate, a co-chair and an observer cannot break it; the observer reads no receipt."""
    colleague = window("delegate_jp")
    colleague.open(ballot)
    assert colleague.refused("Break the silence") == ONLY_HOD
    colleague.look("silence-delegate")
    reasons = {
        "delegate_jp": ONLY_HOD,
        "chair_kr": CHAIR_CASTS_NOTHING,
        "observer": NOT_ON_THE_ROLL,
    }
    for key, reason in reasons.items():
        other = window(key)
        assert other.open(f"{draft}break-silence/").status == 403
        other.says(reason)
    observer = window("observer")
    observer.open(ballot)
    observer.says("The silence runs")
    observer.look("silence-observer")
    assert observer.reads_nothing([ballot], "Received by", "page opened", "“received” pressed") == {200}


def one_office_thinks_again(head: Visitor, ballot: str) -> None:
    """hod.jp begins to break the silence, is asked for what is missing, and leaves; nothing typed was lost."""
    head.open(ballot)
    go(head, "Break the silence")
    head.look("silence-break")
    choose(head, "answer", "object")
    assert go(head, "Continue to confirmation") == 422
    expect(head.page.locator(".error-summary")).to_be_visible()
    head.look("silence-break-errors")
    write_objection(head)
    head.says("object to")
    head.look("silence-confirm")
    is_asked_whether_sure(head, "Break the silence")
    reach(head, named(head, "Back to the form"))
    head.page.keyboard.press("Enter")
    expect(head.part().locator("[name=object_text]")).to_have_value(WHY)
    leaves(head, "Break the silence")
    head.open(ballot)
    head.says("The silence runs")


def write_objection(head: Visitor) -> None:
    """Type an objection with its passage, reason and remedy, and go on to the confirmation."""
    choose(head, "answer", "object")
    for name, words in OBJECTION.items():
        fill(head, f"[name=object_{name}]", words)
    assert go(head, "Continue to confirmation") == 200


def it_is_broken_in_the_last_minute(site: Site, head: Visitor, draft: str, ballot: str) -> None:
    """hod.us breaks it less than a minute before the instant; in a second tab it is too late."""
    first, second = head.page, head.tab()
    second.goto(f"{head.url}{draft}break-silence/")
    first.bring_to_front()
    head.open(ballot)
    moved(site, ballot, "ends_at", 50)
    go(head, "Break the silence")
    write_objection(head)
    head.says("“On behalf of the USPTO I object to the proposal Silence to be broken,")
    for words in OBJECTION.values():
        head.says(words)
    tick(head)
    assert go(head, "Break the silence") == 200
    head.says("The silence is broken. All five offices are told.")
    ended, closed = instants(site, ballot, "ends_at", "closed_at")
    assert 0 < (ended - closed).total_seconds() < 60
    head.page = second
    second.bring_to_front()
    choose(head, "answer", "object")
    for name, words in OBJECTION.items():
        fill(head, f"[name=object_{name}]", words)
    assert go(head, "Continue to confirmation") == 409
    second.close()
    head.page = first


def everybody_reads_by_whom(site: Site, window: Window, draft: str, ballot: str) -> None:
    """At once all members read who broke it and why, on the page; the mail names the office, not the words."""
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_us", "delegate_jp", "chair_kr", "secretariat"):
        reader = window(key)
        reader.open(ballot)
        expect(reader.page.locator(".outcome")).to_contain_text("Silence broken")
        reader.says("Broken by the USPTO")
        for words in OBJECTION.values():
            reader.says(words)
    reader.look("silence-broken")
    for key in (*HODS, "chair_kr"):
        told = mail(site, key, "Silence broken", ballot)
        assert "The USPTO broke the silence" in told
        assert [each for each in OBJECTION.values() if each in told] == []
    observer_reads(window, draft, ballot, "Silence broken", "Broken by", "page opened", WHY, REMEDY)
    window("observer").look("silence-broken-observer")
    chair = window("chair_kr")
    chair.open(draft)
    expect(chair.page.locator(".page-header__meta")).to_contain_text("Tabled")
    expect(named(chair, "Open the ballot")).to_have_attribute("href", f"{draft}open-round/")
