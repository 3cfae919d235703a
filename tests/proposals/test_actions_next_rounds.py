"""Next rounds: a note where the text is the same, three a year, then the deputy heads; and a group's experts."""

import datetime as dt

import pytest

from ip5.ballots.models import Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused
from ip5.offices.models import Group
from ip5.outbox.models import Notice
from ip5.register.models import ActionItem
from proposals import actions
from tests import stages
from tests.ballots import beside_rounds

pytestmark = pytest.mark.django_db


def test_a_next_round_on_the_same_text_needs_the_chairs_note(cast):
    proposal = stages.undecided(cast)
    for note in ("", "  "):
        with pytest.raises(Invalid) as error:
            actions.open_round(proposal, by=cast.chair_kr, days=10, note=note)
        assert list(error.value.errors) == ["note"]
    opened = actions.open_round(proposal, by=cast.chair_kr, days=10, note=" The CNIPA has studied it. ")
    assert (opened.number, opened.note) == (2, "The CNIPA has studied it.")


def test_after_a_cancellation_the_same_text_needs_none(cast):
    proposal = stages.in_ballot(cast)
    actions.cancel_round(proposal, by=cast.chair_kr, reason="A wrong annex.")
    assert actions.open_round(proposal, by=cast.chair_kr, days=10).number == 2


def test_the_page_asks_for_the_note_only_where_there_was_a_round(cast):
    first, next_one = stages.tabled(cast), stages.undecided(cast, "Another")
    fields = {
        each: list(cast.client("chair_kr").get(f"/proposals/{each.uuid}/open-round/").context["form"].fields)
        for each in (first, next_one)
    }
    asked = ["days", "ad_referendum_days", "short_reason"]
    assert fields == {first: asked, next_one: [*asked, "note"]}
    page = cast.client("chair_kr").get(f"/proposals/{next_one.uuid}/open-round/")
    assert [row["days"] for row in page.context["dates"]["rows"]] == [5, 10, 15, 20]
    answer = cast.client("chair_kr").post(f"/proposals/{next_one.uuid}/open-round/", {"days": "10"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["note"])


def test_after_three_rounds_the_chair_defers_refers_to_the_deputy_heads_or_closes(cast):
    proposal = stages.undecided(cast)
    due = clock.now().date() + dt.timedelta(days=30)
    with pytest.raises(Refused):
        actions.refer_to_deputies(proposal, by=cast.chair_kr, task="A way forward.", due=due)
    proposal = beside_rounds.three(cast, "Another")
    with pytest.raises(Refused):
        actions.open_round(proposal, by=cast.chair_kr, days=10, note="Again.")
    page = cast.client("chair_kr").get(f"{proposal.get_absolute_url()}ballot/3/")
    assert [act["name"] for act in page.context["last_choices"]] == ["defer", "refer_to_deputies", "close"]
    item = actions.refer_to_deputies(proposal, by=cast.chair_kr, task="A way forward.", due=due)
    assert ActionItem.objects.get() == item
    assert (item.text, item.office.code) == ("For the deputy heads: A way forward.", "EP")
    told = Notice.objects.filter(kind="proposal_referred_to_deputies")
    assert [each.mandate for each in told] == [cast.deputy_ep]
    proposal.refresh_from_db()
    assert proposal.state == "no_consensus"


def test_an_expert_follows_the_rounds_of_the_own_groups_proposals_and_no_position(cast):
    own = stages.in_ballot(cast, "Of my group")
    other = stages.in_ballot(cast, "Of another", group=Group.objects.get(code="WG2"))
    stages.answer(cast, own, {"hod_us": "reserve"})
    assert [each.title for each in Round.objects.visible_to(cast.expert)] == ["Of my group"]
    assert list(Position.objects.visible_to(cast.expert)) == []
    expert = cast.client("expert")
    assert expert.get(f"{own.get_absolute_url()}ballot/1/").status_code == 200
    assert expert.get(f"{other.get_absolute_url()}ballot/1/").status_code == 404
    assert "Of another" not in expert.get("/ballots/").content.decode()
    text = expert.get(f"{own.get_absolute_url()}ballot/1/").content.decode()
    assert "Words of hod_us." not in text
