"""What other answers would have made: after the close, for members, kept nowhere."""

import pytest

from ip5.ballots.models import Position, Round
from tests import stages
from tests.ballots import ended_rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(cast):
    """A closed round to which the CNIPA objects, and the address of its what-if."""
    round = stages.undecided(cast).endorsements.get().round
    return round, f"/ballots/{round.uuid}/what-if/"


@pytest.mark.parametrize(
    ("query", "outcome", "level", "changed"),
    [
        ("", "no_consensus", "", []),
        ("?CN=reserve", "tf_endorsed_with_reservations", "Consensus", ["CNIPA"]),
        ("?CN=support", "tf_endorsed", "Full agreement", ["CNIPA"]),
        ("?CN=none&US=none", "inquorate", "", ["CNIPA", "USPTO"]),
        ("?CN=abstain&US=abstain&EP=abstain", "insufficient_support", "", ["EPO", "CNIPA", "USPTO"]),
        ("?EP=reserve", "no_consensus", "", ["EPO"]),
    ],
)
def test_another_answer_gives_outcome_level_and_the_tests(cast, closed, query, outcome, level, changed):
    page = cast.client("delegate_jp").get(f"{closed[1]}{query}")
    shown = page.context
    assert (page.status_code, shown["outcome"], str(shown["level"]), shown["changed"]) == (
        200,
        outcome,
        level,
        changed,
    )
    assert shown["form"]["JP"].value() == "support"
    if query:
        assert shown["form"]["CN"].value() == (query.partition("CN=")[2].partition("&")[0] or "object")
    assert [line["is_decisive"] for line in shown["reading"]].count(True) == 1


def test_of_a_session_only_what_can_be_said_there_is_offered(cast):
    round = ended_rounds.session(cast)
    page = cast.client("hod_jp").get(f"/ballots/{round.uuid}/what-if/?JP=support")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["JP"])
    offered = [code for code, _label in page.context["form"].fields["JP"].choices]
    assert offered == ["present", "reserve", "object", "absent"]


def test_nothing_is_stored(cast, closed):
    before = (Round.objects.values().get(), list(Position.objects.values()))
    cast.client("hod_cn").get(f"{closed[1]}?CN=support")
    assert (Round.objects.values().get(), list(Position.objects.values())) == before


def test_an_answer_that_the_rule_does_not_know_is_refused(cast, closed):
    page = cast.client("hod_cn").get(f"{closed[1]}?CN=endorse")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["CN"])
    assert "outcome" not in page.context


def test_before_the_close_nothing_is_derived(cast):
    round = stages.in_ballot(cast).endorsements.get().round
    page = cast.client("hod_jp").get(f"/ballots/{round.uuid}/what-if/?CN=support")
    assert page.status_code == 409


def test_it_is_for_members_and_of_the_heads_for_their_circle(cast, closed):
    given = {key: cast.client(key).get(closed[1]).status_code for key in ("observer", "expert", "site_admin")}
    assert given == {"observer": 404, "expert": 404, "site_admin": 404}
    heads = ended_rounds.heads(cast, ended_rounds.five_heads(cast), "EP")
    address = f"/ballots/{heads.uuid}/what-if/"
    given = {key: cast.client(key).get(address).status_code for key in ("hod_jp", "chair_kr", "delegate_jp")}
    assert given == {"hod_jp": 200, "chair_kr": 200, "delegate_jp": 403}


def test_its_budget(cast, closed, django_assert_max_num_queries):
    client = cast.client("hod_jp")
    client.get(closed[1])
    with django_assert_max_num_queries(12):
        client.get(f"{closed[1]}?CN=support")
