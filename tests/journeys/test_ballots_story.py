"""Four ballots by keyboard alone: a silence broken, a confirmation, an extension, a third round in vain.

Each is one test, because each chapter stands on the one before; the chapters are functions, in order.
What passes by the clock is done by the site's own clock, whose instants the owner moves.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import silences, stages
from tests.cast import HODS
from tests.journeys import balloting, breaking
from tests.journeys.balloting import (
    OBJECTION,
    ONLY_HOD,
    PASSAGE,
    REMEDY,
    WHY,
    Window,
    by_keyboard,
    casts,
    choose,
    closes,
    confirms,
    does,
    download,
    fill,
    go,
    head_of,
    is_asked_whether_sure,
    mail,
    mails,
    moved,
    named,
    nobody_else_casts,
    observer_reads,
    opens,
    reach,
    staged,
    tick,
    verified,
)
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

RESERVATION = "Only for filings after the law of 2027."
WORDING = "Say criteria, not criterions."
TO_CONFIRM = "The budget of next year."
SAME_TEXT = "The text is that of the last round: say why it is put again."
NOTE = "Two offices asked for time to think."
PRINTED = "The offices asked for another wording."
THREE_ROUNDS = "3 rounds were opened this year: defer, refer or close the proposal."


@pytest.fixture
def window(visitor: Callable[..., Visitor]) -> Window:
    """Returns a member's one window; its owner has no mouse, from the sign-in on."""
    return functools.cache(lambda key: visitor(key, comes=by_keyboard))


# --- A silence broken in the last minute ------------------------------------------------------------
def test_silence_broken_in_the_last_minute(
    site: Site, window: Window, visitor: Callable[..., Visitor]
) -> None:
    draft = staged(site, silences.ready, "Silence to be broken")
    ballot = f"{draft}ballot/1/"
    breaking.the_chair_announces_it(site, window, draft, ballot)
    breaking.the_clock_opens_it(site, window, ballot)
    breaking.four_receive_by_opening_the_page(window, ballot)
    breaking.the_fifth_receives_without_script(visitor, window, ballot)
    breaking.who_may_not_break_it(window, draft, ballot)
    breaking.one_office_thinks_again(window("hod_jp"), ballot)
    breaking.it_is_broken_in_the_last_minute(site, window("hod_us"), draft, ballot)
    breaking.everybody_reads_by_whom(site, window, draft, ballot)


# --- Ad referendum confirmed ------------------------------------------------------------------------
def test_ad_referendum_confirmed(site: Site, window: Window) -> None:
    draft = staged(site, stages.tabled, "Accepted ad referendum")
    ballot = f"{draft}ballot/1/"
    opens(window("chair_kr"), draft)
    nobody_else_casts(site, window, ballot)
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_us"):
        casts(window(key), ballot, "support")
    casts(window("hod_cn"), ballot, "ad_referendum", text=TO_CONFIRM)
    it_closes_provisionally(site, window, draft, ballot)
    only_the_awaited_office_confirms(window, ballot)
    it_confirms_once(window("hod_cn"), ballot)
    it_is_settled(site, window, draft, ballot)


def it_closes_provisionally(site: Site, window: Window, draft: str, ballot: str) -> None:
    """chair.kr closes: the outcome is provisional, with a due date on the page and in the mail."""
    chair = window("chair_kr")
    closes(chair, ballot)
    expect(chair.page.locator(".outcome")).to_contain_text("Provisional, ad referendum")
    chair.look("provisional-chair")
    for key in ("hod_cn", "delegate_jp"):
        reader = window(key)
        reader.open(ballot)
        expect(reader.page.locator(".outcome")).to_contain_text("Due")
        for words in ("Awaited:", "CNIPA", "Due", "An office that has not spoken by then has no position."):
            expect(reader.page.locator("#additions")).to_contain_text(words)
        reader.says(TO_CONFIRM)
    head_of(site, "hod_cn", "Record of", ballot)
    assert TO_CONFIRM not in mail(site, "hod_cn", "Ad referendum due", ballot)
    observer_reads(window, draft, ballot, "Provisional, ad referendum", TO_CONFIRM, "Awaited")


def only_the_awaited_office_confirms(window: Window, ballot: str) -> None:
    """An office that gave its word, a delegate, a co-chair and an observer are refused with the reason."""
    reasons = {
        "hod_jp": "Your office is not awaited: it did not join ad referendum.",
        "delegate_jp": ONLY_HOD,
        "chair_kr": balloting.CHAIR_CASTS_NOTHING,
        "observer": balloting.NOT_ON_THE_ROLL,
    }
    for key, reason in reasons.items():
        other = window(key)
        assert other.open(f"{ballot}ad-referendum/").status == 403
        other.says(reason)


def it_confirms_once(head: Visitor, ballot: str) -> None:
    """hod.cn confirms, after saying that it may; in a second tab it cannot confirm again."""
    first, second = head.page, head.tab()
    second.goto(f"{head.url}{ballot}ad-referendum/")
    first.bring_to_front()
    head.open(ballot)
    head.look("provisional")
    assert go(head, "Confirm or decline") == 200
    head.look("confirm-form")
    choose(head, "kind", "decline")
    assert go(head, "Continue to confirmation") == 422
    head.look("confirm-errors")
    choose(head, "kind", "confirm")
    assert go(head, "Continue to confirmation") == 200
    head.says("“On behalf of the CNIPA I confirm Accepted ad referendum, NETAI/P/")
    is_asked_whether_sure(head, "Speak for the CNIPA")
    head.look("confirm-sure")
    tick(head)
    assert go(head, "Speak for the CNIPA") == 200
    head.says("The word of the CNIPA is recorded.")
    head.page = second
    second.bring_to_front()
    choose(head, "kind", "decline")
    fill(head, "[name=decline_text]", WHY)
    assert go(head, "Continue to confirmation") == 409
    second.close()
    head.page = first


def it_is_settled(site: Site, window: Window, draft: str, ballot: str) -> None:
    """The last word settles it: endorsed, in full agreement; the head of the settled record is mailed."""
    reader = window("delegate_jp")
    for path in (ballot, draft):
        reader.open(path)
        reader.says("Endorsed by the task force")
    reader.open(ballot)
    outcome = reader.page.locator(".outcome")
    for words in ("Endorsed by the task force", "full agreement", "Provisional at the close, settled"):
        expect(outcome).to_contain_text(words)
    expect(reader.page.locator("#additions")).to_contain_text("Confirmed")
    reader.is_silent_on(WHY)
    reader.look("settled")
    heads = {
        head_of(site, key, "Settled record of", ballot)
        for key in ("hod_cn", "hod_jp", "alternate_ep", "head_ep")
    }
    assert len(heads) == 1
    observer_reads(window, draft, ballot, "Endorsed by the task force", TO_CONFIRM, "Confirmed", "Hod Cn")
    window("observer").says("full agreement")


# --- Inquorate, extended, endorsed with two reservations --------------------------------------------
def test_inquorate_extended_endorsed_with_two_reservations(
    site: Site, window: Window, tmp_path: Path
) -> None:
    draft = staged(site, stages.tabled, "Extended once")
    ballot = f"{draft}ballot/1/"
    opens(window("chair_kr"), draft)
    nobody_else_casts(site, window, ballot)
    for key in ("hod_jp", "hod_us"):
        casts(window(key), ballot, "support")
    casts(window("hod_kr"), ballot, "reserve", kind="substantive", passage=PASSAGE, text=RESERVATION)
    it_is_extended_for_two_offices(site, window, ballot)
    casts(window("hod_ep"), ballot, "reserve", kind="linguistic", text=WORDING)
    casts(window("hod_cn"), ballot, "support")
    the_clock_closes_it(site, window, ballot)
    footnotes_are_for_members(window, draft, ballot)
    the_archive_proves_it(site, window, ballot, tmp_path)


def it_is_extended_for_two_offices(site: Site, window: Window, ballot: str) -> None:
    """Three have answered at the end: the clock extends once; HoD, alternate and Head of who is missing are told."""
    chair = window("chair_kr")
    chair.open(ballot)
    assert (
        chair.refused("Close the ballot") == "Early closing is possible once all five offices have answered."
    )
    moved(site, ballot, "ends_at", 1)
    chair.waits_for(ballot, "The round has been extended once")
    chair.says("The EPO and CNIPA have not answered.")
    chair.look("extended-chair")
    for key in ("hod_ep", "alternate_ep", "head_ep", "hod_cn"):
        mail(site, key, "Extended, your answer is missing", ballot)
    assert mails(site, "hod_jp", "Extended", ballot) == []


def the_clock_closes_it(site: Site, window: Window, ballot: str) -> None:
    """At the extended end the clock closes what all five have answered."""
    reader = window("delegate_jp")
    reader.open(ballot)
    for words in (RESERVATION, WORDING):
        reader.is_silent_on(words)
    moved(site, ballot, "ends_at", 1)
    reader.waits_for(ballot, "Endorsed by the task force with reservations")
    expect(reader.page.locator(".outcome")).to_contain_text("consensus")
    expect(reader.page.locator("#reservations li")).to_have_count(2)
    for words in ("substantive", "linguistic", RESERVATION, WORDING, PASSAGE):
        expect(reader.page.locator("#reservations")).to_contain_text(words)
    reader.look("reserved")


def footnotes_are_for_members(window: Window, draft: str, ballot: str) -> None:
    """Both reservations are footnotes of the text, for members; an observer reads neither, nor that there are any."""
    reader = window("delegate_jp")
    reader.open(draft)
    expect(reader.page.locator("#footnotes li")).to_have_count(2)
    for words in (RESERVATION, WORDING):
        expect(reader.page.locator("#footnotes")).to_contain_text(words)
    reader.look("footnotes")
    reader.open("/ballots/reservations/")
    reader.says(RESERVATION)
    reader.look("reservations")
    own = window("hod_kr")
    own.open(ballot)
    assert go(own, "Narrow") == 200
    own.look("reservation-narrow")
    said = (RESERVATION, WORDING, "substantive", "linguistic")
    observer_reads(window, draft, ballot, "Endorsed by the task force with reservations", *said)
    observer = window("observer")
    observer.open(draft)
    assert observer.page.locator("#footnotes").count() == 0


def the_archive_proves_it(site: Site, window: Window, ballot: str, folder: Path) -> None:
    """verify.py proves the archive with the mailed head, full and redacted; another head does not fit."""
    head = head_of(site, "alternate_ep", "Record of", ballot)
    assert head == head_of(site, "hod_jp", "Record of", ballot)
    member, observer = window("delegate_jp"), window("observer")
    member.open(ballot)
    full = download(member, "Full archive", folder)
    observer.open(ballot)
    redacted = download(observer, "Redacted archive", folder)
    assert RESERVATION not in redacted.read_text(encoding="utf-8")
    for file in (full, redacted):
        assert verified(file, head) == 0
        assert verified(file, "0" * 64) == 1
    uuid = balloting.round_of(site, ballot)
    assert observer.open(f"{uuid}archive/").status == 403
    member.open(ballot)
    assert go(member, "How to verify it") == 200
    member.look("verify")


# --- A third round without consensus ----------------------------------------------------------------
def test_third_round_without_consensus(site: Site, window: Window) -> None:
    draft = staged(site, stages.tabled, "Three times in vain")
    the_first_is_opened_in_two_tabs(window("chair_kr"), draft)
    nobody_else_casts(site, window, f"{draft}ballot/1/")
    casts(window("hod_cn"), f"{draft}ballot/1/", "object", **OBJECTION)
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_us"):
        casts(window(key), f"{draft}ballot/1/", "support")
    it_fails(window, draft, 1)
    the_second_needs_a_note(window, draft)
    for key in HODS:
        maintains(window(key), f"{draft}ballot/2/", "object" if key == "hod_cn" else "support")
    it_fails(window, draft, 2)
    the_text_is_revised(window, draft)
    the_third_is_on_another_text(window, draft)
    for key in HODS:
        maintains(window(key), f"{draft}ballot/3/", "object" if key == "hod_cn" else "support")
    it_fails(window, draft, 3)
    the_chair_chooses(window, draft)
    observer_reads(window, draft, f"{draft}ballot/3/", "No consensus", WHY, REMEDY, NOTE)


def the_first_is_opened_in_two_tabs(chair: Visitor, draft: str) -> None:
    """The same round is not opened twice: the second tab is told where the proposal stands."""
    first, second = chair.page, chair.tab()
    second.goto(f"{chair.url}{draft}open-round/")
    first.bring_to_front()
    opens(chair, draft)
    chair.page = second
    second.bring_to_front()
    assert go(chair, "Open the ballot") == 409
    second.close()
    chair.page = first


def it_fails(window: Window, draft: str, number: int) -> None:
    """One objection is no consensus, which everybody reads with the words and by name."""
    ballot = f"{draft}ballot/{number}/"
    closes(window("chair_kr"), ballot)
    reader = window("delegate_jp")
    reader.open(ballot)
    expect(reader.page.locator(".outcome")).to_contain_text("No consensus")
    expect(reader.page.locator(".why .is-decisive")).to_contain_text("CNIPA")
    for words in (WHY, REMEDY):
        reader.says(words)
    if number == 1:
        reader.look("no-consensus")


def the_second_needs_a_note(window: Window, draft: str) -> None:
    """On the same text a next round needs a word why; the offices read it beside the last round."""
    chair, reader = window("chair_kr"), window("delegate_jp")
    assert does(chair, draft, "Open the ballot") == 422
    chair.says(SAME_TEXT)
    chair.look("open-round-note")
    fill(chair, "[name=note]", NOTE)
    assert go(chair, "Open the ballot") == 200
    chair.says("The ballot is open.")
    reader.open(f"{draft}ballot/2/")
    compared = reader.page.locator("#compare")
    for words in ("The text is the same.", NOTE, "No consensus"):
        expect(compared).to_contain_text(words)
    assert reader.page.get_by_role("button", name=re.compile("^Maintain")).count() == 0
    reader.look("next-round-delegate")
    assert window("observer").reads_nothing([f"{draft}ballot/2/"], NOTE, "Beside the last round") == {200}


def maintains(head: Visitor, ballot: str, answer: str) -> None:
    """A head of delegation stands by its former position: one explicit press, and the usual confirmation."""
    head.open(ballot)
    if head.key == "hod_cn":
        head.look("maintain")
    assert go(head, f"Maintain: {answer}") == 200
    if answer == "object":
        for words in OBJECTION.values():
            head.says(words)
    confirms(head)


def the_text_is_revised(window: Window, draft: str) -> None:
    """chair.kr returns the proposal, the lead office revises it, and it comes back to the table."""
    chair, desk, lead = window("chair_kr"), window("delegate_ep"), window("hod_ep")
    assert does(chair, draft, "Return for revision", reason=PRINTED) == 200
    desk.open(f"{draft}revision/")
    fill(desk, "[name=deliverables]", "A glossary, in twelve months.")
    assert go(desk, "Save and compare") == 200
    lead.open(f"{draft}revise/")
    assert go(lead, "Submit the revision") == 200
    lead.says("The revision is submitted. All members are told.")
    assert does(chair, draft, "Admit to review") == 200
    assert does(chair, draft, "Table", reason=PRINTED) == 200
    chair.says("The proposal is tabled.")


def the_third_is_on_another_text(window: Window, draft: str) -> None:
    """A next round on a new text needs no note; whoever maintains is told that the text has changed."""
    opens(window("chair_kr"), draft)
    reader = window("hod_cn")
    reader.open(f"{draft}ballot/3/")
    reader.says("The text has changed since:")
    reader.says("Your former position was on")
    reader.look("next-round-changed")
    assert go(reader, "Compare the revisions") == 200
    expect(reader.page.locator("section[aria-labelledby=diff-deliverables] ins").first).to_be_visible()


def the_chair_chooses(window: Window, draft: str) -> None:
    """A fourth round is refused with the reason; to defer, refer and close are offered, and one is done."""
    chair = window("chair_kr")
    chair.open(draft)
    assert chair.refused("Open the ballot") == THREE_ROUNDS
    for label in ("Defer", "Refer to a group", "Close the proposal"):
        reach(chair, named(chair, label))
    chair.look("three-rounds")
    assert chair.open(f"{draft}open-round/").status == 403
    chair.says(THREE_ROUNDS)
    colleague = window("delegate_jp")
    for path in ("defer", "close"):
        assert colleague.open(f"{draft}{path}/").status == 403
    assert does(chair, draft, "Close the proposal", reason=PRINTED) == 200
    expect(chair.page.locator(".page-header__meta")).to_contain_text("Closed")
