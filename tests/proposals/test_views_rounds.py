"""The page of a round: what each hat sees while it is sealed and after."""

import pytest

from proposals import actions
from tests import stages

pytestmark = pytest.mark.django_db
MARK = "Words of hod_cn."


def page(cast, key, proposal, number=1):
    return cast.client(key).get(f"{proposal.get_absolute_url()}ballot/{number}/")


def test_a_sealed_round_shows_who_has_answered_and_never_what(cast):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, {"hod_cn": "object", "hod_jp": "support"})
    for key in ("hod_ep", "delegate_jp", "chair_kr", "chair_ep", "secretariat"):
        response = page(cast, key, proposal)
        assert response.status_code == 200
        assert [(row["office"].code, row["answer"]) for row in response.context["tally"]] == [
            ("EP", "none"),
            ("JP", "sealed"),
            ("KR", "none"),
            ("CN", "sealed"),
            ("US", "none"),
        ]
        assert (MARK in response.content.decode(), response.context["statements"]) == (False, [])


def test_the_own_office_reads_its_own_words_and_has_its_receipt(cast):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, {"hod_cn": "object"})
    response = page(cast, "hod_cn", proposal)
    assert MARK in response.content.decode()
    assert [row["term"] for row in response.context["receipt"]] == [
        "Act",
        "By",
        "Cast",
        "Ballot",
        "Text",
        "Entry",
    ]


@pytest.mark.parametrize(
    ("answers", "words"), [({}, "0 offices have answered"), ({"hod_jp": "object"}, "1 office has answered")]
)
def test_observers_see_how_many_have_answered(cast, answers, words):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, answers)
    response = page(cast, "observer", proposal)
    assert (response.status_code, words in response.content.decode(), response.context["tally"]) == (
        200,
        True,
        [],
    )


def test_a_closed_round_opens_the_positions_to_members_only(cast):
    proposal = stages.closed(cast, {"hod_cn": "reserve"})
    for key in ("delegate_jp", "chair_kr", "secretariat", "head_ep"):
        response = page(cast, key, proposal)
        assert [row["answer"] for row in response.context["tally"]] == ["support"] * 3 + [
            "reserve",
            "support",
        ]
        assert MARK in response.content.decode()
    observed = page(cast, "observer", proposal)
    text = observed.content.decode()
    assert (observed.context["tally"], observed.context["statements"], MARK in text) == ([], [], False)
    assert "Level of agreement: consensus." in text
    assert "Endorsed by the task force with reservations" in text


def test_a_cancelled_round_says_why_and_nothing_else(cast):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, {"hod_cn": "object"})
    actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip in the text.")
    for key in ("hod_ep", "chair_kr", "observer"):
        text = page(cast, key, proposal).content.decode()
        assert ("A slip in the text." in text, MARK in text) == (True, False)


@pytest.mark.parametrize("key", ["industry", "site_admin", "admin_ep"])
def test_outsiders_have_no_round(cast, key):
    proposal = stages.in_ballot(cast)
    assert page(cast, key, proposal).status_code == 404


def test_a_restricted_round_and_an_unknown_number_do_not_exist(cast):
    restricted = stages.in_ballot(cast, submit_visibility="members")
    assert page(cast, "observer", restricted).status_code == 404
    assert page(cast, "hod_jp", restricted).status_code == 200
    assert page(cast, "hod_jp", restricted, 2).status_code == 404
    assert page(cast, "hod_jp", restricted, 10**9).status_code == 404


def test_who_may_cast_gets_the_form_and_others_the_reason_and_what_they_prepare(cast):
    proposal = stages.in_ballot(cast)
    assert "form" in page(cast, "hod_jp", proposal).context
    for key, reason in {
        "delegate_jp": "Only the head of delegation commits the office",
        "alternate_ep": "You are not designated at present",
    }.items():
        response = page(cast, key, proposal)
        drawn = {each.name for each in response.templates}
        shown = ("ballots/_cast_form.html" in drawn, "ballots/_prepared_fields.html" in drawn)
        assert (*shown, reason in response.content.decode()) == (False, True, True)


def test_the_time_to_confirm_is_chosen_at_the_opening_and_shown_to_who_casts(cast):
    proposal = stages.tabled(cast)
    sent = {"days": "10", "ad_referendum_days": "15"}
    assert cast.client("chair_kr").post(f"/proposals/{proposal.uuid}/open-round/", sent).status_code == 302
    page = cast.client("hod_jp").get(f"/proposals/{proposal.uuid}/ballot/1/").content.decode()
    assert "to be confirmed within 15 common working days after the close" in page
    api = cast.client("hod_jp").get(f"/api/v1/rounds/{proposal.endorsements.get().round.uuid}/").json()
    assert api["ad_referendum_days"] == 15
