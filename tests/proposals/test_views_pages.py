"""The page of a proposal: each act offered or explained, the life cycle, the history."""

import re

import pytest

from ip5.audit.models import Event
from proposals import actions
from tests import stages
from tests.proposals.telling import fresh

pytestmark = pytest.mark.django_db


def page(cast, key, proposal, name=""):
    response = cast.client(key).get(f"{proposal.get_absolute_url()}{name}")
    assert response.status_code == 200
    return response


def acts(cast, key, proposal):
    """Return act -> nothing where it is offered, else its reason."""
    offered = page(cast, key, proposal).context["acts"]
    return {each["name"]: str(each["verdict"].reason) for each in offered}


EARLY = "Early closing is possible once all five offices have answered."
PARTIAL = "Your seconding office leads this proposal: the other co-chair makes every move on it."
OF_CHAIR = ["admit", "return_for_revision", "table", "defer", "refer_to_group", "open_comments"]


@pytest.mark.parametrize(
    ("stage", "key", "expected"),
    [
        ("submitted", "chair_kr", dict.fromkeys(OF_CHAIR, "")),
        ("submitted", "chair_ep", dict.fromkeys(OF_CHAIR, PARTIAL)),
        ("submitted", "hod_jp", {}),
        ("submitted", "hod_us", {"leave": ""}),
        ("submitted", "observer", {}),
        ("submitted", "expert", {}),
        (
            "in_ballot",
            "chair_kr",
            {"extend_round": "", "close_round": EARLY, "cancel_round": "", "open_comments": ""},
        ),
        ("closed", "chair_kr", {}),
        ("asked", "hod_us", {"consent": "", "decline": ""}),
    ],
)
def test_every_possible_act_is_offered_or_says_why_not(cast, stage, key, expected):
    proposal = stages.STAGES[stage](cast)
    assert acts(cast, key, proposal) == expected
    text = page(cast, key, proposal).content.decode()
    assert [reason for reason in expected.values() if reason and reason not in text] == []
    for name, reason in expected.items():
        link = f'{proposal.get_absolute_url()}{name.replace("_", "-")}/"'
        assert (link in text) is (reason == ""), name


def test_the_lead_office_sees_its_own_acts_and_the_checklist(cast):
    proposal = stages.asked(cast)
    assert list(acts(cast, "delegate_ep", proposal)) == [
        "ask_consent",
        "ask_clearance",
        "clear",
        "submit",
        "delete",
    ]
    checklist = page(cast, "delegate_ep", proposal).context["checklist"]
    assert [each["label"] for each in checklist if not each["met"]] == [
        "consent of another participating office"
    ]
    assert page(cast, "hod_us", proposal).context["checklist"] == []


@pytest.mark.parametrize(
    ("stage", "steps", "now"),
    [
        ("draft", ["Draft", "Submitted", "Under review", "Tabled", "In ballot", "Task force outcome"], 0),
        ("submitted", ["Submitted", "Under review", "Tabled", "In ballot", "Task force outcome"], 0),
        ("under_review", ["Submitted", "Under review", "Tabled", "In ballot", "Task force outcome"], 1),
        ("returned", ["Submitted", "Returned for revision", "Tabled", "In ballot", "Task force outcome"], 1),
        ("tabled", ["Submitted", "Under review", "Tabled", "In ballot", "Task force outcome"], 2),
        ("in_ballot", ["Submitted", "Under review", "Tabled", "In ballot", "Task force outcome"], 3),
        ("closed", ["Submitted", "Under review", "Tabled", "In ballot", "Endorsed by the task force"], 4),
    ],
)
def test_the_life_cycle(cast, stage, steps, now):
    context = page(cast, "hod_ep", stages.STAGES[stage](cast)).context
    assert ([label for label, _note in context["steps"]], context["step_now"]) == (steps, now)


def test_who_sees_a_draft_is_said_on_it(cast):
    proposal = stages.draft(cast)
    assert page(cast, "hod_ep", proposal).context["who_sees"] == "Visible to the EPO only."
    actions.ask_consent(proposal, by=cast.delegate_ep)
    assert page(cast, "hod_us", proposal).context["who_sees"] == (
        "The EPO opened this draft to you. Nobody else in other offices learns of it."
    )


def test_the_stamp_is_shown_and_that_it_no_longer_holds(cast):
    proposal = stages.draft(cast)
    actions.clear(proposal, by=cast.hod_ep, fingerprint=proposal.fingerprint)
    assert "The stamp holds for the present text." in page(cast, "delegate_ep", proposal).content.decode()
    actions.edit(proposal, by=cast.delegate_ep, values={"risks": "More."}, version=fresh(proposal).version)
    assert "The text has changed since" in page(cast, "delegate_ep", proposal).content.decode()


# verbs of a submitted proposal, newest first, and who reads them
DRAFTING = ["Consented to take part", "Consent asked of the other offices"]
READ = {
    "hod_ep": ["Submitted, Rev.0 fixed", *DRAFTING, "Draft begun"],
    "hod_us": ["Submitted, Rev.0 fixed", *DRAFTING],
    "hod_jp": ["Submitted, Rev.0 fixed"],
    "chair_kr": ["Submitted, Rev.0 fixed"],
    "observer": ["Submitted, Rev.0 fixed"],
    "expert": [],
}


@pytest.mark.parametrize("key", READ)
def test_the_history_shows_what_was_open_when_it_was_done(cast, key):
    proposal = stages.submitted(cast)
    response = page(cast, key, proposal, "history/")
    assert [each["who"] for each in response.context["events"]] == READ[key]
    hashes = set(re.findall(r"\b[0-9a-f]{64}\b", response.content.decode()))
    chain = set(Event.objects.for_subject(proposal).values_list("hash", flat=True))
    # Number and hash only for who may see every entry of the chain.
    assert hashes & chain == (chain if key == "hod_ep" else set())


def test_a_restricted_proposal_shows_no_gap_to_observers(cast):
    stages.submitted(cast, "Zanzibar quince", submit_visibility="members")
    opened = stages.submitted(cast, "Open to all")
    assert opened.symbol.endswith("/001")
    text = cast.client("observer").get("/proposals/").content.decode()
    assert ("quince" in text, "/PR/" in text, opened.symbol in text) == (False, False, True)


@pytest.mark.parametrize("name", ["", "history/"])
def test_pages_are_only_read(cast, name):
    proposal = stages.submitted(cast)
    address = f"{proposal.get_absolute_url()}{name}"
    assert cast.client("hod_ep").post(address).status_code == 405
    assert cast.client("anonymous").get(address).status_code == 302
