"""A version's next round beside the last one: on its own page and on the version's, to whom it is open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from ip5.ballots import actions as ballots
from ip5.ballots.models import Position
from ip5.kernel import clock
from roadmap import actions
from tests.ballots.ended_rounds import five_heads
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
NOTE = "Zqx studied it."
TITLE = "Beside the last round"


@pytest.fixture(scope="module")
def scene(module_db):
    """A frozen version not supported by the CNIPA, its first round, and its second one, open with a note."""
    cast = Cast()
    version = stages.approved(cast, stages.frozen(cast), hod_cn="object", hod_jp="abstain")
    first = actions.current_round(version)
    second = actions.open_approval(version, by=cast.chair_kr, days=10, note=NOTE)
    return stages.fresh(version), first, second


def beside(client, address: str) -> dict[str, tuple[str, str]]:
    """Return what the page says of each office: its answer in the former round, and now."""
    compared = client.get(address).context.get("compared")
    rows = compared["rows"] if compared else []
    return {row["office"].code: (row["former"]["answer"], row["answer"]) for row in rows}


@pytest.mark.parametrize("place", ["version", "round"])
def test_the_last_round_stands_beside_the_next_one_with_the_chairs_note(scene, cast, place):
    version, first, second = scene
    address = (version if place == "version" else second).get_absolute_url()
    ballots.cast(second, by=cast.hod_cn, answer="support")
    for key in ("hod_jp", "delegate_jp", "chair_kr", "secretariat", "head_ep"):
        page = cast.client(key).get(address)
        body = page.content.decode()
        assert (NOTE in body, TITLE in body, first.full_symbol in body) == (True, True, True), key
        # Nothing of what is sealed: that the CNIPA has answered, and not what.
        assert beside(cast.client(key), address) == {
            "EP": ("support", "none"),
            "JP": ("abstain", "none"),
            "KR": ("support", "none"),
            "CN": ("object", "sealed"),
            "US": ("support", "none"),
        }, key
        assert page.context["compared"]["is_changed"] is False


@pytest.mark.parametrize("key", ["observer", "industry", "expert", "site_admin", "admin_ep"])
def test_nobody_else_finds_the_comparison_or_the_note(scene, cast, key):
    version, _first, second = scene
    for address in (version.get_absolute_url(), second.get_absolute_url()):
        answer = cast.client(key).get(address)
        assert (answer.status_code, NOTE in answer.content.decode()) == (404, False)


def test_only_who_casts_is_offered_to_maintain_and_casts_on_the_confirmation(scene, cast):
    version, _first, second = scene
    way = reverse("ballots:maintain", args=[second.uuid])
    for address in (version.get_absolute_url(), second.get_absolute_url()):
        offered = {
            key: f'href="{way}" data-dialog' in cast.client(key).get(address).content.decode()
            for key in ("hod_cn", "hod_jp", "delegate_jp", "chair_kr", "secretariat")
        }
        assert {key for key, there in offered.items() if there} == {"hod_cn", "hod_jp"}
    sure = cast.client("hod_cn").get(way)
    assert sure.templates[0].name == "ballots/sure.html"
    assert ("What would lift it", stages.WORDS["remedy"]) in sure.context["saying"].spoken
    assert not Position.objects.filter(round=second).exists()
    sent = {**dict(sure.context["hidden"]), "sure": "on", "confirmed": "1"}
    assert cast.client("hod_cn").post(sure.context["action"], sent).status_code == 302
    assert Position.objects.get(round=second).answer == "object"
    assert cast.client("delegate_jp").get(way).status_code == 403


def test_once_closed_both_answers_stand_there(scene, cast):
    version, _first, second = scene
    stages.answer(cast, version)
    actions.close_approval(version, by=cast.chair_kr)
    for address in (version.get_absolute_url(), second.get_absolute_url()):
        found = beside(cast.client("hod_jp"), address)
        assert (found["CN"], found["JP"]) == (("object", "support"), ("abstain", "support"))


def test_the_next_prov_is_beside_the_round_on_the_one_before(scene, cast):
    version, first, _second = scene
    with undone():
        actions.cancel_approval(version, by=cast.chair_kr, reason="A slip.")
        actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
        made = actions.derive(version, by=cast.chair_kr)
        values = {"preamble": "The offices intend to do more."}
        made = actions.edit_version(made, by=cast.secretariat, values=values, seen=made.version)
        made = actions.freeze(made, by=cast.chair_kr)
        third = actions.open_approval(made, by=cast.chair_kr, days=10)
        assert (third.symbol, third.number) == (first.symbol, 3)
        page = cast.client("hod_cn").get(made.get_absolute_url())
        body = page.content.decode()
        assert (page.context["compared"]["former"], page.context["compared"]["is_changed"]) == (first, True)
        assert f"The text has changed since: {version.symbol}, now {made.symbol}." in body
        between = f"{reverse('roadmap:compare')}?from={version.uuid}&amp;to={made.uuid}"
        assert f'<a href="{between}">Compare the versions</a>' in body
        assert f"Your former position was on {version.symbol}" in body
        assert beside(cast.client("hod_jp"), third.get_absolute_url())["CN"] == ("object", "none")


def test_the_page_of_opening_asks_for_the_note_only_where_there_was_a_round(scene, cast):
    version, _first, _second = scene
    with undone():
        actions.cancel_approval(version, by=cast.chair_kr, reason="A slip.")
        address = reverse("roadmap:open_approval", args=[version.uuid])
        client = cast.client("chair_kr")
        assert list(client.get(address).context["form"].fields) == ["days", "short_reason", "note"]
        assert client.post(address, {"days": "10", "note": ""}).status_code == 302


def test_after_the_last_round_the_page_offers_the_deputy_heads_and_withdrawal(scene, cast):
    version, _first, _second = scene
    with undone():
        stages.answer(cast, version, hod_cn="object")
        actions.close_approval(version, by=cast.chair_kr)
        acts = names_of(cast, version)
        assert acts == {
            "Derive the next version",
            "Announce a silence procedure",
            "Open the ballot",
            "Withdraw",
        }
        stages.again(cast, version, hod_cn="object")
        acts = names_of(cast, version)
        assert acts == {"Derive the next version", "Refer to the deputy heads", "Withdraw"}
        body = cast.client("chair_kr").get(version.get_absolute_url()).content.decode()
        assert "3 rounds were opened this year on this edition: refer it to the deputy heads" in body
        for key in ("chair_kr", "hod_jp"):
            body = cast.client(key).get(version.get_absolute_url()).content.decode()
            assert "No further round is opened this year: the deputy heads are asked" in body
        due = (clock.now().date() + dt.timedelta(days=30)).isoformat()
        address = reverse("roadmap:refer_to_deputies", args=[version.uuid])
        answer = cast.client("chair_kr").post(address, {"task": "A way forward.", "due": due})
        assert (answer.status_code, answer["Location"]) == (302, version.get_absolute_url())


def names_of(cast, version) -> set[str]:
    """Return the acts that the chair may do on the version's page."""
    acts = cast.client("chair_kr").get(version.get_absolute_url()).context["acts"]
    return {str(act["label"]) for act in acts if act["verdict"]}


@pytest.mark.parametrize(("member", "most"), [("hod_cn", 20), ("chair_kr", 22)])
def test_what_the_pages_ask(scene, cast, member, most, django_assert_max_num_queries):
    version, _first, second = scene
    client = cast.client(member)
    for address in (version.get_absolute_url(), second.get_absolute_url()):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


def test_the_heads_answers_stand_beside_their_last_ones_for_their_circle(scene, cast):
    with undone():
        first, version = returned_and_submitted_again(cast, scene[0])
        second = version.rounds.get(stage="heads").round
        assert (second.symbol, second.number) == (first.symbol, 2)
        ballots.cast(second, by=five_heads(cast)["JP"], answer="endorse")
        expected = {"US": ("object", "none"), "JP": ("support", "support"), "EP": ("support", "none")}
        for address in (version.get_absolute_url(), second.get_absolute_url()):
            for key in ("head_ep", "hod_jp", "chair_kr"):
                found = beside(cast.client(key), address)
                assert {code: found[code] for code in expected} == expected, key
            for key in ("delegate_ep", "delegate_jp", "observer"):
                answer = cast.client(key).get(address)
                assert (answer.status_code, TITLE in answer.content.decode()) == (200, False), key
        head = cast.client("head_ep")
        way = reverse("ballots:maintain", args=[second.uuid])
        assert cast.client("hod_ep").get(way).status_code == 403
        sure = head.get(way)
        assert (sure.status_code, sure.templates[0].name) == (200, "ballots/sure.html")
        sent = {**dict(sure.context["hidden"]), "sure": "on", "confirmed": "1"}
        assert head.post(sure.context["action"], sent).status_code == 302
        assert Position.objects.get(round=second, office__code="EP").answer == "endorse"


def returned_and_submitted_again(cast, version):
    """The Heads' round in which the USPTO returned a version, and the next version, which is with the Heads."""
    stages.answer(cast, version)
    actions.close_approval(version, by=cast.chair_kr)
    version = with_the_heads(cast, stages.fresh(version))
    items = ballots.packed([{"passage": "", "text": "Name the cost."}])
    version = stages.decided(cast, version, US={"answer": "return", "items": items})
    made = actions.derive(version, by=cast.chair_kr)
    values = {"preamble": "The offices intend to do more."}
    made = actions.edit_version(made, by=cast.secretariat, values=values, seen=made.version)
    made = actions.freeze(made, by=cast.chair_kr)
    return version.rounds.get(stage="heads").round, with_the_heads(cast, stages.approved(cast, made))


def with_the_heads(cast, version):
    """The version, which the task force endorsed, with the Heads."""
    cleared = actions.skip_deputies(version, by=cast.chair_kr, reason="They met.")
    actions.submit(cleared, by=cast.chair_kr)
    return stages.fresh(version)
