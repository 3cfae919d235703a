"""Who may do what with a version: the whole cast x the moves x every stage, and the reasons of the refusals."""

from __future__ import annotations

import pytest

from ip5.kernel.errors import Refused, WrongState, require
from roadmap import rules
from roadmap.models import Version
from roadmap.rules import RULES
from roadmap.states import MACHINE
from tests.cast import Cast
from tests.roadmap.telling import BODY, CHAIRS, DEPUTIES, everybody, who
from tests.roadmap.walk import walk

WITHDRAW = {"withdraw": CHAIRS}
# stage -> move -> who may; a move that is not named is nobody's there.
GRID = {
    "recorded": {},
    "compiling": {"edit": BODY, "discard": CHAIRS},
    "compiled": {"edit": BODY, "discard": CHAIRS, "freeze": CHAIRS},
    "frozen": WITHDRAW | {"announce_approval": CHAIRS, "open_approval": CHAIRS},
    "withdrawn": {"derive": CHAIRS},
    "announced": WITHDRAW | {"cancel_announcement": CHAIRS},
    "refused": WITHDRAW | {"announce_approval": CHAIRS, "open_approval": CHAIRS},
    "in_silence": WITHDRAW | {"extend_approval": CHAIRS, "cancel_approval": CHAIRS},
    "broken": WITHDRAW | {"announce_approval": CHAIRS, "open_approval": CHAIRS, "replace": CHAIRS},
    "under_approval": WITHDRAW | {"extend_approval": CHAIRS, "cancel_approval": CHAIRS},
    "answered": WITHDRAW | {"extend_approval": CHAIRS, "cancel_approval": CHAIRS, "close_approval": CHAIRS},
    "provisional": WITHDRAW,
    "no_round_left": WITHDRAW | {"refer_to_deputies": CHAIRS},
    "tf_endorsed": WITHDRAW
    | {"clear_as_deputy": DEPUTIES, "return_as_deputy": DEPUTIES, "skip_deputies": CHAIRS},
    "one_cleared": WITHDRAW
    | {
        "clear_as_deputy": DEPUTIES - {"deputy_jp"},
        "return_as_deputy": DEPUTIES - {"deputy_jp"},
        "skip_deputies": CHAIRS,
    },
    "deputies_returned": {"derive": CHAIRS},
    "derived_from": {},
    "deputies_cleared": WITHDRAW | {"submit": CHAIRS},
    "submitted": WITHDRAW,
    "heads_answered": WITHDRAW | {"close_heads": CHAIRS},
    "heads_endorsed_conditionally": {},
    "heads_returned": {"derive": CHAIRS},
    "heads_deferred": WITHDRAW,
    "heads_endorsed": {"approve_publication": CHAIRS},
    "publication_approved": {"publish": BODY},
    "publication_set": {"stop_publication": BODY},
    "published": {},
    "corrigendum_tf_endorsed": WITHDRAW | {"approve_publication": CHAIRS},
    "minor_frozen": WITHDRAW
    | {"announce_approval": CHAIRS, "open_approval": CHAIRS, "open_in_session": CHAIRS},
    "minor_in_session": {},
    "minor_tf_endorsed": WITHDRAW | {"approve_publication": CHAIRS, "take_note": DEPUTIES},
    "superseded": {},
}
NO_ROUND_LEFT = (
    "rounds were opened this year on this edition: refer it to the deputy heads, or withdraw the version."
)
# A refusal that only the words of the stage explain: stage, move, who asks, what is said.
REASONS = [
    ("compiling", "freeze", "chair_kr", "points are open, the first: The version has a preamble"),
    ("compiling", "freeze", "secretariat", "Only a co-chair makes this move."),
    ("compiled", "edit", "hod_ep", "The co-chairs do this; the secretariat prepares it."),
    ("announced", "open_approval", "chair_kr", "A silence procedure is announced: call it off first"),
    ("in_silence", "close_approval", "chair_kr", "A silence procedure runs to its exact instant"),
    ("provisional", "cancel_approval", "chair_kr", "No round of this version is open."),
    ("frozen", "refer_to_deputies", "chair_kr", "A next round may still be opened"),
    ("no_round_left", "open_approval", "chair_kr", f"3 {NO_ROUND_LEFT}"),
    ("no_round_left", "announce_approval", "chair_ep", f"3 {NO_ROUND_LEFT}"),
    ("no_round_left", "open_approval", "hod_ep", "Only a co-chair makes this move."),
    ("frozen", "replace", "chair_kr", "The task force has not answered on it"),
    ("frozen", "open_in_session", "chair_kr", "In session only a minor amendment is approved."),
    ("minor_in_session", "withdraw", "chair_kr", "The meeting runs this round"),
    ("minor_in_session", "cancel_approval", "chair_kr", "The meeting runs this round"),
    ("tf_endorsed", "approve_publication", "chair_kr", "Only a version endorsed by the Heads is published."),
    ("tf_endorsed", "clear_as_deputy", "head_ep", "Only a deputy head of a member office answers here."),
    ("tf_endorsed", "take_note", "deputy_ep", "The deputy heads take note of minor amendments."),
    ("one_cleared", "return_as_deputy", "deputy_jp", "Your office has answered; a clearance is given once."),
    ("derived_from", "derive", "chair_kr", "A version is on its way already"),
    ("heads_endorsed", "publish", "secretariat", "A co-chair approves the publication first."),
    ("publication_approved", "stop_publication", "chair_kr", "No publication is set."),
    ("publication_approved", "approve_publication", "chair_kr", "The publication is approved."),
    ("publication_set", "publish", "secretariat", "The publication is set; stop it first"),
    (
        "minor_tf_endorsed",
        "clear_as_deputy",
        "deputy_ep",
        "the deputy heads take note; it needs no clearance",
    ),
    ("minor_tf_endorsed", "skip_deputies", "chair_kr", "the deputy heads take note; it needs no clearance"),
    ("recorded", "withdraw", "chair_kr", "This is history from before the site"),
    ("superseded", "withdraw", "chair_kr", "This is not possible while the state is “Superseded”."),
]
# Where the state refuses, whoever asks, the answer is 409; where the hat does, 403.
OF_STATE = {
    ("announced", "open_approval"),
    ("tf_endorsed", "approve_publication"),
    ("derived_from", "derive"),
    ("superseded", "withdraw"),
}


@pytest.fixture(scope="module")
def seen(module_db: None) -> dict[str, dict[str, tuple[set[str], dict[str, object]]]]:
    """Who may make each move at each stage, and every verdict, from one walk through all of them."""
    cast = Cast()
    hats = everybody(cast)
    found: dict[str, dict[str, tuple[set[str], dict[str, object]]]] = {}
    for stage, version in walk(cast):
        moves = {}
        version = Version.objects.get(pk=version.pk)
        for name, rule in RULES.items():
            verdicts = {key: rule(hat, version) for key, hat in hats.items()}
            moves[name] = ({key for key, each in verdicts.items() if each}, verdicts)
            assert all(each or str(each.reason) for each in verdicts.values()), (stage, name)
        found[stage] = moves
    return found


def test_the_walk_meets_every_stage_of_the_grid_and_no_other(seen):
    assert list(seen) == sorted(seen, key=list(seen).index)
    assert set(seen) == set(GRID)


@pytest.mark.parametrize("stage", GRID)
def test_the_whole_cast_at_every_stage(seen, stage):
    assert {move: may for move, (may, _all) in seen[stage].items() if may} == GRID[stage]


@pytest.mark.parametrize(("stage", "move", "who", "words"), REASONS)
def test_a_refusal_says_why(seen, stage, move, who, words):
    verdict = seen[stage][move][1][who]
    assert words in str(verdict.reason)
    with pytest.raises(WrongState if (stage, move) in OF_STATE else Refused):
        require(verdict)


def test_every_move_has_its_rule_or_is_nobodys():
    nobodys = {"open_announced", "settle", "settle_conditions", "put_again", "supersede"}
    assert set(MACHINE.moves) == set(RULES) | nobodys
    assert {move for row in GRID.values() for move in row} == set(RULES)


def test_the_seconding_office_recuses_no_chair_from_a_version(seen):
    """Both co-chairs alike: of every version all five offices are part."""
    for stage, moves in seen.items():
        for move, (may, _all) in moves.items():
            assert may & CHAIRS in (set(), CHAIRS), (stage, move)


def test_the_abilities_are_the_rules(seen, module_db):
    cast = Cast()
    version = Version(state="frozen", kind="major", snapshot="")
    for hat in (cast.hod_ep, cast.observer, cast.hat("anonymous")):
        assert rules.abilities(hat, version) == {name: rule(hat, version) for name, rule in RULES.items()}


def test_who_begins_a_version(module_db):
    cast = Cast()
    hats = everybody(cast)
    assert who(hats, rules.may_compile) == BODY
    Version.objects.create(kind="major", title="One on its way", compiled_at="2027-01-04T00:00Z")
    assert who(hats, rules.may_compile) == set()
    assert rules.may_compile(cast.chair_kr).is_wrong_state
    assert not rules.may_compile(cast.hod_ep).is_wrong_state
