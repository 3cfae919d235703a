"""A version's way to the Heads: deputies, submission, decision; what each leaves behind, and its refusals."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Office
from ip5.register.models import ActionItem
from proposals.models import Proposal
from roadmap import actions
from roadmap.models import DeputyAnswer, Project
from tests.ballots.ended_rounds import five_heads
from tests.cast import Cast
from tests.databases import undone
from tests.proposals.telling import told as told_of
from tests.roadmap import stages
from tests.roadmap.telling import (
    DEPUTIES,
    EVERY_DEPUTY_TOLD,
    HEADS,
    events,
    last_data,
    last_event,
    told,
)

pytestmark = pytest.mark.django_db
ALL_TOLD = sorted({*EVERY_DEPUTY_TOLD, *HEADS, "observer"})
ITEMS = [{"passage": "", "text": "Name the cost."}]


@pytest.fixture(scope="module")
def version(module_db):
    """A version endorsed by the task force; the five deputy heads and the five Heads are appointed."""
    cast = Cast()
    stages.five_deputies(cast)
    made = stages.tf_endorsed(cast)
    five_heads(cast)
    return made


def deputy(code: str):
    return stages.five_deputies(Cast())[code]


def test_the_five_deputies_are_asked_and_clear_one_after_the_other(version, cast):
    assert told(version, "version_deputies_asked") == sorted(DEPUTIES)
    for code in stages.CODES[:4]:
        row = actions.clear_as_deputy(version, by=deputy(code), text=f" Read by {code}. ")
        assert row.state == "tf_endorsed"
    who = ("version.deputy_answered", "deputy_cn", "members", [], "")
    assert (last_event(version), last_data(version)) == (who, {"answer": "clear"})
    row = actions.clear_as_deputy(version, by=deputy("US"))
    assert row.state == "deputies_cleared"
    assert last_event(version) == ("version.deputies_cleared", "clock", "members", [], "")
    said = DeputyAnswer.objects.values_list("office__code", "answer", "text")
    assert list(said) == [
        *(("EP", "clear", "Read by EP."), ("JP", "clear", "Read by JP."), ("KR", "clear", "Read by KR.")),
        *(("CN", "clear", "Read by CN."), ("US", "clear", "")),
    ]
    assert told(version, "version_deputies_cleared") == ["chair_ep", "chair_kr", "secretariat"]


def test_a_deputy_answers_once(version, cast):
    actions.clear_as_deputy(version, by=cast.deputy_ep)
    for again in (actions.clear_as_deputy, actions.return_as_deputy):
        words = {"text": "No."} if again is actions.return_as_deputy else {}
        with pytest.raises(Refused, match="a clearance is given once"):
            again(version, by=cast.deputy_ep, **words)
    assert DeputyAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["head_ep", "hod_ep", "chair_kr", "secretariat", "observer", "site_admin"])
def test_nobody_else_clears(version, cast, key):
    with pytest.raises(Refused):
        actions.clear_as_deputy(version, by=cast.hat(key))
    with pytest.raises(Refused):
        actions.return_as_deputy(version, by=cast.hat(key), text="No.")
    assert not DeputyAnswer.objects.exists()


def test_one_deputy_returns_it_with_comments(version, cast):
    actions.clear_as_deputy(version, by=deputy("JP"))
    with pytest.raises(Invalid) as refusal, undone():
        actions.return_as_deputy(version, by=cast.deputy_ep, text=" ")
    assert list(refusal.value.errors) == ["text"]
    row = actions.return_as_deputy(version, by=cast.deputy_ep, text=" Name the data. ")
    assert row.state == "deputies_returned"
    assert DeputyAnswer.objects.get(office__code="EP").text == "Name the data."
    assert [each[:2] for each in events(version)[-2:]] == [
        ("version.deputy_answered", "deputy_ep"),
        ("version.deputies_returned", "clock"),
    ]
    # No event holds the comment.
    assert last_data(version) == {}
    assert told(version, "version_returned") == sorted({*EVERY_DEPUTY_TOLD, *HEADS})
    with pytest.raises(WrongState):
        actions.clear_as_deputy(version, by=deputy("KR"))
    with pytest.raises(WrongState):
        actions.submit(version, by=cast.chair_kr)


def test_skipping_the_deputies_prints_the_reason(version, cast):
    with pytest.raises(Invalid), undone():
        actions.skip_deputies(version, by=cast.chair_kr, reason="")
    row = actions.skip_deputies(version, by=cast.chair_kr, reason=" They met. ")
    assert (row.state, row.deputies_skipped_reason) == ("deputies_cleared", "They met.")
    assert last_event(version) == ("version.deputies_skipped", "chair_kr", "members", [], "They met.")
    assert told(version, "version_deputies_skipped") == sorted({*EVERY_DEPUTY_TOLD, *HEADS})


def test_it_is_not_submitted_before_the_deputies_have_cleared(version, cast):
    with pytest.raises(WrongState):
        actions.submit(version, by=cast.chair_kr)
    assert not version.rounds.filter(stage="heads").exists()


@pytest.fixture
def cleared(version, cast):
    return actions.skip_deputies(version, by=cast.chair_kr, reason="They met.")


def test_submitting_opens_the_heads_round_and_the_version_to_observers(cleared, cast):
    round = actions.submit(cleared, by=cast.chair_kr)
    row = stages.fresh(cleared)
    assert (row.state, row.visibility) == ("submitted", "members_observers")
    assert row.submitted_at is not None
    assert (round.rule_set.code, round.visibility, round.ends_at) == ("heads", "members_observers", None)
    assert (round.subject_symbol, round.text.endswith(row.sha256)) == (row.symbol, True)
    assert last_event(row) == ("version.submitted", "chair_kr", "members_observers", [], "")
    assert last_data(row) == {"round": round.full_symbol}
    assert told_of(round, "heads_answer_requested") == sorted(DEPUTIES | HEADS)
    assert told(row, "version_submitted") == ALL_TOLD


def test_the_heads_text_names_no_restricted_source(version, cast):
    """Observers read the Heads' question; what members restricted has no symbol there."""
    with undone():
        actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
        Project.objects.update(is_in_plan=False)
        hidden = stages.endorsed(cast, "Restricted text")
        # A proposal restricted at submission has a symbol of the restricted twin.
        Proposal.objects.filter(pk=hidden.pk).update(visibility="members")
        made = stages.compiled(cast, (stages.endorsed(cast, "Open text"), hidden))
        made = actions.freeze(made, by=cast.chair_kr)
        plan = made.snapshot.replace(hidden.symbol, "NETAI/PR/2026/777")
        made.snapshot = plan
        vars(made).pop("plan", None)
        question = actions.question_of(made, last=None, visibility="members_observers")
        own = actions.question_of(made, last=None, visibility="members")
        assert "NETAI/PR/2026/777" not in question.text
        assert "NETAI/PR/2026/777" in own.text
        assert question.text.splitlines()[-1] == own.text.splitlines()[-1] == f"sha-256 {made.sha256}"


def test_a_provisional_item_is_not_submitted(cleared, cast):
    proposal = Proposal.objects.get()
    for state in ("provisional", "no_consensus", "tabled"):
        # Past the deeds: what a confirmation, or reconsidering, makes of an item after the freeze.
        with undone():
            moved_to(proposal, state)
            with pytest.raises(Refused, match=f"these are not: {proposal.symbol}"):
                actions.submit(cleared, by=cast.chair_kr)
    assert stages.fresh(cleared).state == "deputies_cleared"


def moved_to(proposal, state):
    """Take the proposal to a state along the table of moves."""
    ways = {"tabled": [], "provisional": ["in_ballot"], "no_consensus": ["in_ballot"]}
    for each in ["tabled", *ways[state], state]:
        Proposal.objects.filter(pk=proposal.pk).update(state=each)


@pytest.fixture
def submitted(cleared, cast):
    actions.submit(cleared, by=cast.chair_kr)
    return stages.fresh(cleared)


def heads_answer(version, **answers):
    round = version.rounds.get(stage="heads", round__state="open").round
    for code, hat in five_heads(Cast()).items():
        given = answers.get(code, {"answer": "endorse"})
        if given:
            ballots.cast(round, by=hat, **given)
    return round


CONDITION = {"answer": "endorse_subject_to", "items": ballots.packed(ITEMS)}
RETURN = {"answer": "return", "items": ballots.packed(ITEMS)}


@pytest.mark.parametrize(
    ("answers", "state", "level"),
    [
        ({}, "heads_endorsed", "full"),
        ({"JP": CONDITION}, "heads_endorsed_conditionally", "consensus"),
        ({"JP": RETURN, "US": CONDITION}, "heads_returned", ""),
    ],
)
def test_what_the_heads_decide(submitted, cast, answers, state, level):
    round = heads_answer(submitted, **answers)
    with pytest.raises(Refused):
        actions.close_heads(submitted, by=cast.chair_kr)
    closed = actions.close_heads(submitted, by=cast.chair_kr, closing_note="Meeting in Tokyo")
    row = stages.fresh(submitted)
    assert (row.state, closed.level) == (state, level)
    assert row.endorsed_at == (closed.closed_at if state == "heads_endorsed" else None)
    assert last_event(row) == ("version.heads_decided", "clock", "members_observers", [], "")
    assert last_data(row) == {"round": round.full_symbol, "outcome": state, "level": level}
    assert told(row, "version_heads_decided") == ALL_TOLD


def test_a_missing_head_keeps_it_pending(submitted, cast):
    heads_answer(submitted, CN=None)
    with pytest.raises(Refused):
        actions.close_heads(submitted, by=cast.chair_kr, closing_note="Meeting in Tokyo")
    assert (stages.fresh(submitted).state, actions.follow_rounds()) == ("submitted", 0)


def test_conditions_are_met_or_refused(submitted, cast):
    round = heads_answer(submitted, JP=CONDITION)
    actions.close_heads(submitted, by=cast.chair_kr, closing_note="Meeting in Tokyo")
    head = five_heads(cast)["JP"]
    ballots.log_condition_met(round, by=cast.secretariat, office="JP", item=1)
    assert actions.follow_rounds() == 0
    with undone():
        ballots.refuse_condition(round, by=head, item=1, text="Not met.")
        assert actions.follow_rounds() == 1
        assert stages.fresh(submitted).state == "heads_returned"
    ballots.confirm_condition(round, by=head, item=1)
    assert actions.follow_rounds() == 1
    row = stages.fresh(submitted)
    settled = Round.objects.get(pk=round.pk).settled
    assert (row.state, row.endorsed_at) == ("heads_endorsed", settled.at)
    assert last_data(row)["level"] == "full"
    assert actions.follow_rounds() == 0


def test_a_deferral_waits_for_its_date(submitted, cast):
    until = clock.now().date() + dt.timedelta(days=30)
    heads_answer(submitted, JP={"answer": "defer", "until": until, "text": "After the budget."})
    actions.close_heads(submitted, by=cast.chair_kr, closing_note="Meeting in Tokyo")
    row = stages.fresh(submitted)
    assert (row.state, actions.follow_rounds()) == ("heads_deferred", 0)
    with pytest.raises(Refused):
        actions.put_again(row)
    assert stages.fresh(submitted).state == "heads_deferred"


def test_an_item_named_by_its_project_is_its_lead_offices(submitted, cast):
    title = Project.objects.get().title
    items = [{"passage": f"On {title}", "text": "Name the data."}, {"passage": "", "text": "Shorter."}]
    heads_answer(submitted, KR={"answer": "return", "items": ballots.packed(items)})
    actions.close_heads(submitted, by=cast.chair_kr, closing_note="Meeting in Tokyo")
    made = actions.derive(stages.fresh(submitted), by=cast.chair_kr)
    found = [(each.text, each.office.code) for each in ActionItem.objects.order_by("pk")]
    name = Office.objects.get(code="KR").acronym
    round = submitted.rounds.get(stage="heads").round.full_symbol
    # Who reads an action item need not be of the Heads' circle: it says where the comment is, not what.
    assert found == [
        (f"Answer comment 1 of the Head of the {name} in {round}.", "EP"),
        (f"Answer comment 2 of the Head of the {name} in {round}.", "TF"),
    ]
    assert len(last_data(made)["action_items"]) == 2


def test_a_refused_condition_becomes_an_action_item(submitted, cast):
    title = Project.objects.get().title
    items = [{"passage": "", "text": "Shorter."}, {"passage": f"On {title}", "text": "Name the data."}]
    answer = {"answer": "endorse_subject_to", "items": ballots.packed(items)}
    round = heads_answer(submitted, JP=answer, KR=answer)
    actions.close_heads(submitted, by=cast.chair_kr, closing_note="Meeting in Tokyo")
    for item in (1, 2):
        ballots.log_condition_met(round, by=cast.secretariat, office="JP", item=item)
    ballots.confirm_condition(round, by=five_heads(cast)["JP"], item=1)
    ballots.refuse_condition(round, by=five_heads(cast)["JP"], item=2, text="Not met.")
    actions.follow_rounds()
    made = actions.derive(stages.fresh(submitted), by=cast.chair_kr)
    (item,) = ActionItem.objects.all()
    name = Office.objects.get(code="JP").acronym
    # Like a comment: where it is, not what; and the lead office's of the project it names.
    assert (item.text, item.office.code) == (
        f"Answer the refusal of condition 2 by the Head of the {name} in {round.full_symbol}.",
        "EP",
    )
    assert last_data(made)["action_items"] == [item.symbol]


def test_of_a_minor_amendment_the_deputies_take_note(cast, module_db, version):
    with undone():
        actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
        Project.objects.update(is_in_plan=False)
        stages.published(cast)
        second = stages.approved(cast, actions.freeze(stages.minor(cast), by=cast.chair_kr))
        assert told(second, "version_deputies_note") == sorted(DEPUTIES)
        assert told(second, "version_deputies_asked") == []
        row = actions.take_note(second, by=cast.deputy_ep)
        assert (row.state, DeputyAnswer.objects.get(version=second).answer) == ("tf_endorsed", "noted")
        assert last_data(second) == {"answer": "noted"}
        with pytest.raises(Refused, match="given once"):
            actions.take_note(second, by=cast.deputy_ep)
        with pytest.raises(Refused):
            actions.return_as_deputy(second, by=deputy("JP"), text="No.")
        assert told(second, "version_approval_ended") == sorted({*EVERY_DEPUTY_TOLD, *HEADS})
