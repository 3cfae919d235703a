"""Chapters of a proposal's story: comments, sealed reviews, the return, the next revision, the response table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.cast import address
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

Window = Callable[[str], Visitor]
ON_CLEARING = "Only the head of delegation of the lead office commits it."
COMMENT = "Nine months are too short for five offices to agree on worked examples."
PASSAGE = "in nine months"
REPLY = "Would twelve months do, with the examples last?"
EDITORIAL = "=1+1 sets of notes? Say “one set” only once."
RETURN_REASON = "The term is disputed: agree on it with the JPO and submit again."
PART_REASON = "Twelve months for the notes; the examples follow six months later."
REVISED = "A set of notes, **in twelve months**, with worked examples six months later."
REVIEWS = {
    "US": ("support", 4, "The USPTO has examiners ready for this."),
    "JP": ("support_with_changes", 2, "The JPO asks for a longer term."),
    "KR": ("support", 3, "The MOIP trains from such notes already."),
    "CN": ("needs_work", None, "The CNIPA would see the examples first."),
}
# What the review holds is for the members: an observer reads none of it.
OF_MEMBERS = (COMMENT, REPLY, EDITORIAL[1:], PART_REASON, *(words for *_choice, words in REVIEWS.values()))
HEADS = ("No.", "Office", "On", "Kind", "Passage", "Comment", "Answer", "Reason")
CRITERIA = ("benefit_offices", "benefit_users", "feasibility", "effort", "scope")


def comments_of_two_kinds(window: Window, draft: str) -> None:
    """The JPO comments on the substance, the MOIP on a word; the EPO replies. WIPO reads none of it."""
    author, second, lead = window("delegate_jp"), window("hod_kr"), window("delegate_ep")
    author.open(f"{draft}review/")
    author.look("review-begun")
    author.press("Comment")
    expect(author.page.locator(".error-summary")).to_be_visible()
    author.look("comment-error")
    write_comment(author, "deliverables", "substantive", COMMENT, PASSAGE)
    second.open(f"{draft}review/")
    write_comment(second, "summary", "editorial", EDITORIAL)
    lead.open(f"{draft}review/")
    lead.says("2 comments, 2 without an answer")
    lead.page.get_by_role("link", name=re.compile("^Reply ?: Nine months")).click()
    lead.page.get_by_label("Reply").fill(REPLY)
    lead.press("Reply")
    lead.says("Your reply is written.")
    observer = window("observer")
    observer.open(draft)
    assert observer.page.get_by_role("link", name="Review", exact=True).count() == 0
    assert observer.reads_nothing(closed_pages(draft), *OF_MEMBERS) == {404}


def closed_pages(draft: str) -> list[str]:
    """Return the pages of the review, which do not exist for an observer."""
    return [f"{draft}{each}" for each in ("review/", "responses/", "responses.csv", "responses.xlsx")]


def write_comment(author: Visitor, section: str, kind: str, words: str, passage: str = "") -> None:
    """Fill in the form of a comment and send it."""
    page = author.page
    page.locator("[name=section]").last.select_option(section)
    page.locator("[name=kind]").last.select_option(kind)
    page.locator("[name=passage]").fill(passage)
    page.locator("[name=text]").fill(words)
    author.press("Comment")
    author.says("Your comment is written. The lead office is told.")


def the_first_review_is_sealed(window: Window, draft: str) -> None:
    """delegate.us prepares and cannot file; hod.us files, after saying that it may; nobody else reads it."""
    delegate, head = window("delegate_us"), window("hod_us")
    write_review(delegate, draft, "US", "Save")
    delegate.says("The review is saved. Only your delegation sees it.")
    assert delegate.refused("File the review") == "Only a head of delegation does this."
    assert delegate.open(f"{draft}review/file/").status == 403
    head.open(f"{draft}review/")
    head.press("File the review")
    head.press("File for the USPTO")
    head.says("Confirm first that you are authorised.")
    head.look("review-file")
    head.page.locator("[name=sure]").check()
    head.press("File for the USPTO")
    head.says("The review of the USPTO is filed.")
    head.says(REVIEWS["US"][2])
    for key in ("hod_jp", "hod_cn", "chair_kr", "hod_ep"):
        sees_no_review(window(key), draft, "US")
    chair = window("chair_kr")
    chair.open(f"{draft}review/")
    chair.says("1 of 4, on Rev.0")
    chair.says("The reviews are sealed until one’s own is filed or the period ends")


def the_second_office_files_by_keyboard(window: Window, draft: str) -> None:
    """delegate.jp prepares, hod.jp files without a mouse, and then sees both reviews with the spread."""
    delegate, head = window("delegate_jp"), window("hod_jp")
    delegate.open(f"{draft}review/prepare/")
    delegate.look("review-prepare")
    write_review(delegate, draft, "JP", "Save")
    delegate.says("The review is saved.")
    sees_no_review(delegate, draft, "US")
    head.open(f"{draft}review/file/")
    head.tab_to("[name=sure]")
    head.page.keyboard.press("Space")
    head.tab_to("main form button.button--primary")
    head.page.keyboard.press("Enter")
    head.says("The review of the JPO is filed.")
    for office in ("US", "JP"):
        head.says(REVIEWS[office][2])
    expect(head.page.locator(".spread")).to_have_text(["2–4"] * len(CRITERIA))
    head.look("review-scores")


def the_others_see_nothing_until_they_file(window: Window, draft: str) -> None:
    """The MOIP and the CNIPA write blind and then read all; the lead office waits for the end."""
    for code, acronym, filed in (("KR", "MOIP", ("US", "JP")), ("CN", "CNIPA", ("US", "JP", "KR"))):
        head = window(f"hod_{code.lower()}")
        sees_no_review(head, draft, *filed)
        write_review(head, draft, code, "Save and go on to filing")
        head.page.locator("[name=sure]").check()
        head.press(f"File for the {acronym}")
        head.says(f"The review of the {acronym} is filed.")
        for office in filed:
            head.says(REVIEWS[office][2])
    expect(window("hod_cn").page.locator(".spread")).to_have_text(["2–4"] * len(CRITERIA))
    for key in ("hod_ep", "delegate_ep", "chair_kr"):
        sees_no_review(window(key), draft, *REVIEWS)


def write_review(author: Visitor, draft: str, office: str, button: str) -> None:
    """Write the office's review on its page and press the button."""
    recommendation, score, words = REVIEWS[office]
    author.open(f"{draft}review/prepare/")
    author.page.locator(f"[name=recommendation][value={recommendation}]").check()
    for code in CRITERIA:
        author.page.locator(f"[name=score_{code}][value='{score or 'none'}']").check()
    author.page.locator("[name=text]").fill(words)
    author.press(button)


def sees_no_review(reader: Visitor, draft: str, *offices: str) -> None:
    """Fail if a word of these offices' reviews, or a spread, is on the page of the review or beside it."""
    words = [REVIEWS[office][2] for office in offices]
    paths = [f"{draft}review/", f"{draft}revisions/", f"{draft}history/"]
    assert reader.reads_nothing(paths, *words, "Spread") == {200}


def the_chair_returns_it(site: Site, window: Window, draft: str) -> None:
    """chair.kr returns the proposal with reasons; the lead office is told, and now reads the reviews."""
    chair, lead = window("chair_kr"), window("delegate_ep")
    chair.open(draft)
    chair.press("Return for revision")
    chair.page.get_by_label("Reason").fill(RETURN_REASON)
    chair.press("Return for revision")
    chair.says("The proposal is returned to the lead office.")
    site.wait_for_mail(address("delegate_ep"), "Returned for revision")
    lead.open(draft)
    lead.says(RETURN_REASON)
    lead.open(f"{draft}review/")
    for *_choice, words in REVIEWS.values():
        lead.says(words)


def a_comment_is_answered(lead: Visitor, draft: str) -> None:
    """To accept in part needs its reason, which is asked for."""
    answer_comment(lead, draft, COMMENT[:11], "part")
    lead.says("Give the reason; it is printed in the response table.")
    lead.look("thread-answer-error")
    lead.page.get_by_label("Reason").fill(PART_REASON)
    lead.press("Answer for the EPO")
    lead.says("The comment is answered. Its author is told.")
    lead.says("2 comments, 1 without an answer")


def answer_comment(lead: Visitor, draft: str, words: str, value: str) -> None:
    """Choose an answer on the page of the comment that begins with the words, and send it."""
    lead.open(f"{draft}review/")
    lead.page.get_by_role("link", name=re.compile(f"^Answer ?: {re.escape(words)}")).click()
    lead.page.locator(f"[name=answer][value={value}]").check()
    lead.press("Answer for the EPO")


def the_next_text_is_written(window: Window, draft: str) -> None:
    """delegate.ep writes Rev.1, looks at it and compares; with a comment open nobody submits it."""
    lead, head = window("delegate_ep"), window("hod_ep")
    lead.open(draft)
    lead.press("Write the revision")
    lead.page.locator("[name=deliverables]").fill(REVISED)
    lead.page.get_by_role("button", name=re.compile("^Preview ?: Deliverables")).click()
    expect(lead.page.locator("#preview-deliverables strong")).to_have_text("in twelve months")
    lead.look("revision-edit")
    lead.press("Save and compare")
    lead.says("Submit Rev.1")
    assert lead.refused("Submit the revision") == ON_CLEARING
    head.open(f"{draft}revise/")
    why = "Every comment is answered before a revision is submitted."
    assert head.refused("Submit the revision") == why
    expect(head.page.locator("#unanswered")).to_contain_text(EDITORIAL)
    head.look("revise")
    other = window("delegate_jp")
    new = "six months later"
    assert other.reads_nothing([f"{draft}revision/", f"{draft}revise/"], new) == {403}
    assert other.reads_nothing([draft, f"{draft}revisions/", f"{draft}history/"], new) == {200}


def the_head_submits_it_once_all_is_answered(window: Window, draft: str) -> None:
    """The last comment is answered; hod.ep submits the revision."""
    lead, head = window("delegate_ep"), window("hod_ep")
    answer_comment(lead, draft, EDITORIAL[:4], "accepted")
    lead.says("2 comments, all answered")
    head.open(f"{draft}revise/")
    head.press("Submit the revision")
    head.says("The revision is submitted. All members are told.")
    head.open(draft)
    expect(head.page.locator("#section-deliverables strong")).to_have_text("in twelve months")


def a_reader_sees_what_changed(reader: Visitor, draft: str) -> None:
    """delegate.jp reads Rev.0 against Rev.1, what it outdates, and notes the reading, by keyboard."""
    reader.open(draft)
    reader.press("Revisions")
    expect(reader.page.locator("#compared")).to_have_text("Rev.0 to Rev.1")
    changed = reader.page.locator("section[aria-labelledby=diff-deliverables]")
    expect(changed.locator("del")).to_contain_text(["nine"])
    expect(changed.locator("ins")).to_contain_text(["twelve", "six months later"])
    reader.says("Summary: unchanged")
    for words in ("Review of Rev.0, outdated by Rev.1", "Consent to Rev.0 as Co-lead, outdated by Rev.1"):
        reader.says(words)
    reader.look("revisions")
    reader.tab_to("form[action$='/read/'] button")
    reader.page.keyboard.press("Enter")
    reader.says("Noted: you have read Rev.1.")
    reader.says("You have read Rev.1, the newest. Nothing has changed since.")


def the_response_table_holds_every_comment(window: Window, draft: str) -> None:
    """Page, CSV and XLSX hold both comments with reply and answer; no cell begins as a formula."""
    reader = window("delegate_jp")
    reader.open(f"{draft}review/")
    reader.says("on an earlier text")
    reader.press("Response table")
    for words in (COMMENT, PASSAGE, REPLY, EDITORIAL, PART_REASON, "2 comments, all answered"):
        reader.says(words)
    reader.look("responses")
    name, body = reader.downloads("CSV")
    assert re.fullmatch(r"NETAI-P-\d{4}-\d+-responses\.csv", name)
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [[row[head] for head in HEADS] for row in rows] == [
        ["C-1", "JPO", "Deliverables", "substantive", PASSAGE, COMMENT, "Accepted in part", PART_REASON],
        ["C-2", "MOIP", "Summary", "editorial", "", f"'{EDITORIAL}", "Accepted", ""],
    ]
    assert [row["Replies"] for row in rows] == [f"EPO: {REPLY}", ""]
    name, body = reader.downloads("XLSX")
    assert name.endswith("-responses.xlsx")
    head, *lines = load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
    assert [dict(zip(head, [cell or "" for cell in line], strict=True)) for line in lines] == rows
