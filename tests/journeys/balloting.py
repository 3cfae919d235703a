"""The keyboard of a member of the cast, and the steps of a ballot that every journey takes with it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Error, Locator, Response, expect

from proposals.models import Proposal
from tests import databases
from tests.cast import PASSWORD, Cast, address
from tests.journeys.site import ROOT, Site, text_of
from tests.journeys.visitor import Visitor

Window = Callable[[str], Visitor]
# Heard by the visitor like any other complaint: whoever says "by keyboard alone" has to mean it.
NO_MOUSE = """for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
  addEventListener(kind, () => console.error('not by keyboard: ' + kind), true);"""
HAS_FOCUS = "each => each === document.activeElement"
IS_SEEN = "each => [each, each.parentElement].some(one => getComputedStyle(one).outlineStyle !== 'none')"
# A page that was left, or a form in a dialog that was not there before.
MARK_AS_SEEN = "() => { window.wasHere = true; for (const each of document.forms) each.wasHere = true; }"
SOMETHING_CAME = (
    "() => !window.wasHere || [...document.querySelectorAll('dialog[open] form')].some(one => !one.wasHere)"
)
# How many places of the keyboard lie between the focus and the target; a group of radio buttons is one if chosen.
PLACES_BETWEEN = """each => {
  const here = document.activeElement;
  const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const isPlace = one => one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility()
    && (one.type !== 'radio' || one.checked);
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
    one => isPlace(one) && follows(here, one) && follows(one, each)).length;
}"""
MOST_TABS = 150
VERIFIER = ROOT / "docs" / "verify" / "verify.py"
# The clock looks every thirty seconds.
BY_THE_CLOCK = 120.0
SECONDED = "Your seconding office leads this proposal: the other co-chair makes every move on it."
ONLY_HOD = "Only the head of delegation commits the office, or an alternate while designated."
CHAIR_CASTS_NOTHING = "A co-chair casts nothing. The office answers through its own head of delegation."
NOT_ON_THE_ROLL = "Only the five member offices are on the roll."
PASSAGE = "Words on deliverables."
WHY = "Nine months are too short."
REMEDY = "Twelve months."
OBJECTION = {"passage": PASSAGE, "text": WHY, "remedy": REMEDY}
CAST = re.compile("^Cast for the ")


# --- The keyboard -----------------------------------------------------------------------------------
def by_keyboard(visitor: Visitor) -> Visitor:
    """Sign the visitor in without a mouse; one that is used from now on fails the journey.

    Who has signed in for another journey comes back with that session.
    """
    visitor.runs(NO_MOUSE)
    if visitor.comes_back():
        return visitor
    visitor.open("/account/login/")
    fill(visitor, "#id_login", address(visitor.key))
    fill(visitor, "#id_password", PASSWORD)
    assert enter(visitor) == 200
    return visitor.stays()


def reach(visitor: Visitor, target: Locator) -> None:
    """Press Tab, over the skip link into the main part, until the target has the focus and is seen to have it.

    The page counts how far it is, so that not each place on the way is asked; a wrong count only takes longer.
    """
    pressed = 0
    while pressed < MOST_TABS and not target.evaluate(HAS_FOCUS):
        steps = 1 + target.evaluate(PLACES_BETWEEN) if pressed else 1
        for _ in range(steps):
            visitor.page.keyboard.press("Tab")
        if pressed == 0 and visitor.focuses(".skip-link"):
            visitor.page.keyboard.press("Enter")
        pressed += steps
    assert target.evaluate(HAS_FOCUS), f"Tab never reaches {target}"
    assert target.evaluate(IS_SEEN), f"the focus on {target} is not visible"


def enter(visitor: Visitor) -> int:
    """Press Enter where the focus is; return the status of what comes: a page, or a dialog on this one.

    A dialog comes with a fetch. What is not for a dialog comes once more as a page, and that one counts.
    """
    answers: list[Response] = []

    def heard(answer: Response) -> None:
        answers.append(answer)

    visitor.page.on("response", heard)
    try:
        visitor.page.evaluate(MARK_AS_SEEN)
        visitor.page.keyboard.press("Enter")
        until = time.monotonic() + 10
        while not something_came(visitor):
            assert time.monotonic() < until, f"{visitor.key}: nothing comes at {visitor.page.url}"
            visitor.page.wait_for_timeout(50)
        visitor.page.wait_for_load_state()
    finally:
        visitor.page.remove_listener("response", heard)
    came = [each for each in answers if each.request.resource_type in {"document", "fetch"}]
    return [each for each in came if not 300 <= each.status < 400][-1].status


def something_came(visitor: Visitor) -> bool:
    """Whether the page was left, or a dialog shows a form that was not there before."""
    try:
        return bool(visitor.page.evaluate(SOMETHING_CAME))
    except Error:
        # Asked between two pages.
        return False


def named(visitor: Visitor, label: str | re.Pattern[str]) -> Locator:
    """Return the button, or else the link, with these words in the open dialog or the page's main part."""
    part = visitor.part()
    button = part.get_by_role("button", name=label, exact=True)
    return (button if button.count() else part.get_by_role("link", name=label, exact=True)).first


def go(visitor: Visitor, label: str | re.Pattern[str]) -> int:
    """Reach the button or link with these words, press Enter; return the status of the page or dialog that comes."""
    reach(visitor, named(visitor, label))
    return enter(visitor)


def is_asked_whether_sure(visitor: Visitor, label: str | re.Pattern[str]) -> None:
    """Press the act without having ticked the box: the dialog stays, and the box has the focus."""
    reach(visitor, named(visitor, label))
    visitor.page.keyboard.press("Enter")
    box = visitor.part().locator("[name=sure]")
    expect(box).to_be_focused()
    assert box.evaluate("each => each.closest('dialog').open && each.validity.valueMissing")


def leaves(visitor: Visitor, label: str) -> None:
    """Press Escape in the dialog that the button or link with these words opened: it has the focus again."""
    expect(visitor.page.locator("main dialog[open]")).to_have_count(1)
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("main dialog[open]")).to_have_count(0)
    expect(named(visitor, label)).to_be_focused()


def fill(visitor: Visitor, selector: str, words: str) -> None:
    """Reach the field and type the words over what stands there."""
    field = visitor.part().locator(selector).first
    reach(visitor, field)
    visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type(words)
    expect(field).to_have_value(words)


def choose(visitor: Visitor, name: str, value: str) -> None:
    """Reach the group of radio buttons, or the list, and go to the value by the arrow keys."""
    group = visitor.part().locator(f"[name={name}]")
    if group.first.evaluate("each => each.tagName") == "SELECT":
        reach(visitor, group.first)
        arrow_to(visitor, lambda: group.first.input_value() == value)
        return
    chosen = visitor.part().locator(f"[name={name}]:checked")
    reach(visitor, chosen if chosen.count() else group.first)
    visitor.page.keyboard.press("Space")
    arrow_to(visitor, visitor.part().locator(f"[name={name}][value={value}]").is_checked)


def arrow_to(visitor: Visitor, is_there: Callable[[], bool]) -> None:
    """Press the arrow down until what is wanted is chosen."""
    for _ in range(10):
        if is_there():
            break
        visitor.page.keyboard.press("ArrowDown")
    assert is_there(), "the arrow keys never reach it"


def tick(visitor: Visitor, name: str = "sure") -> None:
    """Reach the box and tick it."""
    box = visitor.part().locator(f"[name={name}]")
    reach(visitor, box)
    visitor.page.keyboard.press("Space")
    expect(box).to_be_checked()


def download(visitor: Visitor, label: str, folder: Path) -> Path:
    """Reach the link of a file and follow it; return where the file was put."""
    reach(visitor, named(visitor, label))
    with visitor.page.expect_download() as begun:
        visitor.page.keyboard.press("Enter")
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


# --- The site ---------------------------------------------------------------------------------------
def staged(site: Site, stage: Callable[..., Proposal], title: str) -> str:
    """Bring a proposal to the stage by the product's own deeds; return its path."""
    return site.stage(lambda: stage(Cast(), title).get_absolute_url())


def round_of(site: Site, ballot: str) -> str:
    """Return the path under which the round of this page takes its deeds."""
    from ip5.ballots.models import Round

    return site.stage(lambda: f"/ballots/{Round.objects.get(address=ballot).uuid}/")


def instants(site: Site, ballot: str, *names: str) -> list[datetime]:
    """Return these instants of the round of this page."""
    from ip5.ballots.models import Round

    return site.stage(lambda: list(Round.objects.values_list(*names).get(address=ballot)))


def moved(site: Site, ballot: str, instant: str, seconds: float) -> None:
    """Set an instant of the round to so many seconds from now.

    Only the owner can, with the guard off: the runtime role has no way to shorten a round.
    """
    with databases.owning(site.database) as owner, owner.transaction():
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        owner.execute(
            f"UPDATE ballots_round SET {instant} = clock_timestamp() + %s * interval '1 second' WHERE address = %s",
            [seconds, ballot],
        )
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")


# --- The ballot -------------------------------------------------------------------------------------
def does(visitor: Visitor, path: str, label: str, **words: str) -> int:
    """Go from the page to the deed's page, type its words, press its button; return the status then."""
    visitor.open(path)
    assert go(visitor, label) == 200
    for name, text in words.items():
        fill(visitor, f"[name={name}]", text)
    return go(visitor, label)


def opens(chair: Visitor, draft: str, **words: str) -> None:
    """A co-chair opens the next round of the proposal."""
    assert does(chair, draft, "Open the ballot", **words) == 200
    chair.says("The ballot is open.")


def casts(head: Visitor, ballot: str, answer: str, *, kind: str = "", **words: str) -> None:
    """A head of delegation casts on the round's page: chooses, types, confirms, reads the receipt."""
    head.open(ballot)
    choose(head, "answer", answer)
    if kind:
        choose(head, f"{answer}_kind", kind)
    for name, text in words.items():
        fill(head, f"[name={answer}_{name}]", text)
    assert go(head, "Continue to confirmation") == 200
    confirms(head)


def confirms(head: Visitor) -> None:
    """Say that one is authorised, cast, and read the receipt."""
    for words in head.part().locator(".record").all_inner_texts():
        assert words.strip(), "an empty heading on the confirmation"
    tick(head)
    assert go(head, CAST) == 200
    head.says("Your receipt is below.")
    expect(head.page.locator("#receipt")).to_contain_text(re.compile("[0-9a-f]{64}"))


def closes(chair: Visitor, ballot: str) -> None:
    """A co-chair closes the round once all five have answered."""
    chair.open(ballot)
    chair.says("All five offices have answered")
    assert does(chair, ballot, "Close the ballot") == 200
    chair.says("The ballot is closed.")


def nobody_else_casts(site: Site, window: Window, ballot: str) -> None:
    """A delegate, a co-chair and an observer are refused with the reason, at the page and at the deed."""
    deed = f"{round_of(site, ballot)}cast/"
    reasons = {"delegate_jp": ONLY_HOD, "chair_kr": CHAIR_CASTS_NOTHING, "observer": NOT_ON_THE_ROLL}
    for key, reason in reasons.items():
        other = window(key)
        other.open(ballot)
        assert other.page.get_by_role("button", name="Continue to confirmation").count() == 0
        assert other.open(deed).status == 403
        other.says(reason)


def observer_reads(window: Window, draft: str, ballot: str, says: str, *words: str) -> None:
    """WIPO reads the outcome on the round's page, and on no page who said what, or any of the words."""
    observer = window("observer")
    observer.open(ballot)
    observer.says(says)
    assert observer.reads_nothing([ballot, draft, f"{draft}history/", "/ballots/", "/"], *words) == {200}
    assert observer.reads_nothing(["/ballots/reservations/"], *words) == {404}


def mail(site: Site, key: str, subject: str, ballot: str) -> str:
    """Return the text of the member's mail with this subject about this round; fails when none comes in time."""
    until = time.monotonic() + BY_THE_CLOCK
    while True:
        texts = mails(site, key, subject, ballot)
        if texts:
            return texts[-1]
        assert time.monotonic() < until, f"no mail {subject!r} for {key} about {ballot}"
        time.sleep(0.5)


def mails(site: Site, key: str, subject: str, ballot: str) -> list[str]:
    """Return the texts of the member's mails with this subject about this round."""
    letters = [
        each for each in site.mails(address(key)) if str(each["Subject"]).startswith(f"NET/AI: {subject}")
    ]
    return [text for text in map(text_of, letters) if ballot in text]


def head_of(site: Site, key: str, subject: str, ballot: str) -> str:
    """Return the head of the round's record that was mailed to the member, 64 digits."""
    text = mail(site, key, subject, ballot)
    found = re.search(r"head of its record: ([0-9a-f]{64})\b", text)
    assert found, text
    return found[1]


def verified(archive: Path, head: str) -> int:
    """Run the verifier as anybody would, on the file alone; return how it ended."""
    command = [sys.executable, "-I", str(VERIFIER), str(archive), "--head", head]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode
