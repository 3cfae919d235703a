"""A roadmap from the workbench to its amendment: frozen, silent, cleared, returned, endorsed, embargoed, published.

One test, because each chapter stands on the one before. What passes by the clock is done by the site's own clock,
whose instants the owner moves. The first version takes the silence and the deputy heads and is returned by a Head;
the second is put to a ballot, skips the deputy heads with a reason, is answered by link and under a condition.
Each kind of answer is given once in the browser; where several offices say the same, the others' is staged.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from ip5.kernel import clock
from tests.cast import HODS, address
from tests.journeys.roadmapping import (
    PROJECT,
    Window,
    action_items,
    answers,
    embargo_is_over,
    everybody_received,
    fill,
    is_sure,
    moved,
    path_of,
    people,
    round_path,
    supports,
    the_other_heads_endorse,
    the_others_support,
)
from tests.journeys.site import Site, text_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

GOAL = "Classify with AI"
PREAMBLE = "The offices intend to co-operate."
RETURNED = "Name the data that is shared."
CONDITION = "The cost is named."
COST = "Two experts of each office."
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture
def window(visitor: Callable[..., Visitor]) -> Window:
    """Returns a member's one window."""
    return functools.cache(visitor)


def test_a_roadmap_from_the_workbench_to_its_amendment(
    site: Site, window: Window, visitor: Callable[..., Visitor]
) -> None:
    site.stage(people)
    first = the_body_compiles(site, window)
    it_is_frozen(window, first)
    nobody_changes_it(site, window, first)
    silence_adopts_it(site, window, first)
    the_deputies_clear_it(window, first)
    a_head_returns_an_item(site, window, first)
    second = the_next_version_is_derived(site, window, first)
    the_heads_endorse_it(site, window, visitor, second)
    the_condition_is_met(site, window, second)
    it_is_published_after_its_embargo(site, window, visitor, second)
    dates_are_amended(site, window, visitor)


# --- Compiled and frozen ----------------------------------------------------------------------------
def the_body_compiles(site: Site, window: Window) -> str:
    """chair.kr begins, the secretariat prepares: texts, a goal, a project, its plan. Return the version's path."""
    chair, secretariat = window("chair_kr"), window("secretariat")
    chair.open("/roadmap/versions/")
    chair.says("No version yet")
    chair.press("Begin a version")
    chair.page.get_by_label("Major").check()
    chair.press("Begin")
    chair.says("The version is being compiled.")
    chair.look("workbench-empty")
    secretariat.open("/roadmap/plan/")
    secretariat.press("Title and preamble")
    fill(secretariat, preamble=PREAMBLE)
    secretariat.press("Save")
    secretariat.press("Add a goal")
    fill(secretariat, title=GOAL)
    secretariat.page.get_by_label("Area").select_option("A")
    secretariat.page.get_by_label("Horizon").select_option("short")
    secretariat.press("Add")
    secretariat.page.get_by_role("link", name=PROJECT).click()
    secretariat.page.get_by_label("Goal").select_option(label=GOAL)
    secretariat.press("Add")
    fill(secretariat, starts_on="2027-01-04", ends_on="2026-01-04", stone_0="Half way")
    secretariat.press("Save the plan")
    secretariat.says("The end comes after the start.")
    secretariat.says("Give the day by which it is reached.")
    secretariat.look("plan-errors")
    fill(secretariat, ends_on="2027-10-29", stone_0_due="2027-06-01")
    secretariat.press("Save the plan")
    secretariat.says("Nothing is missing: a co-chair may freeze the version.")
    secretariat.look("workbench")
    path = path_of(site, state="compiling")
    for key in ("delegate_ep", "observer"):
        assert window(key).reads_nothing([path, "/roadmap/plan/"], PREAMBLE, GOAL) == {404}
    return path


def it_is_frozen(window: Window, path: str) -> None:
    """The secretariat may not; the chair freezes; the members read the seal, observers nothing."""
    secretariat, chair, member = window("secretariat"), window("chair_kr"), window("delegate_ep")
    assert secretariat.open(f"{path}freeze/").status == 403
    secretariat.says("Only a co-chair makes this move.")
    chair.open("/roadmap/plan/")
    chair.does("Freeze", "The plan is written down with its fingerprint")
    chair.says("NETAI/RM/1.0 Prov.1")
    member.open(path)
    member.says(PREAMBLE)
    expect(member.page.locator(".seal")).to_contain_text(re.compile("sha-256 [0-9a-f]{64}"))
    member.look("frozen")
    assert window("observer").reads_nothing([path], PREAMBLE) == {404}


def nobody_changes_it(site: Site, window: Window, path: str) -> None:
    """Not by the page, not over the API in the chair's own session, not by the shell's own role in SQL."""
    chair, uuid = window("chair_kr"), path.strip("/").split("/")[-1]
    assert chair.open("/roadmap/plan/").status == 404
    assert chair.open(f"{path}freeze/").status == 409
    sealed = seal_of(chair, path)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert chair.asks(method, f"/api/v1/versions/{uuid}/", {"title": "Other", "sha256": "0" * 64}) == 405
    with site.runtime() as runtime:
        for change in (
            "snapshot = '{}'",
            "sha256 = repeat('0', 64)",
            "title = 'Other'",
            "state = 'published'",
        ):
            with pytest.raises(Exception, match=r"frozen version|fingerprint|no move"):
                runtime.execute(f"UPDATE roadmap_version SET {change} WHERE uuid = %s", [uuid])
    assert seal_of(chair, path) == sealed


def seal_of(reader: Visitor, path: str) -> str:
    """Return the version's seal as its page shows it: when it was frozen, and its fingerprint."""
    reader.open(path)
    seal = reader.page.locator(".seal")
    expect(seal).to_contain_text(re.compile("sha-256 [0-9a-f]{64}"))
    return seal.inner_text()


# --- Approved and cleared ---------------------------------------------------------------------------
def silence_adopts_it(site: Site, window: Window, path: str) -> None:
    """Announced, opened by the clock, received by all five, adopted with a decision number."""
    chair = window("chair_kr")
    chair.open(path)
    chair.does("Announce a silence procedure", "common working days")
    ballot = round_path(site, "NETAI/RM/1.0 Prov.1", "task_force")
    moved(site, ballot, announced_at=-200_000, opened_at=-2)
    chair.waits_for(path, "Under approval by the task force")
    for key in HODS:
        head = window(key)
        head.open(ballot)
        expect(head.page.locator("main")).to_contain_text(re.compile("Received|received"))
    window("hod_jp").look("version-silence")
    site.stage(lambda: everybody_received(ballot))
    moved(site, ballot, opened_at=-400_000, ends_at=1)
    # The round's outcome stands there at once, the deputies are asked when the clock has seen it.
    chair.waits_for(path, "The clearance of the deputy heads of:")
    window("hod_jp").open(ballot)
    window("hod_jp").says("NETAI/DR/")


def the_deputies_clear_it(window: Window, path: str) -> None:
    """Each deputy head clears once; a head of delegation may not; the chair may not submit before the last."""
    chair, hod = window("chair_kr"), window("hod_jp")
    assert hod.open(f"{path}clear-as-deputy/").status == 403
    for code in ("ep", "jp", "kr", "cn", "us"):
        assert chair.open(f"{path}submit/").status == 409
        deputy = window(f"deputy_{code}")
        deputy.open(path)
        deputy.does("Clear as deputy", "It is given once.")
        deputy.says("Your clearance is recorded.")
        assert deputy.open(f"{path}clear-as-deputy/").status in {403, 409}
    window("deputy_us").open(path)
    window("deputy_us").look("cleared")


# --- The Heads --------------------------------------------------------------------------------------
def a_head_returns_an_item(site: Site, window: Window, path: str) -> None:
    """The Head of the JPO returns an item by the form, that of the CNIPA endorses; it is closed at their meeting."""
    chair, head, other = window("chair_kr"), window("head_jp"), window("head_cn")
    chair.open(path)
    chair.does("Submit to the Heads", "There is no silence and no time-out")
    ballot = round_path(site, "NETAI/RM/1.0 Prov.1", "heads")
    answers(head, ballot, "JPO", "return", PROJECT, RETURNED)
    head.look("heads-answered")
    answers(other, ballot, "CNIPA", "endorse")
    expect(other.page.locator("#sheet")).to_contain_text(RETURNED)
    site.stage(lambda: the_other_heads_endorse(ballot, "JP", "CN"))
    head.open(path)
    head.says(RETURNED)
    head.look("heads-returning")
    window("observer").open(path)
    window("observer").says(PREAMBLE)
    window("observer").is_silent_on(RETURNED)
    chair.open(path)
    chair.press("Close the Heads’ round")
    fill(chair, closing_note="Heads’ meeting, by video")
    chair.press("Close the Heads’ round")
    chair.says("Returned by the Heads")


def the_next_version_is_derived(site: Site, window: Window, path: str) -> str:
    """Same plan, the comment as an action item of the lead; frozen as Prov.2, voted on, deputies skipped."""
    chair = window("chair_kr")
    chair.open(path)
    chair.does("Derive the next version", "This one stays as it is")
    chair.page.get_by_role("link", name="Plan", exact=True).first.click()
    fill(chair, summary="One model, with the data named.")
    chair.press("Save the plan")
    chair.does("Freeze")
    second = path_of(site, symbol="NETAI/RM/1.0 Prov.2")
    items = site.stage(action_items)
    assert [owner for owner, _text in items] == ["EP"]
    assert items[0][1].startswith("Answer comment 1 of the Head of the JPO in NETAI/B/")
    chair.open(second)
    chair.does("Open the ballot")
    ballot = round_path(site, "NETAI/RM/1.0 Prov.2", "task_force")
    supports(window("hod_us"), ballot, "USPTO")
    site.stage(lambda: the_others_support(ballot, but="hod_us"))
    chair.open(second)
    chair.does("Close the round")
    chair.says("Endorsed by the task force")
    chair.press("Skip the deputy heads")
    fill(chair, reason="They cleared the same plan a week ago.")
    chair.press("Skip the deputy heads")
    chair.says("They cleared the same plan a week ago.")
    return second


def the_heads_endorse_it(site: Site, window: Window, visitor: Callable[..., Visitor], path: str) -> None:
    """The USPTO's Head endorses under a condition by the form, the EPO's from a mailed link; three more endorse."""
    chair, head = window("chair_kr"), window("head_us")
    chair.open(path)
    chair.does("Submit to the Heads")
    ballot = round_path(site, "NETAI/RM/1.0 Prov.2", "heads")
    answers(head, ballot, "USPTO", "endorse_subject_to", GOAL, CONDITION)
    site.stage(lambda: the_other_heads_endorse(ballot, "EP", "US"))
    assert chair.open(f"{path}close-heads/").status == 403
    chair.says("A Head has not answered and none returns the version")
    answers_by_link(site, window, visitor, ballot)
    head.open(path)
    head.says(CONDITION)
    head.look("sign-off")
    chair.open(f"{path}close-heads/")
    fill(chair, closing_note="Heads’ meeting, by video")
    chair.press("Close the Heads’ round")
    chair.says("Endorsed by the Heads subject to conditions")


def answers_by_link(site: Site, window: Window, visitor: Callable[..., Visitor], ballot: str) -> None:
    """The Head of the EPO endorses from a mailed link with the code the deputy reads out."""
    secretariat, deputy = window("secretariat"), window("deputy_ep")
    secretariat.open(ballot)
    secretariat.press("Send a link")
    secretariat.page.get_by_label(re.compile("Head Ep")).check()
    secretariat.press("Send the link")
    letter = text_of(site.wait_for_mail(address("head_ep"), "Answer by link"))
    found = re.search(rf"{re.escape(site.url)}/ballots/by-link/[\w-]{{43}}/", letter)
    assert found, letter
    deputy.open(ballot)
    code = CODE.search(deputy.page.locator("#links").inner_text())
    assert code
    holder = visitor("head_ep", signed_in=False)
    holder.open(found[0])
    holder.page.locator("[name=answer][value=endorse]").check()
    holder.press("Continue to confirmation")
    fill(holder, code=code[0])
    holder.press("Answer for the EPO")
    holder.says("The answer of the EPO is given")


def the_condition_is_met(site: Site, window: Window, path: str) -> None:
    """The secretariat logs the condition as met, that Head confirms, the clock makes the endorsement whole."""
    secretariat, head = window("secretariat"), window("head_us")
    ballot = round_path(site, "NETAI/RM/1.0 Prov.2", "heads")
    secretariat.open(ballot)
    secretariat.press("Log as met (condition 1 of the USPTO)")
    secretariat.part().locator("[name=text]").fill(COST)
    is_sure(secretariat, "Log condition 1 of the USPTO as met")
    secretariat.says("The condition is logged as met; that Head is asked.")
    head.open(ballot)
    head.press("Confirm (condition 1)")
    is_sure(head, "Confirm condition 1 of the USPTO")
    head.says("The condition is confirmed.")
    window("chair_kr").waits_for(path, "A co-chair approves the publication.")


# --- Published --------------------------------------------------------------------------------------
def it_is_published_after_its_embargo(
    site: Site, window: Window, visitor: Callable[..., Visitor], path: str
) -> None:
    """A co-chair approves, the secretariat sets an embargo; before it nobody outside reads, after it everybody."""
    chair, secretariat = window("chair_ep"), window("secretariat")
    assert secretariat.open(f"{path}publish/").status == 403
    chair.open(path)
    chair.does("Approve the publication")
    secretariat.open(path)
    secretariat.press("Publish")
    tomorrow = clock.now() + dt.timedelta(days=1)
    fill(secretariat, embargo_until=tomorrow.strftime("%Y-%m-%dT%H:%M"))
    secretariat.press("Publish")
    secretariat.says("Under embargo")
    secretariat.look("embargo")
    reader = visitor("reader", signed_in=False)
    reader.open("/public/")
    reader.is_silent_on(PREAMBLE)
    site.stage(lambda: embargo_is_over(path))
    secretariat.waits_for(path, "NETAI/RM/1.0")
    reader.waits_for("/public/", "NETAI/RM/1.0")
    reader.says(PROJECT)
    for words in (CONDITION, COST, RETURNED):
        reader.is_silent_on(words)
    reader.look("public-1.0")
    window("industry").open("/roadmap/versions/")
    window("industry").says("NETAI/RM/1.0")


def dates_are_amended(site: Site, window: Window, visitor: Callable[..., Visitor]) -> None:
    """A minor amendment moves an end; it needs no Head; 1.1 is current, 1.0 stays readable."""
    chair, secretariat = window("chair_kr"), window("secretariat")
    chair.open("/roadmap/versions/")
    chair.press("Begin a version")
    chair.page.get_by_label("Minor").check()
    chair.press("Begin")
    chair.page.get_by_role("link", name="Plan", exact=True).first.click()
    fill(chair, ends_on="2027-12-17")
    chair.press("Save the plan")
    chair.does("Freeze")
    path = path_of(site, symbol="NETAI/RM/1.1 Prov.1")
    chair.open(path)
    chair.does("Open the ballot")
    ballot = round_path(site, "NETAI/RM/1.1 Prov.1", "task_force")
    supports(window("hod_cn"), ballot, "CNIPA")
    site.stage(lambda: the_others_support(ballot, but="hod_cn"))
    chair.open(path)
    chair.does("Close the round")
    window("deputy_jp").open(path)
    window("deputy_jp").does("Take note as deputy")
    chair.open(path)
    chair.does("Approve the publication")
    secretariat.open(path)
    secretariat.does("Publish")
    secretariat.says("NETAI/RM/1.1")
    reader = visitor("reader", signed_in=False)
    reader.waits_for("/public/", "NETAI/RM/1.1")
    reader.says("17 Dec 2027")
    assert reader.open("/public/roadmap/1.0/").status == 200
    reader.look("public-old")
