"""The task force's round of a version: opened, run, ended, and what becomes of the version."""

from __future__ import annotations

import pytest

from ip5.accounts.models import Mandate
from ip5.ballots import actions as ballots
from ip5.ballots.models import Position, Round
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.register.models import Decision
from roadmap import actions
from roadmap.models import Project, Version, VersionRound
from tests.cast import HODS, Cast
from tests.databases import undone
from tests.proposals.telling import told as told_of
from tests.roadmap import stages
from tests.roadmap.telling import MEMBERS_TOLD, events, kinds, last_data, last_event, told

pytestmark = pytest.mark.django_db
VOICES = sorted([*HODS, "alternate_ep"])


@pytest.fixture(scope="module")
def version(module_db):
    """A frozen version, for all tests here."""
    return stages.frozen(Cast())


def test_a_ballot_puts_the_frozen_text_to_the_five(version, cast):
    round = actions.open_approval(version, by=cast.chair_kr, days=10, note=" Please read. ")
    assert (round.title, round.subject_symbol, round.visibility) == (version.title, version.symbol, "members")
    assert (round.rule_set.code, round.state, round.note, round.address) == (
        *("tf_explicit", "open"),
        *("Please read.", ""),
    )
    assert round.text.endswith(f"sha-256 {version.sha256}")
    assert "Common criteria" in round.text
    # Of the members' class: the series of restricted rounds.
    assert "/BR/" in round.symbol
    assert VersionRound.objects.get().stage == "task_force"
    fresh = stages.fresh(version)
    assert (fresh.state, fresh.visibility) == ("under_approval", "members")
    assert last_event(version) == ("version.round_opened", "chair_kr", "members", [], "")
    assert last_data(version) == {"round": round.full_symbol, "ends_at": round.ends_at.isoformat()}
    assert told_of(round, "position_requested") == VOICES


@pytest.mark.parametrize(("days", "reason"), [(9, ""), (4, "Soon."), (0, "")])
def test_a_ballot_is_not_shorter_than_the_rule_says(version, cast, days, reason):
    with pytest.raises(Invalid), undone():
        actions.open_approval(version, by=cast.chair_kr, days=days, short_reason=reason)
    assert stages.fresh(version).state == "frozen"


def test_a_second_ballot_is_not_opened_beside_the_first(version, cast):
    actions.open_approval(version, by=cast.chair_kr, days=10)
    with pytest.raises(WrongState):
        actions.open_approval(version, by=cast.chair_ep, days=10)
    with pytest.raises(WrongState):
        actions.announce_approval(version, by=cast.chair_ep, days=5)


def test_extending_and_cancelling(version, cast):
    round = actions.open_approval(version, by=cast.chair_kr, days=10)
    ballots.cast(round, by=cast.hod_jp, answer="support")
    longer = actions.extend_approval(version, by=cast.chair_ep, days=2, reason="A late annex.")
    assert longer.ends_at > round.ends_at
    cancelled = actions.cancel_approval(version, by=cast.chair_kr, reason="A wrong annex.")
    assert (cancelled.state, stages.fresh(version).state) == ("cancelled", "frozen")
    assert last_event(version) == ("version.round_cancelled", "chair_kr", "members", [], "A wrong annex.")
    assert not Position.objects.filter(round=cancelled).visible_to(cast.chair_kr).exists()
    again = actions.open_approval(version, by=cast.chair_kr, days=10)
    assert (again.symbol, again.number) == (cancelled.symbol, 2)


def test_it_is_not_closed_while_an_office_is_missing(version, cast):
    round = actions.open_approval(version, by=cast.chair_kr, days=10)
    for key in HODS[:4]:
        ballots.cast(round, by=cast.hat(key), answer="support")
    with pytest.raises(Refused):
        actions.close_approval(version, by=cast.chair_kr)
    assert stages.fresh(version).state == "under_approval"


@pytest.mark.parametrize(
    ("answers", "outcome", "state"),
    [
        ({}, "tf_endorsed", "tf_endorsed"),
        ({"hod_jp": "reserve"}, "tf_endorsed_with_reservations", "tf_endorsed"),
        ({"hod_cn": "object"}, "no_consensus", "frozen"),
        (dict.fromkeys(HODS[:3], "abstain"), "insufficient_support", "frozen"),
        ({"hod_us": "ad_referendum"}, "provisional", "under_approval"),
    ],
)
def test_what_an_outcome_makes_of_the_version(version, cast, answers, outcome, state):
    ended = stages.approved(cast, version, **answers)
    round = actions.current_round(version)
    assert (round.outcome, ended.state) == (outcome, state)
    is_endorsed = state == "tf_endorsed"
    assert ended.approved_at == (round.closed_at if is_endorsed else None)
    if outcome == "provisional":
        assert last_event(version)[0] == "version.round_opened"
        assert told(version, "version_approval_ended") == []
        return
    assert last_event(version) == ("version.round_closed", "clock", "members", [], "")
    facts = {"round": round.full_symbol, "outcome": outcome, "level": round.level}
    assert last_data(version) == facts
    assert told(version, "version_approval_ended") == MEMBERS_TOLD
    asked = told(version, "version_deputies_asked")
    assert asked == (["deputy_ep"] if is_endorsed else [])


def test_a_next_round_may_follow_where_the_offices_did_not_agree(version, cast):
    stages.approved(cast, version, hod_cn="object")
    second = actions.open_approval(version, by=cast.chair_kr, days=10, note="Once more.")
    assert second.number == 2
    # Nothing is carried over.
    assert not Position.objects.filter(round=second).exists()


def test_a_provisional_round_settles_with_the_confirmation(version, cast):
    stages.approved(cast, version, hod_us="ad_referendum")
    round = actions.current_round(version)
    ballots.confirm(round, by=cast.hod_us, kind="confirm")
    assert actions.follow_rounds() == 1
    settled = stages.fresh(version)
    round = actions.current_round(version)
    assert (settled.state, round.standing_outcome) == ("tf_endorsed", "tf_endorsed")
    assert settled.approved_at == round.settled.at
    assert last_data(version)["outcome"] == "tf_endorsed"
    assert told(version, "version_deputies_asked") == ["deputy_ep"]
    assert actions.follow_rounds() == 0


def test_a_provisional_round_that_is_declined_leaves_the_version_frozen(version, cast):
    stages.approved(cast, version, hod_us="ad_referendum")
    words = {"passage": "The first goal.", "text": "No budget."}
    ballots.confirm(actions.current_round(version), by=cast.hod_us, kind="decline", **words)
    assert actions.follow_rounds() == 1
    assert stages.fresh(version).state == "frozen"
    assert last_data(version)["outcome"] == "no_consensus"


def test_silence_is_announced_on_what_the_task_force_endorsed_item_by_item(version, cast):
    round = actions.announce_approval(version, by=cast.chair_kr, days=5)
    assert (round.state, round.rule_set.code, round.visibility) == ("announced", "tf_silence", "members")
    assert stages.fresh(version).state == "frozen"
    assert last_event(version) == ("version.silence_announced", "chair_kr", "members", [], "")
    assert last_data(version) == {"round": round.full_symbol, "opens_at": round.opened_at.isoformat()}
    assert told_of(round, "silence_announced") == VOICES
    assert actions.follow_rounds() == 0
    with pytest.raises(Refused):
        actions.open_announced(version)


@pytest.mark.parametrize("days", [3, 4, 11])
def test_silence_lasts_five_to_ten_days(version, cast, days):
    with pytest.raises(Invalid), undone():
        actions.announce_approval(version, by=cast.chair_kr, days=days)


def test_silence_counts_for_nothing_that_is_not_endorsed(cast, module_db):
    with undone():
        # Beside the module's version: on a version that is gone nothing stands.
        actions.withdraw(Version.objects.under_way().get(), by=cast.chair_kr, reason="Overtaken.")
        made = actions.compile_version(by=cast.chair_kr, kind="major")
        provisional = stages.endorsed(cast, "Waiting", hod_jp="ad_referendum")
        stages.project(cast, provisional, stages.goal(cast, "Another"))
        actions.edit_version(made, by=cast.chair_kr, values={"preamble": "Together."}, seen=made.version)
        made = actions.freeze(made, by=cast.chair_kr)
        with pytest.raises(Refused, match="whose items are all endorsed"):
            actions.announce_approval(made, by=cast.chair_kr, days=5)
        assert actions.open_approval(made, by=cast.chair_kr, days=10).is_open


def test_an_announcement_is_called_off_or_refused(version, cast):
    round = actions.announce_approval(version, by=cast.chair_kr, days=5)
    with undone():
        ballots.refuse(round, by=cast.hod_cn, reason="A ballot, please.")
        assert actions.follow_rounds() == 0
        assert stages.fresh(version).state == "frozen"
        assert actions.open_approval(version, by=cast.chair_kr, days=10).number == 2
    with pytest.raises(WrongState, match="A silence procedure is announced"):
        actions.open_approval(version, by=cast.chair_kr, days=10)
    cancelled = actions.cancel_announcement(version, by=cast.chair_ep, reason="A ballot instead.")
    assert (cancelled.state, stages.fresh(version).state) == ("cancelled", "frozen")
    assert last_event(version) == ("version.round_cancelled", "chair_ep", "members", [], "A ballot instead.")


def test_a_kept_silence_endorses_with_a_decision_number(version, cast):
    ended = stages.adopted(cast, version)
    round = actions.current_round(version)
    assert (ended.state, round.outcome, round.level) == ("tf_endorsed", "adopted_by_silence", "consensus")
    decision = Decision.objects.get(pk=round.decision_id)
    assert "/D" in decision.symbol
    assert last_event(version) == ("version.round_closed", "clock", "members", [], "")
    assert told(version, "version_deputies_asked") == ["deputy_ep"]
    assert actions.follow_rounds() == 0


def test_a_broken_silence_leaves_the_version_frozen(version, cast):
    running = stages.silent(cast, version)
    assert running.state == "under_approval"
    assert last_event(version) == ("version.round_opened", "clock", "members", [], "")
    round = actions.current_round(version)
    with pytest.raises(Refused, match="runs to its exact instant"):
        actions.close_approval(version, by=cast.chair_kr)
    ballots.break_silence(round, by=cast.hod_cn, answer="amend", passage="The first goal.", text="May.")
    assert actions.follow_rounds() == 1
    assert stages.fresh(version).state == "frozen"
    assert last_data(version) == {"round": round.full_symbol, "outcome": "broken", "level": ""}
    assert told(version, "version_approval_ended") == MEMBERS_TOLD
    assert told(version, "version_deputies_asked") == []
    assert actions.follow_rounds() == 0


def test_a_round_announced_on_a_version_that_moved_is_not_opened(version, cast):
    """As only the database's owner could bring about: a deed never leaves the two apart."""
    round = actions.announce_approval(version, by=cast.chair_kr, days=5)
    Version.objects.filter(pk=version.pk).update(state="withdrawn")
    cancelled = actions.open_announced(version)
    assert (cancelled.pk, cancelled.state) == (round.pk, "cancelled")
    assert last_event(version)[:3] == ("version.round_cancelled", "clock", "members")


def test_a_corrigendum_keeps_three_days_of_silence_and_asks_no_deputy(cast, module_db):
    with undone():
        actions.withdraw(Version.objects.under_way().get(), by=cast.chair_kr, reason="Overtaken.")
        Project.objects.update(is_in_plan=False)
        version = stages.published(cast)
        made = stages.compiling(cast, "corrigendum")
        row = Project.objects.in_plan().get()
        actions.edit_plan(row, by=cast.chair_kr, values={"title": "Common criterias"}, seen=row.version)
        made = actions.freeze(made, by=cast.chair_kr)
        assert made.symbol == "NETAI/RM/1.0 Corr.1 Prov.1"
        with pytest.raises(Invalid), undone():
            actions.announce_approval(made, by=cast.chair_kr, days=5)
        with undone():
            assert actions.announce_approval(made, by=cast.chair_kr, days=3).is_editorial
        made = stages.adopted(cast, made)
        assert (made.state, kinds(made) & {"version_deputies_asked", "version_deputies_note"}) == (
            "tf_endorsed",
            set(),
        )
        actions.approve_publication(made, by=cast.chair_ep)
        made = actions.publish(made, by=cast.secretariat)
        assert (made.printed_symbol, stages.fresh(version).state) == ("NETAI/RM/1.0 Corr.1", "superseded")


def test_the_rounds_of_a_version_are_its_own(version, cast):
    """A position on the version is cast by the five and by nobody else, whoever runs the round."""
    round = actions.open_approval(version, by=cast.chair_kr, days=10)
    for key in ("chair_ep", "chair_kr", "secretariat", "head_ep", "deputy_ep", "delegate_ep", "observer"):
        with pytest.raises(Refused):
            ballots.cast(round, by=cast.hat(key), answer="support")
    assert not Round.objects.filter(pk=round.pk).visible_to(cast.observer).exists()
    assert events(version)[-1][1] == "chair_kr"
    assert Mandate.objects.filter(pk=round.opened_by_id).get() == Mandate.objects.get(pk=cast.chair_kr.pk)
