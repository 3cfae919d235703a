"""A version begun, edited, frozen, given up, withdrawn, derived: what each deed leaves behind, and its refusals."""

from __future__ import annotations

import json

import pytest

from ip5.accounts.models import Mandate
from ip5.audit.models import Event
from ip5.ballots.models import Round
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.kernel.text import canonical_json, sha256_hex
from ip5.outbox.models import Notice
from ip5.register.models import ActionItem
from roadmap import actions, working
from roadmap.models import Holding, Project, Version
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import MEMBERS_TOLD, events, kinds, last_data, last_event, told

pytestmark = pytest.mark.django_db
BODYS = ("office_internal", ["TF"], "")


def test_the_first_version_is_begun_by_the_secretariat(cast):
    version = actions.compile_version(by=cast.secretariat, kind="major")
    facts = (version.state, version.visibility, version.symbol, version.base, version.title, version.preamble)
    assert facts == ("compiling", "office_internal", None, None, "NET/AI roadmap", "")
    assert (version.scoping.symbol, version.compiled_by) == (
        "NETAI/SD/1",
        Mandate.objects.get(pk=cast.secretariat.pk),
    )
    assert events(version) == [("version.compiling_begun", "secretariat", *BODYS)]
    assert last_data(version) == {"kind": "major"}
    assert kinds(version) == set()


@pytest.mark.parametrize("kind", ["minor", "corrigendum", "", "huge"])
def test_the_first_version_is_a_major_one(cast, kind):
    with pytest.raises(Invalid) as refusal:
        actions.compile_version(by=cast.chair_kr, kind=kind)
    assert list(refusal.value.errors) == ["kind"]
    assert not Version.objects.exists()


def test_one_version_is_on_its_way_at_a_time(cast):
    stages.frozen(cast)
    with pytest.raises(WrongState, match="A version is on its way already"):
        actions.compile_version(by=cast.chair_kr, kind="major")
    with pytest.raises(Refused):
        actions.compile_version(by=cast.hod_ep, kind="major")
    assert Version.objects.count() == 1


def test_what_is_said_of_a_version_being_compiled_is_the_bodys_for_ever(cast):
    version = stages.compiled(cast)
    actions.freeze(version, by=cast.chair_kr)
    rows = events(version)
    assert {(row[2], *row[3]) for row in rows[:-1]} == {("office_internal", "TF")}
    assert rows[-1] == ("version.frozen", "chair_kr", "members", [], "")
    readable = Event.objects.for_subject(version).visible_to(cast.hod_ep)
    assert [each.verb for each in readable] == ["version.frozen"]
    assert Event.objects.for_subject(version).visible_to(cast.chair_ep).count() == len(rows)


def test_an_experts_edit_is_read_by_the_body_and_by_no_delegation(cast):
    version = stages.compiled(cast)
    row = Project.objects.get()
    actions.refer_plan(row, by=cast.chair_kr, due_on=stages.FIRST_DAY)
    actions.edit_plan(row, by=cast.expert, values={"summary": "Filled."}, seen=row.version)
    actions.hand_back(row, by=cast.expert)
    assert events(version)[-2:] == [
        ("version.project_edited", "expert", *BODYS),
        ("version.plan_handed_back", "expert", *BODYS),
    ]
    assert not Event.objects.for_subject(version).visible_to(cast.hod_jp).exists()


def test_title_preamble_and_kind_are_edited(cast):
    version = stages.compiling(cast)
    values = {"title": " Roadmap ", "preamble": "Together.", "kind": "major"}
    row = actions.edit_version(version, by=cast.secretariat, values=values, seen=1)
    assert (row.title, row.preamble, row.version) == ("Roadmap", "Together.", 2)
    assert last_event(version) == ("version.edited", "secretariat", *BODYS)
    # No event holds a draft text.
    assert last_data(version) == {}


def test_who_comes_second_is_told_and_nothing_is_overwritten(cast):
    version = stages.compiling(cast)
    actions.edit_version(version, by=cast.secretariat, values={"title": "First"}, seen=1)
    with pytest.raises(Conflict, match="Somebody has changed these texts"):
        actions.edit_version(version, by=cast.chair_kr, values={"title": "Second"}, seen=1)
    assert stages.fresh(version).title == "First"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"preamble": "x" * 20_001}, "preamble"),
        ({"kind": "minor"}, "kind"),
        ({"kind": "huge"}, "kind"),
    ],
)
def test_what_a_version_cannot_be(cast, values, field):
    version = stages.compiling(cast)
    with pytest.raises(Invalid) as refusal:
        actions.edit_version(version, by=cast.chair_kr, values=values, seen=1)
    assert list(refusal.value.errors) == [field]


def test_freezing_writes_the_plan_down(cast):
    version = stages.compiled(cast)
    plan = working.plan_of(version)
    frozen = actions.freeze(version, by=cast.chair_kr)
    assert (frozen.symbol, frozen.target, frozen.edition) == ("NETAI/RM/1.0 Prov.1", "1.0", None)
    assert (frozen.state, frozen.visibility, frozen.frozen_by_id) == ("frozen", "members", cast.chair_kr.pk)
    assert frozen.snapshot == plan.canonical() == canonical_json(json.loads(frozen.snapshot))
    assert frozen.sha256 == sha256_hex(frozen.snapshot) == plan.sha256
    held = Holding.objects.values_list("version", "project__title")
    assert list(held) == [(frozen.pk, "Common criteria")]
    assert last_data(version) == {"symbol": frozen.symbol, "sha256": frozen.sha256}
    assert told(version, "version_frozen") == MEMBERS_TOLD
    assert kinds(version) == {"version_frozen"}


def test_an_incomplete_version_is_not_frozen(cast):
    version = stages.compiling(cast)
    with pytest.raises(Refused, match="2 points are open, the first"):
        actions.freeze(version, by=cast.chair_kr)
    fresh = stages.fresh(version)
    assert (fresh.state, fresh.symbol, fresh.snapshot) == ("compiling", None, "")
    assert not Notice.objects.filter(kind="version_frozen").exists()


def test_a_provisional_item_is_frozen(cast):
    version = stages.frozen(cast, stages.endorsed(cast, hod_jp="ad_referendum"))
    (line,) = version.plan.projects
    assert line.sources[0].outcome == "provisional"


def test_a_first_version_given_up_leaves_the_working_rows(cast):
    version = stages.compiled(cast)
    actions.discard(version, by=cast.chair_kr)
    assert [each.title for each in Project.objects.in_plan()] == ["Common criteria"]


def test_a_frozen_version_is_not_given_up(cast):
    version = stages.frozen(cast)
    with pytest.raises(WrongState):
        actions.discard(version, by=cast.chair_kr)
    with pytest.raises(WrongState):
        actions.edit_version(version, by=cast.chair_kr, values={"title": "x"}, seen=version.version)


def test_withdrawing_cancels_the_open_round(cast):
    version = stages.under_approval(cast)
    ended = actions.withdraw(version, by=cast.chair_kr, reason=" Overtaken. ")
    round = Round.objects.get(version_round__version=version)
    assert (ended.state, ended.withdraw_reason) == ("withdrawn", "Overtaken.")
    assert (round.state, round.cancel_reason) == ("cancelled", "Overtaken.")
    assert last_event(version) == ("version.withdrawn", "chair_kr", "members", [], "Overtaken.")
    assert told(version, "version_withdrawn") == MEMBERS_TOLD
    assert Holding.objects.filter(version=version).count() == 1


def test_withdrawing_calls_an_announced_silence_off(cast):
    version = stages.frozen(cast)
    round = actions.announce_approval(version, by=cast.chair_kr, days=5)
    actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
    round.refresh_from_db()
    assert round.state == "cancelled"


def test_withdrawing_cancels_the_heads_round_and_observers_are_told(cast):
    version = stages.submitted(cast)
    actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
    assert version.rounds.get(stage="heads").round.state == "cancelled"
    assert "observer" in told(version, "version_withdrawn")
    assert "industry" not in told(version, "version_withdrawn")
    assert last_event(version) == ("version.withdrawn", "chair_kr", "members_observers", [], "Overtaken.")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001])
def test_withdrawing_needs_its_reason(cast, reason):
    version = stages.frozen(cast)
    with pytest.raises(Invalid) as refusal:
        actions.withdraw(version, by=cast.chair_kr, reason=reason)
    assert list(refusal.value.errors) == ["reason"]
    assert stages.fresh(version).state == "frozen"


def test_the_next_version_is_derived_once_and_numbered_after(cast):
    version = actions.withdraw(stages.frozen(cast), by=cast.chair_kr, reason="Overtaken.")
    before = stages.fresh(version)
    made = actions.derive(version, by=cast.chair_kr)
    facts = (made.state, made.kind, made.title, made.preamble, made.derived_from, made.base)
    assert facts == ("compiling", "major", version.title, version.plan.preamble, version, None)
    assert events(made) == [("version.derived", "chair_kr", *BODYS)]
    assert last_data(made) == {"from": "NETAI/RM/1.0 Prov.1", "action_items": []}
    with pytest.raises(WrongState, match="on its way already"):
        actions.derive(version, by=cast.chair_kr)
    actions.edit_version(made, by=cast.chair_kr, values={"preamble": "Again."}, seen=made.version)
    second = actions.freeze(made, by=cast.chair_kr)
    assert (second.symbol, second.plan.amends) == ("NETAI/RM/1.0 Prov.2", "")
    actions.withdraw(second, by=cast.chair_kr, reason="Overtaken.")
    with pytest.raises(Refused, match="The next version was derived from it already"):
        actions.derive(version, by=cast.chair_kr)
    after = stages.fresh(version)
    kept = ("state", "snapshot", "sha256", "symbol", "withdraw_reason", "version")
    assert [getattr(after, each) for each in kept] == [getattr(before, each) for each in kept]


def test_from_one_not_endorsed_the_next_is_derived_and_it_is_withdrawn(cast):
    version = stages.approved(cast, stages.frozen(cast), hod_jp="object")
    assert version.state == "frozen"
    round = actions.current_round(version)
    made = actions.replace(version, by=cast.chair_kr)
    assert (made.state, made.derived_from, working.plan_of(made).projects) == (
        "compiling",
        version,
        version.plan.projects,
    )
    after = stages.fresh(version)
    assert after.state == "withdrawn"
    assert (
        after.withdraw_reason == f"Not endorsed in {round.full_symbol}; the next version is derived from it."
    )
    assert after.snapshot == version.snapshot
    with pytest.raises(WrongState):
        actions.replace(version, by=cast.chair_kr)


def test_comments_of_deputies_and_heads_become_action_items(cast):
    version = stages.tf_endorsed(cast)
    returned = actions.return_as_deputy(version, by=cast.deputy_ep, text="Name the data.")
    made = actions.derive(returned, by=cast.chair_kr)
    item = ActionItem.objects.get()
    assert (item.text, item.office.code) == (
        "Answer the comments of the deputy head of the EPO on NETAI/RM/1.0 Prov.1.",
        "TF",
    )
    assert last_data(made)["action_items"] == [item.symbol]


def test_the_plan_of_a_derived_version_is_the_returned_one_however_the_rows_stood(cast):
    version = actions.withdraw(stages.frozen(cast), by=cast.chair_kr, reason="Overtaken.")
    with undone():
        first = actions.compile_version(by=cast.chair_kr, kind="major")
        row = Project.objects.get()
        actions.edit_plan(row, by=cast.chair_kr, values={"title": "Renamed"}, seen=row.version)
        actions.discard(first, by=cast.chair_kr)
        made = actions.derive(version, by=cast.chair_kr)
        assert working.plan_of(made).projects == version.plan.projects
