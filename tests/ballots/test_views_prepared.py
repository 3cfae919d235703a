"""The page of a prepared position, the panel on the ballot, and what nobody else finds anywhere."""

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Position, PreparedPosition
from proposals import actions as proposal_actions
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
SECRET = "quagga thimble"
OBJECTION = {
    "answer": "object",
    "object_passage": f"passage {SECRET}",
    "object_text": f"text {SECRET}",
    "object_remedy": f"remedy {SECRET}",
}
STRANGERS = [
    *("hod_ep", "delegate_ep", "delegate_us", "chair_kr", "secretariat", "site_admin", "admin_ep"),
    *("observer", "industry", "expert", "leaver"),
]


@pytest.fixture
def ballot(cast):
    """A proposal in ballot, its round and the address of its page."""
    proposal = stages.in_ballot(cast)
    round = proposal.endorsements.get().round
    return proposal, round, f"/proposals/{proposal.uuid}/ballot/1/"


def prepared(cast, round, **changes):
    """Let the JPO's delegate prepare an objection on the page."""
    data = {**OBJECTION, "note": f"note {SECRET}", "version": "0", **changes}
    return cast.client("delegate_jp").post(f"/ballots/{round.uuid}/prepare/", data)


def test_a_delegate_gets_the_form_where_the_head_of_delegation_gets_cast(cast, ballot):
    _proposal, round, address = ballot
    page = cast.client("delegate_jp").get(address).content.decode()
    assert f'action="/ballots/{round.uuid}/prepare/"' in page
    assert f'action="/ballots/{round.uuid}/cast/"' not in page
    page = cast.client("hod_jp").get(address).content.decode()
    assert f'action="/ballots/{round.uuid}/cast/"' in page
    assert f'action="/ballots/{round.uuid}/prepare/"' not in page


def test_what_is_prepared_is_cast_by_the_head_of_delegation_in_one_click_to_the_confirmation(cast, ballot):
    _proposal, round, address = ballot
    assert prepared(cast, round).status_code == 302
    assert Position.objects.count() == 0
    hod = cast.client("hod_jp")
    way = f"/ballots/{round.uuid}/cast/prepared/"
    assert f'href="{way}"' in hod.get(address).content.decode()
    sure = hod.get(way)
    assert sure.templates[0].name == "ballots/sure.html"
    assert Position.objects.count() == 0
    hod.post(f"/ballots/{round.uuid}/cast/", {**dict(sure.context["hidden"]), "sure": "on", "confirmed": "1"})
    cast_now = Position.objects.get()
    assert (cast_now.office.code, cast_now.answer, cast_now.remedy) == ("JP", "object", f"remedy {SECRET}")


def test_nothing_typed_is_lost_when_a_colleague_saved_meanwhile(cast, ballot):
    _proposal, round, _address = ballot
    prepared(cast, round)
    late = prepared(cast, round, object_text="mine instead")
    assert late.status_code == 409
    text = late.content.decode()
    assert f"text {SECRET}" in text
    assert "mine instead" in text
    assert PreparedPosition.objects.get().text == f"text {SECRET}"
    again = prepared(cast, round, object_text="mine instead", version=late.context["form"]["version"].value())
    assert again.status_code == 302
    assert PreparedPosition.objects.get().text == "mine instead"


def test_missing_words_are_said_and_kept(cast, ballot):
    answer = prepared(cast, ballot[1], object_remedy="")
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["object_remedy"]


@pytest.mark.parametrize("key", STRANGERS)
def test_nobody_else_finds_anything_of_it(cast, ballot, key):
    proposal, round, address = ballot
    prepared(cast, round)
    browser = cast.client(key)
    for place in (
        address,
        f"/proposals/{proposal.uuid}/",
        f"/proposals/{proposal.uuid}/history/",
        f"/ballots/{round.uuid}/prepare/",
        f"/ballots/{round.uuid}/archive/",
        "/ballots/",
        f"/search/?q={SECRET}",
        f"/api/v1/rounds/{round.uuid}/",
        f"/api/v1/proposals/{proposal.uuid}/history/",
    ):
        text = browser.get(place).content.decode(errors="replace")
        words = text.replace(f'value="{SECRET}"', "")
        assert f"text {SECRET}" not in words, place
        assert "repared a position" not in words, place


def test_the_own_delegation_reads_it_on_the_page_and_in_the_course(cast, ballot):
    _proposal, round, address = ballot
    prepared(cast, round)
    for key in ("hod_jp", "delegate_jp"):
        text = cast.client(key).get(address).content.decode()
        assert f"text {SECRET}" in text
        assert f"note {SECRET}" in text
        assert "Prepared a position" in text


def test_the_course_still_says_that_an_office_answered_which_prepared_before(cast, ballot):
    _proposal, round, address = ballot
    prepared(cast, round)
    actions.cast(round, by=cast.hod_jp, answer="support")
    for key in ("hod_ep", "hod_jp", "chair_kr"):
        said = [row["who"] for row in cast.client(key).get(address).context["events"]]
        assert [str(each) for each in said].count("Answered") == 1


def test_a_next_round_on_another_text_marks_it_stale(cast):
    proposal = stages.in_ballot(cast)
    first = proposal.endorsements.get().round
    prepared(cast, first)
    stages.answer(cast, proposal, stages.FULL_SUPPORT | {"hod_cn": "object"})
    proposal_actions.close_round(proposal, by=cast.chair_kr)
    proposal_actions.return_for_revision(proposal, by=cast.chair_kr, reason="An annex.")
    working = proposal_actions.prepare_revision(proposal, by=cast.delegate_ep)
    proposal_actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"risks": "Fewer."}, version=working.version
    )
    proposal_actions.revise(proposal, by=cast.hod_ep)
    proposal_actions.admit(proposal, by=cast.chair_kr)
    proposal_actions.table(proposal, by=cast.chair_kr, reason="Near.")
    proposal_actions.open_round(proposal, by=cast.chair_kr, days=10)
    page = cast.client("hod_jp").get(f"/proposals/{proposal.uuid}/ballot/2/")
    assert page.context["is_stale"]
    symbol = f"{proposal.symbol} Rev.0"
    assert f"Prepared for R1, {symbol}: the text has changed since." in page.content.decode()
    compared = page.context["compared"]
    assert (compared["is_changed"], compared["own"]["answer"]) == (True, "support")
    assert {row["office"].code: row["former"]["answer"] for row in compared["rows"]}["CN"] == "object"
    assert (
        cast.client("observer").get(f"/proposals/{proposal.uuid}/ballot/2/").context.get("compared") is None
    )


@pytest.mark.parametrize("key", ["hod_jp", "delegate_jp", "hod_ep", "chair_kr", "secretariat", "observer"])
def test_the_page_keeps_its_budget(cast, key, django_assert_max_num_queries):
    proposal = stages.undecided(cast)
    proposal_actions.open_round(proposal, by=cast.chair_kr, days=10, note="The same text, once more.")
    second = proposal.endorsements.get(round__number=2).round
    actions.prepare(second, by=cast.delegate_jp, answer="support")
    client, address = cast.client(key), f"/proposals/{proposal.uuid}/ballot/2/"
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)


def test_everybody_is_in_the_cast(cast):
    assert set(STRANGERS) <= set(MEMBERS)


def test_maintaining_leads_to_the_confirmation_and_is_cast_only_there(cast):
    proposal = stages.undecided(cast)
    second = proposal_actions.open_round(proposal, by=cast.chair_kr, days=10, note="Once more.")
    page = cast.client("hod_cn").get(f"/proposals/{proposal.uuid}/ballot/2/")
    assert "Maintain: object" in page.content.decode()
    assert "Once more." in page.content.decode()
    sure = cast.client("hod_cn").get(f"/ballots/{second.uuid}/cast/former/")
    assert sure.templates[0].name == "ballots/sure.html"
    assert ("What would lift it", "A narrower wording.") in sure.context["saying"].spoken
    assert Position.objects.filter(round=second).count() == 0
    sent = {**dict(sure.context["hidden"]), "sure": "on", "confirmed": "1"}
    assert cast.client("hod_cn").post(sure.context["action"], sent).status_code == 302
    assert Position.objects.get(round=second).answer == "object"


def test_without_a_former_position_there_is_nothing_to_maintain(cast, ballot):
    assert cast.client("hod_jp").get(f"/ballots/{ballot[1].uuid}/cast/former/").status_code == 409
    assert cast.client("hod_jp").get(f"/ballots/{ballot[1].uuid}/cast/prepared/").status_code == 409
