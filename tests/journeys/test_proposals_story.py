"""A proposal of two offices, from the shared draft over review and revision to the table, by everybody's hands.

One test, because each chapter stands on the one before; its chapters are the functions below, in order.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import address
from tests.journeys import reviewing
from tests.journeys.reviewing import ON_CLEARING, Window
from tests.journeys.site import Site, text_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

TITLE = "Shared training notes for examiners of AI inventions"
SECTIONS = {
    "summary": "One set of notes, written once and read in five offices.",
    "problem": "Each office trains its examiners from notes of its own.",
    "deliverables": "A set of notes, in twelve months.",
    "resources": "Two examiners of each office, ten days each.",
    "risks": "National law cannot be taught from common notes.",
    "data_needed": "None",
    "earlier_work": "The comparative study of 2023.",
    "wipo_effect": "None",
}
THEIRS = "Applicants meet examiners who were taught from the same page."
MINE = "Each of the five offices trains its examiners from notes of its own making."
NOTE_BACK = "Name the month, or I shall be asked for it in the meeting."
IN_MONTHS = "A set of notes, **in nine months**, with worked examples."
SECONDED = "Your seconding office leads this proposal: the other co-chair makes every move on it."
EARLY = "The offices agreed on the term in writing; a second review would add nothing."


def test_from_a_shared_draft_to_the_table(site: Site, window: Window) -> None:
    draft = a_delegate_opens_the_draft_to_another_office(window("delegate_ep"))
    the_others_delegate_comes(site, window("delegate_us"), draft)
    two_write_at_once(window("delegate_ep"), window("delegate_us"), draft)
    outsiders_find_nothing(window, draft)
    the_head_sends_it_back(site, window, draft)
    the_note_stays_inside(site, window, draft)
    it_is_cleared_and_submitted(window, draft)
    the_other_chair_admits_it(window, draft)
    reviewing.comments_of_two_kinds(window, draft)
    reviewing.the_first_review_is_sealed(window, draft)
    reviewing.the_second_office_files_by_keyboard(window, draft)
    reviewing.the_others_see_nothing_until_they_file(window, draft)
    reviewing.the_chair_returns_it(site, window, draft)
    reviewing.a_comment_is_answered(window("delegate_ep"), draft)
    reviewing.the_next_text_is_written(window, draft)
    reviewing.the_head_submits_it_once_all_is_answered(window, draft)
    reviewing.a_reader_sees_what_changed(window("delegate_jp"), draft)
    reviewing.the_response_table_holds_every_comment(window, draft)
    the_chair_tables_it(window, draft)


def a_delegate_opens_the_draft_to_another_office(delegate: Visitor) -> str:
    """delegate.ep drafts all but one section and opens the draft to the USPTO. Returns the draft's path."""
    delegate.open("/proposals/new/")
    page = delegate.page
    page.get_by_label("Title").fill(TITLE)
    delegate.press("Begin the draft")
    page.wait_for_url("**/edit/")
    path = page.url.removeprefix(delegate.url).removesuffix("edit/")
    for name, words in SECTIONS.items():
        page.locator(f"[name={name}]").fill(words)
    for name, value in {"area": "A", "horizon": "medium", "group": "WG1", "office_US": "co_lead"}.items():
        page.locator(f"[name={name}]").select_option(value)
    delegate.press("Save draft")
    delegate.says("The draft is saved.")
    delegate.says("Visible to the EPO only.")
    delegate.press("Who can see it and why")
    page.locator("[name=office-office]").select_option("US")
    page.locator("[name=office-level]").select_option("edit")
    delegate.press("Open to this office")
    delegate.says("The draft is opened, and those concerned are told.")
    delegate.says("the draft is opened to it: read, write notes and edit")
    delegate.look("sharing")
    return path


def the_others_delegate_comes(site: Site, guest: Visitor, draft: str) -> None:
    """delegate.us is told by mail without the text, reads the draft, and may write but not manage it."""
    letter = site.wait_for_mail(address("delegate_us"), draft)
    assert TITLE not in f"{letter['Subject']}{text_of(letter)}", "a mail carries no draft's text"
    guest.open(draft)
    guest.says("The EPO opened this draft to you.")
    for name in ("Submit", "Clear", "Ask for clearance", "Delete the draft"):
        assert guest.page.get_by_role("button", name=name, exact=True).count() == 0
    assert guest.open(f"{draft}sharing/").status == 403
    guest.says("Who sees a draft is for the lead office to know and to say.")


def two_write_at_once(delegate: Visitor, guest: Visitor, draft: str) -> None:
    """Both edit; delegate.us saves first, by keyboard. delegate.ep meets both texts and keeps both."""
    for each in (delegate, guest):
        each.open(draft)
        each.press("Edit the draft")
        each.page.wait_for_url("**/edit/")
    guest.says("whom it is open to after submission is for the EPO to say.")
    guest.look("draft-edit-shared")
    guest.tab_to("[name=benefit]")
    guest.page.keyboard.type(THEIRS)
    guest.tab_to(".form__bar button.button--primary")
    guest.page.keyboard.press("Enter")
    guest.says("The draft is saved.")
    delegate.page.locator("[name=problem]").fill(MINE)
    assert delegate.press_for("Save draft") == 409
    delegate.says("Delegate Us saved this draft in the meantime.")
    expect(delegate.page.locator("#differing del")).to_contain_text([THEIRS])
    expect(delegate.page.locator("#differing ins").first).to_contain_text("of the five offices")
    expect(delegate.page.locator("[name=problem]")).to_have_value(MINE)
    delegate.look("draft-merge")
    delegate.page.locator("[name=benefit]").fill(THEIRS)
    delegate.press("Save draft")
    delegate.says("The draft is saved.")
    for words in (MINE, THEIRS):
        delegate.says(words)


def outsiders_find_nothing(window: Window, draft: str) -> None:
    """Another office's delegate and WIPO cannot tell the draft from one that never was."""
    api = draft.replace("/proposals/", "/api/v1/proposals/")
    for key in ("delegate_jp", "observer"):
        other = window(key)
        closed = [draft, api, *(f"{draft}{each}/" for each in ("edit", "sharing", "history", "review"))]
        assert other.reads_nothing(closed, TITLE) == {404}
        assert other.reads_nothing(["/", "/inbox/", "/proposals/"], TITLE) == {200}


def the_head_sends_it_back(site: Site, window: Window, draft: str) -> None:
    """delegate.ep cannot clear and asks; hod.ep is told, and sends the text back with a note."""
    delegate, head = window("delegate_ep"), window("hod_ep")
    delegate.open(draft)
    assert delegate.refused("Clear") == ON_CLEARING
    assert delegate.open(f"{draft}clear/").status == 403
    delegate.says(ON_CLEARING)
    delegate.open(draft)
    delegate.does("Ask for clearance", "Your head of delegation is told that this text waits for clearance.")
    delegate.says("Your head of delegation is asked to clear the text.")
    site.wait_for_mail(address("hod_ep"), draft)
    head.open("/")
    head.says("Your delegation asks you to clear this text.")
    head.page.locator(f"main .wanted__act a[href='{draft}']").click()
    head.press("Send back")
    head.page.get_by_label("Note to the desk").fill(NOTE_BACK)
    head.press("Send back")
    head.says("The text is sent back. Your delegation is told.")
    head.says(NOTE_BACK)


def the_note_stays_inside(site: Site, window: Window, draft: str) -> None:
    """The note reaches the desk and nobody else: no mail, no page of the office that edits along."""
    assert NOTE_BACK not in text_of(site.wait_for_mail(address("delegate_ep"), "Sent back"))
    for key in ("delegate_us", "hod_us"):
        paths = [draft, f"{draft}edit/", f"{draft}history/", "/inbox/"]
        assert window(key).reads_nothing(paths, NOTE_BACK, "Sent back") == {200}
    delegate = window("delegate_ep")
    delegate.open(draft)
    delegate.says(NOTE_BACK)
    delegate.page.get_by_label("Note", exact=True).fill("Nine months, then.")
    delegate.press("Write a note")
    delegate.says("Your note is written.")
    delegate.look("draft-notes")


def it_is_cleared_and_submitted(window: Window, draft: str) -> None:
    """The desk mends the text and asks the USPTO; hod.us consents to it; hod.ep clears and submits."""
    delegate, other, head = window("delegate_ep"), window("hod_us"), window("hod_ep")
    delegate.open(f"{draft}edit/")
    delegate.page.locator("[name=deliverables]").fill(IN_MONTHS)
    delegate.press("Save draft")
    delegate.says("in nine months")
    for label in ("Ask for consent", "Ask for clearance"):
        delegate.does(label)
        delegate.page.wait_for_url(f"**{draft}")
    other.open(draft)
    other.does("Consent", "in nine months")
    other.says("Your consent to this text is recorded.")
    head.open(draft)
    for label in ("Clear", "Submit"):
        head.does(label, "in nine months")
        head.page.wait_for_url(f"**{draft}")
    head.says("The proposal is submitted.")
    for key in ("delegate_jp", "observer"):
        paths = [draft, f"{draft}history/", "/inbox/"]
        inside = (NOTE_BACK, "Sent back", "Clearance asked", "Text cleared", "Opened to another office")
        assert window(key).reads_nothing(paths, *inside) == {200}


def the_other_chair_admits_it(window: Window, draft: str) -> None:
    """chair.ep, seconded by the lead office, is refused; chair.kr admits the proposal to review."""
    seconded, chair = window("chair_ep"), window("chair_kr")
    seconded.open(draft)
    assert seconded.refused("Admit to review") == SECONDED
    assert seconded.open(f"{draft}admit/").status == 403
    chair.open(draft)
    chair.does("Admit to review")
    chair.says("The proposal is under review.")


def the_chair_tables_it(window: Window, draft: str) -> None:
    """chair.kr admits Rev.1 again and tables it early, with the reason printed for all."""
    chair, observer = window("chair_kr"), window("observer")
    chair.open(draft)
    chair.does("Admit to review")
    chair.says("The proposal is under review.")
    chair.press("Table")
    chair.page.get_by_label("Reason for tabling early").fill(EARLY)
    chair.press("Table")
    chair.says("The proposal is tabled.")
    observer.open(draft)
    observer.says(EARLY)
    paths = [draft, f"{draft}history/", f"{draft}revisions/", "/"]
    assert observer.reads_nothing(paths, NOTE_BACK, *reviewing.OF_MEMBERS) == {200}
    assert observer.reads_nothing(reviewing.closed_pages(draft), *reviewing.OF_MEMBERS) == {404}
