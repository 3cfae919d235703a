"""The main story, from a draft to its outcome, by the hands of everybody who has a part in it.

One test, because each chapter stands on the one before; its chapters are the functions below, in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Playwright, expect

from tests.cast import address
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.site import Site, text_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

Arrive = Callable[..., Visitor]
TITLE = "Common examination aids for AI-related inventions"
FIRST_WORDS = "Examiners of the five offices describe training data in five ways."
RESERVATION = "Only for applications filed after the law of 2027 enters into force."
COMMENT = "We shall contribute two examiners."
EARLY = "The Heads meet in three weeks and asked for an outcome."
SECTIONS = {
    "summary": "A shared glossary and a set of worked examples.",
    "benefit": "Applicants read one set of examples instead of five.",
    "deliverables": "Glossary, in six months. Examples, in twelve.",
    "resources": "Two examiners of each office, ten days each.",
    "risks": "Terms of national law cannot be replaced by a glossary.",
    "data_needed": "None",
    "earlier_work": "The comparative study of 2023.",
    "wipo_effect": "None",
}
SECONDED = "Your seconding office leads this proposal: the other co-chair makes every move on it."


@pytest.fixture
def author(
    site: Site, playwright: Playwright, chromium: str, tmp_path: Path
) -> Iterator[Callable[[], Visitor]]:
    """Opens the delegate's browser, again and again on one profile; the one before is killed, not closed."""
    profile, came = tmp_path / "profile", []

    def arrive() -> Visitor:
        if came:
            kill(profile)
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=chromium, args=ARGUMENTS, viewport={"width": 1280, "height": 900}
        )
        came.append(Visitor(context, site.url, "delegate_ep"))
        return came[-1]

    yield arrive
    if came:
        came[-1].context.close()
    assert [complaint for each in came for complaint in each.complaints] == []


def kill(profile: Path) -> None:
    """End the browser of this profile as a power cut would."""
    mine = []
    for process in psutil.process_iter(["cmdline"]):
        if any(part == f"--user-data-dir={profile}" for part in process.info["cmdline"] or []):
            mine.append(process)
    assert mine, "no browser of this profile runs"
    for process in mine:
        process.kill()
    psutil.wait_procs(mine, timeout=10)
    (profile / "SingletonLock").unlink(missing_ok=True)


def test_from_draft_to_outcome(site: Site, author: Callable[[], Visitor], visitor: Arrive) -> None:
    draft = the_delegate_drafts(author)
    nobody_else_sees_it(visitor, draft)
    the_co_lead_consents(visitor, site, draft)
    the_head_clears_and_submits(visitor, draft)
    chair = visitor("chair_kr")
    seconded = visitor("chair_ep")
    the_chair_brings_it_to_the_ballot(chair, seconded, draft)
    ballot = f"{draft}ballot/1/"
    the_request_arrives(site, ballot)
    five_heads_answer(visitor, ballot)
    the_chair_closes(chair, ballot)
    members_read_why(visitor, ballot)
    an_observer_reads_the_outcome_only(visitor, draft, ballot)
    the_digest_arrives(site)


def the_delegate_drafts(author: Callable[[], Visitor]) -> str:
    """delegate.ep drafts with the USPTO as co-lead; a killed browser loses nothing. Returns the path."""
    delegate = author()
    delegate.open("/")
    delegate.look("login")
    delegate.sign_in()
    delegate.look("desk-delegate-first")
    delegate.open("/proposals/")
    delegate.look("proposals-empty")
    delegate.press("New draft")
    delegate.look("draft-new")
    delegate.page.get_by_label("Title").fill(TITLE)
    delegate.press("Begin the draft")
    path = delegate.page.url.removeprefix(delegate.url).removesuffix("edit/")
    saved = delegate.page.locator("[data-autosave-status]")
    delegate.page.locator("[name=problem]").fill(FIRST_WORDS)
    expect(saved).to_contain_text("Saved at")
    delegate.look("draft-edit-begun")
    the_delegate_comes_back(author(), path)
    return path


def the_delegate_comes_back(delegate: Visitor, path: str) -> None:
    """In a fresh browser the words are there; the rest is filled in and the USPTO asked for its consent."""
    if "login" in delegate.page.url or "/account/" in delegate.open(f"{path}edit/").url:
        delegate.sign_in()
        delegate.open(f"{path}edit/")
    expect(delegate.page.locator("[name=problem]")).to_have_value(FIRST_WORDS)
    page = delegate.page
    for name, words in SECTIONS.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=area]").select_option("A")
    page.locator("[name=horizon]").select_option("short")
    page.locator("[name=group]").select_option("WG1")
    page.locator("[name=office_US]").select_option("co_lead")
    delegate.press("Save draft")
    delegate.says("The draft is saved.")
    delegate.look("draft-saved")
    assert "a delegate cannot commit the office" in delegate.refused("Submit")
    delegate.press("Ask for consent")
    delegate.look("deed-ask-consent")
    delegate.press("Ask for consent")
    delegate.says("The other offices are asked for their consent.")
    delegate.says("invited, has not answered")


def nobody_else_sees_it(visitor: Arrive, draft: str) -> None:
    """delegate.jp cannot tell the draft from one that never was; an observer neither."""
    for key in ("delegate_jp", "observer"):
        other = visitor(key)
        for path in (
            draft,
            f"{draft}history/",
            f"{draft}edit/",
            "/proposals/00000000-0000-4000-8000-000000000000/",
        ):
            assert other.open(path).status == 404
            other.is_silent_on(TITLE)
        other.look("404" if key == "delegate_jp" else "")
        for path in ("/proposals/", f"/proposals/?q={TITLE}", "/", "/inbox/"):
            assert other.open(path).ok
            other.is_silent_on(f">{TITLE}<")


def the_co_lead_consents(visitor: Arrive, site: Site, draft: str) -> None:
    """hod.us is asked by mail and on the desk, reads exactly the text, and consents."""
    letter = site.wait_for_mail(address("hod_us"), draft)
    assert TITLE not in f"{letter['Subject']}{text_of(letter)}", "a mail carries no draft's text"
    head = visitor("hod_us")
    head.look("desk-hod-asked")
    head.page.get_by_role("link", name="Read and answer").first.click()
    head.press("Consent")
    head.says("You consent to exactly the text shown here.")
    head.says(FIRST_WORDS)
    head.look("deed-consent")
    head.press("Consent")
    head.says("Your consent to this text is recorded.")
    assert head.refused("Consent") == "Your office has consented to this text."
    head.look("draft-consented")


def the_head_clears_and_submits(visitor: Arrive, draft: str) -> None:
    """hod.ep stamps the text, submits it, and it gets its symbol and Rev.0."""
    head = visitor("hod_ep")
    head.open(draft)
    head.press("Clear")
    head.look("deed-clear")
    head.press("Clear")
    head.says("The stamp holds for the present text.")
    head.press("Submit")
    head.look("deed-submit")
    head.press("Submit")
    head.says("The proposal is submitted.")
    expect(head.page.locator("main .symbol").first).to_contain_text("NETAI/P/")
    head.look("proposal-submitted")
    head.open(f"{draft}history/")
    head.says("Text cleared")
    head.look("history")


def the_chair_brings_it_to_the_ballot(chair: Visitor, seconded: Visitor, draft: str) -> None:
    """chair.kr admits, tables early and opens; chair.ep is refused at each of the three, with the reason."""
    chair.look("desk-chair")

    def both(label: str, path: str) -> None:
        seconded.open(draft)
        assert seconded.refused(label) == SECONDED
        assert seconded.open(f"{draft}{path}/").status == 403
        seconded.says(SECONDED)
        chair.open(draft)
        chair.press(label)

    both("Admit to review", "admit")
    seconded.look("403")
    chair.look("deed-admit")
    chair.press("Admit to review")
    chair.says("The proposal is under review.")
    chair.look("proposal-under-review")
    both("Table", "table")
    chair.press("Table")
    chair.says("Give the reason")
    chair.look("deed-table-error")
    chair.page.get_by_label("Reason for tabling early").fill(EARLY)
    chair.press("Table")
    chair.says(EARLY)
    chair.look("proposal-tabled")
    both("Open the ballot", "open-round")
    chair.look("deed-open-round")
    chair.press("Open the ballot")
    chair.says("The ballot is open.")
    assert "once all five offices have answered" in chair.refused("Close the ballot")
    chair.look("ballot-chair-open")
    seconded.open(draft)
    seconded.look("proposal-chair-recused")


def the_request_arrives(site: Site, ballot: str) -> None:
    """hod.jp has the request in the mailbox within a minute, with the link and without the text."""
    letter = site.wait_for_mail(address("hod_jp"), ballot)
    assert letter["Message-ID"]
    assert FIRST_WORDS not in text_of(letter)


def five_heads_answer(visitor: Arrive, ballot: str) -> None:
    """Five heads cast: one reserves, one abstains, one thinks again; nobody sees what another said."""
    japan = visitor("hod_jp")
    japan.look("desk-hod-wanted")
    japan.open("/inbox/")
    japan.look("inbox")
    japan.open("/ballots/")
    japan.look("ballots")
    japan.open(ballot)
    japan.look("ballot-open")
    answer(japan, "JPO", "abstain", "abstain from a position on", shots=True)
    japan.look("ballot-cast")
    korea = visitor("hod_kr")
    korea.open(ballot)
    answer(korea, "KIPO|MOIP", "abstain", "abstain from a position on")
    china = visitor("hod_cn")
    china.open(ballot)
    choose(china, "reserve")
    china.press("Continue to confirmation")
    expect(china.page.locator(".error-summary")).to_be_visible()
    china.look("cast-errors")
    china.page.locator("[name=reserve_passage]").fill("Deliverables")
    answer(china, "CNIPA", "reserve", "support with a reservation", RESERVATION)
    japan.open(ballot)
    japan.is_silent_on(RESERVATION)
    expect(japan.page.locator(".tally")).to_contain_text("sealed")
    japan.open(ballot)
    answer(japan, "JPO", "support", "support", COMMENT)
    expect(japan.page.get_by_text("Former positions of your office")).to_be_visible()
    for key, office in (("hod_ep", "EPO"), ("hod_us", "USPTO")):
        head = visitor(key)
        head.open(ballot)
        answer(head, office, "support", "support")
    colleague = visitor("delegate_jp")
    colleague.open(ballot)
    # The office has answered: a delegate reads what was prepared, and finds nothing to cast with.
    expect(colleague.page.get_by_role("link", name="What your delegation prepared")).to_be_visible()
    assert colleague.page.locator("input[name=answer]").count() == 0
    colleague.look("ballot-delegate")


def choose(head: Visitor, value: str) -> None:
    """Choose an answer on the round's page."""
    head.page.locator(f"input[name=answer][value={value}]").check()


def answer(head: Visitor, office: str, value: str, act: str, words: str = "", *, shots: bool = False) -> None:
    """Cast from the round's page: choose, confirm in the office's name, read the receipt."""
    choose(head, value)
    if words:
        head.page.locator(f"[name={value}_text]").fill(words)
    head.press("Continue to confirmation")
    sentence = re.compile(
        rf"“On behalf of the ({office}) I {act} the proposal {re.escape(TITLE)}, NETAI/P/\d+/\d+"
    )
    expect(head.page.locator(".dialog__act")).to_have_text(sentence)
    if shots:
        head.look("cast-confirm")
        head.page.get_by_role("button", name=re.compile("^Cast for the")).click()
        expect(head.part().locator("[name=sure]")).to_be_focused()
        assert head.page.locator("dialog[open]").count() == 1
    head.page.get_by_label(re.compile("^I am authorised to commit")).check()
    head.page.get_by_role("button", name=re.compile("^Cast for the")).click()
    head.says("Your receipt is below.")
    expect(head.page.locator("#receipt")).to_contain_text(re.compile("[0-9a-f]{64}"))


def the_chair_closes(chair: Visitor, ballot: str) -> None:
    """All five have answered: the chair closes before the end."""
    chair.open(ballot)
    chair.says("All five offices have answered")
    chair.is_silent_on(RESERVATION)
    chair.look("ballot-chair-complete")
    chair.press("Close the ballot")
    chair.look("deed-close-round")
    chair.press("Close the ballot")
    chair.says("Endorsed by the task force with reservations")


def members_read_why(visitor: Arrive, ballot: str) -> None:
    """The outcome page names the outcome, its level, the deciding test and everybody's position."""
    delegate = visitor("delegate_jp")
    delegate.open(ballot)
    outcome = delegate.page.locator(".outcome")
    expect(outcome).to_contain_text("Endorsed by the task force with reservations")
    expect(outcome).to_contain_text("Level of agreement: consensus")
    expect(delegate.page.locator(".why .is-decisive")).to_contain_text("Any reservation?")
    for words in (RESERVATION, "Deliverables", COMMENT):
        delegate.says(words)
    expect(delegate.page.locator(".tally .position--support")).to_have_count(3)
    expect(delegate.page.locator(".tally .position--abstain")).to_have_count(1)
    expect(delegate.page.locator(".tally .position--reserve")).to_have_count(1)
    delegate.look("outcome")
    delegate.open(ballot.removesuffix("ballot/1/"))
    delegate.says("Endorsed by the task force with reservations")
    delegate.look("proposal-endorsed")
    delegate.open("/proposals/")
    delegate.look("proposals")


def an_observer_reads_the_outcome_only(visitor: Arrive, draft: str, ballot: str) -> None:
    """WIPO sees outcome and level; of positions, their words and who gave them nothing is in the page."""
    observer = visitor("observer")
    observer.look("desk-observer")
    for path in ("/", "/ballots/", ballot, draft, f"{draft}history/"):
        assert observer.open(path).ok
        for words in (
            RESERVATION,
            COMMENT,
            "position--support",
            "position--reserve",
            "On behalf of",
            "did not oppose",
        ):
            observer.is_silent_on(words)
    observer.open(ballot)
    observer.says("Endorsed by the task force with reservations")
    observer.says("Level of agreement: consensus")
    observer.look("outcome-observer")


def the_digest_arrives(site: Site) -> None:
    """`send_digests --now` puts into hod.jp's mailbox what happened since."""
    said = site.manage("send_digests", "--now", "--to", address("hod_jp"))
    assert "1 sent" in said
    letter = site.wait_for_mail(address("hod_jp"), "Digest", within=5)
    assert "/ballot/1/" in text_of(letter)
    assert RESERVATION not in text_of(letter)
