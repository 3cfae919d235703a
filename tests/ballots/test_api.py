"""Rounds over the API: the question, the roll, the outcome; positions only where they are open; casting."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.api.serializers import plain
from ip5.ballots import actions as ballots
from ip5.ballots import rules
from ip5.ballots.api import DEEDS
from ip5.ballots.models import Position, Round
from ip5.kernel.text import sha256_hex
from proposals import actions
from proposals.models import Proposal
from tests.api import scenes
from tests.api.scenes import UNKNOWN, call, proposal_at, round_of
from tests.cast import HODS, MEMBERS

pytestmark = pytest.mark.django_db

MEMBERS_SEE = {"EP", "JP", "KR", "CN", "US", "TF"}
UNSEEING = ("admin_ep", "site_admin", "industry")
SECRET = "words of"


def shown(cast, key, found):
    """Return the round's detail for a member of the cast."""
    answer = call(cast.client(key), "get", f"/rounds/{found.uuid}/")
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def opened(cast):
    """An open round in which nobody has answered."""
    return round_of(proposal_at("in_ballot", cast))


@pytest.fixture
def answered(cast):
    """An open round in which all five have answered."""
    return round_of(proposal_at("answered", cast))


@pytest.fixture
def closed(cast):
    """A closed round."""
    return round_of(proposal_at("closed", cast))


@pytest.fixture
def short(cast):
    """A short round, in which "not urgent" may be pressed."""
    proposal = proposal_at("tabled", cast)
    return actions.open_round(proposal, by=cast.chair_kr, days=5, short_reason="A meeting is near.")


def test_the_question_is_shown_with_its_hash(cast, opened):
    for key in ("hod_ep", "delegate_jp", "chair_ep", "secretariat", "observer"):
        found = shown(cast, key, opened)
        assert found["sha256"] == sha256_hex(found["text"]) == opened.text_sha256
        assert json.loads(found["text"])["title"] == "Some words."
        assert (found["state"], found["outcome"], found["explanation"]) == ("open", "", None)
        assert (found["seats"], found["rule"]) == (5, {"code": "tf_explicit", "version": 2})


def test_members_see_who_has_answered_and_observers_how_many(cast, opened):
    ballots.cast(opened, by=cast.hod_kr, answer="support")
    for key in ("hod_ep", "delegate_jp", "chair_kr", "secretariat"):
        found = shown(cast, key, opened)
        assert [line["office"] for line in found["roll"]] == ["EP", "JP", "KR", "CN", "US"]
        assert [line["has_answered"] for line in found["roll"]] == [False, False, True, False, False]
        assert found["answered"] == 1
    found = shown(cast, "observer", opened)
    assert found["answered"] == 1
    assert {line["has_answered"] for line in found["roll"]} == {None}
    assert {line["answered_at"] for line in found["roll"]} == {None}


def test_a_changed_position_does_not_show_in_the_count(cast, opened):
    ballots.cast(opened, by=cast.hod_kr, answer="support")
    before = shown(cast, "observer", opened)
    ballots.cast(opened, by=cast.hod_kr, answer="object", passage="p", text="t", remedy="r")
    assert shown(cast, "observer", opened) == before


@pytest.mark.parametrize("key", ["hod_jp", "delegate_ep", "chair_kr", "secretariat"])
def test_a_changed_position_does_not_show_to_a_member_before_the_close(cast, answered, key):
    """Until close an office's casts show as one entry; from then on the instant of the last is given."""
    before = shown(cast, key, answered)
    last = ballots.cast(answered, by=cast.hod_kr, answer="object", passage="p", text="t", remedy="r")
    assert shown(cast, key, answered) == before
    actions.close_round(Proposal.objects.get(), by=cast.chair_kr)
    after = {line["office"]: line["answered_at"] for line in shown(cast, key, answered)["roll"]}
    assert dt.datetime.fromisoformat(after["KR"]) == last.at


@pytest.mark.parametrize("key", [key for key in MEMBERS if key not in {*UNSEEING, "inactive"}])
def test_positions_are_sealed_until_close_but_for_the_own_delegation(cast, answered, key):
    office, capacity, _facts = MEMBERS[key]
    own = [office] if capacity in {"delegate", "hod", "alternate", "deputy", "head"} else []
    found = shown(cast, key, answered)
    assert [line["office"] for line in found["positions"]] == own
    if not own:
        assert SECRET not in json.dumps(found)


@pytest.mark.parametrize("key", [key for key in MEMBERS if key not in {*UNSEEING, "expert", "inactive"}])
def test_positions_are_open_to_members_once_closed_and_never_to_observers(cast, closed, key):
    found = shown(cast, key, closed)
    assert (found["outcome"], found["level"]) == ("tf_endorsed_with_reservations", "consensus")
    assert "reservations" in found["explanation"]["words"]
    if MEMBERS[key][0] in MEMBERS_SEE:
        answers = [(line["office"], line["answer"]) for line in found["positions"]]
        expected = zip(
            ("EP", "JP", "KR", "CN", "US"),
            ("support", "reserve", "support", "abstain", "support"),
            strict=True,
        )
        assert answers == list(expected)
        decisive = [test["key"] for test in found["explanation"]["tests"] if test["holds"]]
        assert decisive == ["any_reserve"]
    else:
        assert (found["positions"], found["explanation"]["tests"]) == ([], None)
        text = json.dumps({name: value for name, value in found.items() if name != "text"})
        assert not any(word in text for word in (SECRET, '"reserve"', '"abstain"', "chain_head"))


def test_a_cancelled_rounds_positions_stay_sealed(cast, answered):
    actions.cancel_round(Proposal.objects.get(), by=cast.chair_kr, reason="The text was wrong.")
    for key in ("chair_kr", "secretariat", "observer"):
        found = shown(cast, key, answered)
        assert (found["state"], found["positions"], found["explanation"]) == ("cancelled", [], None)
    assert [line["office"] for line in shown(cast, "hod_jp", answered)["positions"]] == ["JP"]


def test_abilities_are_those_of_the_rules_and_of_the_page(cast, opened):
    for key in MEMBERS:
        if key in {*UNSEEING, "inactive"}:
            continue
        hat = cast.hat(key)
        expected = {
            "cast": rules.may_cast(hat, opened),
            "press_not_urgent": rules.may_press_not_urgent(hat, opened),
            "receive": rules.may_receive(hat, opened),
            "refuse": rules.may_refuse(hat, opened),
            "confirm": rules.may_confirm(hat, opened),
            "lift": rules.may_lift_reservation(hat, opened),
            "narrow": rules.may_lift_reservation(hat, opened),
        }
        assert shown(cast, key, opened)["abilities"] == plain(expected), key
        page = cast.client(key).get(f"/ballots/{opened.uuid}/cast/")
        assert (page.status_code == 200) == expected["cast"].allowed, key


@pytest.mark.parametrize("key", [*UNSEEING, "anonymous", "inactive"])
def test_a_round_does_not_exist_for_those_outside(cast, opened, key):
    client = cast.client(key)
    deeds = [("post", f"{name}/") for name in DEEDS]
    for method, rest in (("get", ""), *deeds):
        mine = call(client, method, f"/rounds/{opened.uuid}/{rest}")
        never = call(client, method, f"/rounds/{UNKNOWN}/{rest}")
        assert (mine.status_code, mine.content) == (never.status_code, never.content)
        assert mine.status_code == (401 if key in {"anonymous", "inactive"} else 404)
    if key not in {"anonymous", "inactive"}:
        assert call(client, "get", "/rounds/").json()["results"] == []


def test_an_expert_follows_the_own_group_s_round_without_its_positions(cast, closed):
    """The roll and the outcome concern the group; positions and reservations are the members'."""
    found = shown(cast, "expert", closed)
    assert (found["outcome"], found["positions"]) == ("tf_endorsed_with_reservations", [])
    assert SECRET not in json.dumps(found)


def test_a_members_only_round_does_not_exist_for_observers(cast):
    proposal = proposal_at("closed", cast, submit_visibility="members")
    found = round_of(proposal)
    assert call(cast.client("observer"), "get", f"/rounds/{found.uuid}/").status_code == 404
    assert call(cast.client("observer"), "get", "/rounds/").json()["results"] == []
    assert len(call(cast.client("hod_jp"), "get", "/rounds/").json()["results"]) == 1


@pytest.mark.parametrize("key", HODS)
def test_a_head_of_delegation_casts_and_changes(cast, opened, key):
    client = cast.client(key)
    first = call(client, "post", f"/rounds/{opened.uuid}/cast/", {"answer": "support"})
    assert first.status_code == 201, first.json()
    body = {"answer": "object", "passage": "p. 1", "text": "Too wide.", "remedy": "Narrow it."}
    second = call(client, "post", f"/rounds/{opened.uuid}/cast/", body)
    receipt = second.json()
    kept = Position.objects.filter(round=opened).order_by("seq")
    assert [each.answer for each in kept] == ["support", "object"]
    assert receipt["hash"] == kept[1].hash != first.json()["hash"]
    assert {name: receipt[name] for name in body} == body
    assert set(receipt) == {"office", "answer", "passage", "text", "remedy", "kind", "at", "hash"}
    (mine,) = shown(cast, key, opened)["positions"]
    assert mine == receipt


@pytest.mark.parametrize(
    "key",
    [
        "delegate_ep",
        "alternate_ep",
        "deputy_ep",
        "head_ep",
        "chair_ep",
        "chair_kr",
        "secretariat",
        "observer",
    ],
)
def test_casting_is_refused_with_the_rules_reason(cast, opened, key):
    answer = call(cast.client(key), "post", f"/rounds/{opened.uuid}/cast/", {"answer": "support"})
    verdict = rules.may_cast(cast.hat(key), opened)
    assert (answer.status_code, answer.json()) == (403, {"detail": str(verdict.reason)})
    assert not Position.objects.exists()


def test_a_closed_round_receives_nothing(cast, closed):
    answer = call(cast.client("hod_jp"), "post", f"/rounds/{closed.uuid}/cast/", {"answer": "support"})
    assert answer.status_code == 409
    assert Position.objects.count() == 5


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"answer"}),
        ({"answer": "yes"}, {"answer"}),
        ({"answer": ["support"]}, {"answer"}),
        ({"answer": "reserve"}, {"text"}),
        ({"answer": "object"}, {"text", "passage", "remedy"}),
        ({"answer": "support", "text": "x" * 1_000_000}, {"text"}),
        ({"answer": "support", "text": "\x00"}, {"text"}),
        ({"answer": "support", "office": "JP"}, {"office"}),
        ({"answer": "support", "mandate": 1, "at": "2020-01-01", "hash": "0"}, {"mandate", "at", "hash"}),
    ],
)
def test_a_bad_position_is_told_by_field(cast, opened, body, fields):
    answer = call(cast.client("hod_jp"), "post", f"/rounds/{opened.uuid}/cast/", body)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, fields)
    assert not Position.objects.exists()


def test_not_urgent_moves_a_short_rounds_end_once(cast, short):
    answer = call(cast.client("hod_jp"), "post", f"/rounds/{short.uuid}/press_not_urgent/")
    assert answer.status_code == 200, answer.json()
    after = Round.objects.get(pk=short.pk)
    assert after.ends_at == short.not_urgent_end
    assert not answer.json()["abilities"]["press_not_urgent"]["allowed"]
    again = call(cast.client("hod_kr"), "post", f"/rounds/{short.uuid}/press_not_urgent/")
    assert (again.status_code, Round.objects.get(pk=short.pk).ends_at) == (403, after.ends_at)


def test_not_urgent_is_refused_to_others_and_in_full_rounds(cast, short):
    for key in ("delegate_jp", "chair_kr", "observer"):
        assert call(cast.client(key), "post", f"/rounds/{short.uuid}/press_not_urgent/").status_code == 403
    answer = call(cast.client("hod_jp"), "post", f"/rounds/{short.uuid}/press_not_urgent/", {"days": 3})
    assert answer.status_code == 422
    assert Round.objects.get(pk=short.pk).not_urgent_by_id is None


def queries(client, method, path, body=None):
    """Return how many queries a successful call asks."""
    with CaptureQueriesContext(connection) as captured:
        assert call(client, method, path, body).status_code in {200, 201}
    return len(captured)


def test_a_cast_keeps_its_budget(cast, opened):
    client = cast.client("hod_jp")
    call(client, "get", "/rounds/")
    body = {"answer": "reserve", "text": "Some words."}
    for _first_and_changed in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert call(client, "post", f"/rounds/{opened.uuid}/cast/", body).status_code == 201
        asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= 12, asked


def test_lists_and_details_ask_the_same_queries_for_1_3_and_50_rows(cast):
    keys = ("hod_ep", "delegate_jp", "observer", "chair_kr")
    clients = {key: cast.client(key) for key in keys}
    lists: dict[str, set[int]] = {key: set() for key in keys}
    details: dict[str, set[int]] = {key: set() for key in keys}
    made = 0
    for wanted in (1, 3, 50):
        for _each in range(wanted - made):
            proposal_at("in_ballot", cast)
        made = wanted
        newest = Round.objects.newest_first()[0]
        ballots.cast(newest, by=cast.hod_ep, answer="support")
        for key, client in clients.items():
            assert len(call(client, "get", "/rounds/").json()["results"]) == wanted
            lists[key].add(queries(client, "get", "/rounds/"))
            details[key].add(queries(client, "get", f"/rounds/{newest.uuid}/"))
    assert {len(each) for each in [*lists.values(), *details.values()]} == {1}
    assert max(max(each) for each in lists.values()) <= 6, lists
    assert max(max(each) for each in details.values()) <= 12, details


def test_no_sequential_key_goes_out(cast, closed):
    answers = [
        call(cast.client("hod_ep"), "get", path).json() for path in ("/rounds/", f"/rounds/{closed.uuid}/")
    ]
    names = {name for name, _value in scenes.leaves(answers)}
    assert not names & {"id", "pk", "seq", "salt", "prev"}
    numbers = {name for name, value in scenes.leaves(answers) if type(value) is int}
    assert numbers == {"seats", "answered", "version", "days", "ad_referendum_days", "count", "threshold"}


@pytest.mark.parametrize("name", [UNKNOWN, "1", "x", "%00"])
def test_an_unknown_or_malformed_id_is_not_found(cast, name):
    assert call(cast.client("hod_ep"), "get", f"/rounds/{name}/").status_code == 404
