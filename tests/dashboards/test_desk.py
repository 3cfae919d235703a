"""The desk of an office: what is wanted of it, its drafts, its news, and nothing of another's draft."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ip5.dashboards import calculations
from ip5.kernel import clock
from meetings.actions import course, registration
from proposals import actions
from roadmap.models import Project
from tests import stages
from tests.cast import MEMBERS
from tests.meetings import stages as meetings
from tests.roadmap import scenes
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db

CANARY = "Qanary of the Alexandria desk"
LEAD = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
READERS = [key for key in MEMBERS if key != "inactive"]


def page(cast, key, name="dashboards:desk", **query):
    """Return the page as the member reads it."""
    response = cast.client(key).get(reverse(name), query)
    assert response.status_code == 200, key
    return response.content.decode()


def queries(cast, key, name="dashboards:desk"):
    """Return how many queries the page asks, everything included, once the session knows when it was used."""
    client = cast.client(key)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name)).status_code == 200
    return len(asked)


def test_everybody_has_a_first_page(cast):
    for key in READERS:
        assert "<h1>" in page(cast, key), key


def test_without_a_sign_in_the_way_leads_there(cast):
    response = cast.client("anonymous").get("/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_an_open_round_is_wanted_of_every_office_that_has_not_answered(cast):
    proposal = stages.in_ballot(cast, "Shared test sets")
    stages.answer(cast, proposal, {"hod_us": "object"})
    found = proposal.endorsements.get().round
    cast_url = reverse("ballots:cast", args=[found.uuid])
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_cn"):
        shown = page(cast, key)
        assert cast_url in shown
        assert "1 of 5 have answered" in shown
        assert found.full_symbol in shown
    assert cast_url not in page(cast, "hod_us")
    assert "Nothing is wanted of your office" in page(cast, "hod_us")


def test_a_delegate_reads_where_the_head_of_delegation_casts(cast):
    found = stages.in_ballot(cast, "Shared test sets").endorsements.get().round
    shown = page(cast, "delegate_jp")
    assert "Your head of delegation casts." in shown
    assert reverse("ballots:cast", args=[found.uuid]) not in shown


def test_no_desk_says_what_was_answered(cast):
    proposal = stages.in_ballot(cast, "Shared test sets")
    stages.answer(cast, proposal, {"hod_us": "object"})
    for key in READERS:
        if key != "hod_us":
            shown = page(cast, key)
            assert "Object" not in shown, key
            assert "Words of hod_us" not in shown, key


def test_the_head_of_delegation_asked_sees_the_request_and_nobody_else_there(cast):
    proposal = stages.asked(cast, "Asked of Alexandria")
    assert "The EPO asks for your consent" in page(cast, "hod_us")
    assert "Read and answer" in page(cast, "hod_us")
    assert "Asked of Alexandria" not in page(cast, "delegate_us")
    actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)
    assert "Read and answer" not in page(cast, "hod_us")


def test_a_declined_request_is_wanted_no_more(cast):
    actions.decline(stages.asked(cast, "Asked of Alexandria"), by=cast.hod_us)
    assert "Read and answer" not in page(cast, "hod_us")


@pytest.mark.parametrize(
    ("state", "days", "ask"),
    [
        ("active", 61, "No progress was reported for 60 days; your office leads the project."),
        ("planned", 61, "No progress was reported for 60 days; your office leads the project."),
        ("active", None, "Nothing was reported on it yet; your office leads the project."),
        ("active", 59, ""),
        ("planned", None, ""),
        ("completed", 61, ""),
    ],
)
def test_a_report_is_wanted_of_the_lead_by_the_rule_of_the_project_page(cast, state, days, ask):
    """The EPO leads the first project of the plan; of the others the last report is of today."""
    whole = scenes.keyed(plan())
    scenes.version(whole)
    Project.objects.update(reported_at=clock.now())
    at = clock.now() - dt.timedelta(days=days) if days else None
    status = "delayed" if state == "active" else ""
    Project.objects.filter(uuid=whole.projects[0].key).update(state=state, status=status, reported_at=at)
    others = {
        "deputy_ep",
        "head_ep",
        "hod_jp",
        "delegate_us",
        "chair_ep",
        "secretariat",
        "observer",
        "industry",
    }
    keys = {"delegate_ep", "hod_ep", *others}
    asked = {key for key in keys if "your office leads the project" in page(cast, key)}
    assert asked == ({"delegate_ep", "hod_ep"} if ask else set())
    assert ask in page(cast, "hod_ep")


def test_a_complete_text_waits_for_its_clearance(cast):
    proposal = stages.consented(cast, "Ready for Munich")
    assert "waits for your clearance" in page(cast, "hod_ep")
    assert "waits for your clearance" not in page(cast, "delegate_ep")
    assert "Complete, not cleared yet" in page(cast, "delegate_ep")
    actions.clear(proposal, by=cast.hod_ep, fingerprint=proposal.fingerprint)
    assert "waits for your clearance" not in page(cast, "hod_ep")
    assert "Cleared, ready to submit" in page(cast, "delegate_ep")


def test_an_incomplete_text_is_wanted_once_its_clearance_is_asked(cast):
    proposal = stages.draft(cast, "Early for Munich")
    assert "clear this text" not in page(cast, "hod_ep")
    actions.ask_clearance(proposal, by=cast.delegate_ep)
    assert "Your delegation asks you to clear this text." in page(cast, "hod_ep")


def test_our_drafts_say_what_is_missing_and_who_changed_them(cast):
    actions.create(by=cast.delegate_ep, values={"title": "Half a thought"})
    shown = page(cast, "hod_ep")
    assert "12 items missing" in shown
    assert "Delegate Ep" in shown


def test_a_draft_exists_on_no_desk_but_its_own_office_s(cast):
    """In no title, no notice and no count: the page is to the byte the one without the draft."""
    actions.create(by=cast.delegate_us, values={"title": CANARY})
    own = {"delegate_us", "hod_us", "leaver"}
    for key in READERS:
        assert (CANARY in page(cast, key)) == (key in own), key
        assert CANARY not in page(cast, key, "dashboards:inbox", show="all") or key in own, key
    actions.ask_clearance(actions.create(by=cast.delegate_us, values={"title": CANARY}), by=cast.delegate_us)
    assert "0 items" not in page(cast, "hod_jp")
    assert "No draft in your office" in page(cast, "hod_jp")
    assert "Nothing is wanted of your office" in page(cast, "hod_jp")
    assert "Nothing waits for a move" in page(cast, "chair_kr")
    assert "Nothing is shared with you yet" in page(cast, "observer")


def test_a_draft_lies_on_its_own_delegation_s_desks_alone(cast):
    stages.draft(cast, CANARY)
    assert {key for key in READERS if CANARY in page(cast, key)} == LEAD


def test_the_desk_costs_the_same_for_one_row_and_for_three(cast):
    # Each reader is counted with one and with three rows of everything on the desk.
    keys = ("hod_us", "delegate_ep", "hod_ep", "expert", "admin_ep")

    def fill(name):
        stages.in_ballot(cast, f"Ballot {name}")
        stages.asked(cast, f"Asked {name}")
        stages.consented(cast, f"Consented {name}")

    fill("one")
    one = {key: queries(cast, key) for key in keys}
    fill("two")
    fill("three")
    assert {key: queries(cast, key) for key in keys} == one
    # Ten, and the meetings ahead (decision 0022).
    assert max(one.values()) <= 11


def test_the_top_bar_s_search_leads_to_the_list(cast):
    client = cast.client("hod_jp")
    found = client.get(reverse("dashboards:search"), {"q": "test sets & more"})
    assert found["Location"] == f"{reverse('proposals:list')}?q=test+sets+%26+more"
    assert client.get(reverse("dashboards:search"))["Location"] == reverse("proposals:list")


def test_an_office_administrator_is_shown_the_people_and_no_proposal(cast):
    stages.submitted(cast, "Shared test sets")
    shown = page(cast, "admin_ep")
    assert reverse("accounts:people") in shown
    assert "Shared test sets" not in shown


def test_an_expert_reads_what_concerns_the_own_group(cast):
    stages.submitted(cast, "Shared test sets")
    stages.draft(cast, CANARY)
    shown = page(cast, "expert")
    assert "Shared test sets" in shown
    assert CANARY not in shown
    assert "Shared test sets" not in page(cast, "site_admin")


@pytest.mark.parametrize(
    ("span", "words", "soon"),
    [
        (dt.timedelta(days=12, hours=3), "12 days left", False),
        (dt.timedelta(days=3), "3 days left", True),
        (dt.timedelta(days=1, minutes=5), "1 day left", True),
        (dt.timedelta(hours=23, minutes=59), "23 hours left", True),
        (dt.timedelta(minutes=59), "Less than an hour left", True),
        (dt.timedelta(), "", True),
        (-dt.timedelta(days=1), "", True),
    ],
)
def test_what_is_left_is_said_in_words(span, words, soon):
    now = dt.datetime(2021, 4, 26, 8, tzinfo=dt.UTC)
    assert calculations.left(now, now + span) == words
    assert calculations.is_soon(now, now + span) is soon


class TestMeetings:
    def test_the_next_meeting_stands_on_every_desk_in_the_readers_zone(self, cast):
        meetings.announced(cast, title="A third meeting")
        for key in ("hod_jp", "chair_kr", "secretariat", "observer"):
            found = page(cast, key)
            assert "A third meeting" in found, key
            assert "Next meeting" in found, key
        assert "A third meeting" not in page(cast, "industry")

    def test_slots_and_registration_are_wanted_until_the_office_has_answered(self, cast):
        meeting = meetings.planned(cast, title="Asked about")
        assert "Asked about" not in page(cast, "delegate_jp")
        (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(meetings.noon(70), 1, 60)])
        assert "Your office is asked which times suit it." in page(cast, "delegate_jp")
        course.answer_slots(meeting, by=cast.hod_jp, answers={option.pk: "good"})
        assert "Your office is asked which times suit it." not in page(cast, "delegate_jp")
        assert "Your office is asked which times suit it." in page(cast, "delegate_us")
        opened = meetings.registering(cast, title="To register for")
        assert "Your office has not registered its delegation." in page(cast, "delegate_jp")
        registration.register(opened, by=cast.hod_jp, name="Sato", part="delegate", attends="room")
        assert "Your office has not registered its delegation." not in page(cast, "delegate_jp")
