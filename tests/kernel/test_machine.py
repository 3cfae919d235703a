"""The table of moves: where each starts, what it refuses, and the pairs the database guards."""

import pytest

from ip5.kernel.errors import WrongState
from ip5.kernel.machine import Machine, move
from ip5.kernel.verdict import ALLOWED, wrong_state

LABELS = [("draft", "Draft"), ("open", "Open"), ("won", "Won"), ("lost", "Lost")]
MACHINE = Machine(
    LABELS,
    [
        move("edit", ["draft"], "draft", "Edit"),
        move("open", ["draft", "lost"], "open", "Open", "co-chair"),
        move("close", ["open"], ["won", "lost"], "Close"),
        move("reset", ["draft", "open"], "draft", "Reset"),
    ],
)


@pytest.mark.parametrize(
    ("name", "starts"),
    [("edit", {"draft"}), ("open", {"draft", "lost"}), ("close", {"open"}), ("reset", {"draft", "open"})],
)
def test_each_move_starts_from_its_sources_only(name, starts):
    assert {state for state, _label in LABELS if MACHINE.may(name, state)} == starts


def test_a_refusal_names_the_present_state_and_is_about_the_state():
    assert MACHINE.may("close", "draft") == wrong_state("This is not possible while the state is “Draft”.")
    assert MACHINE.may("close", "open") is ALLOWED


def test_require_returns_the_move_or_raises():
    assert MACHINE.require("open", "lost").hats == "co-chair"
    with pytest.raises(WrongState) as refusal:
        MACHINE.require("open", "won")
    assert str(refusal.value) == "This is not possible while the state is “Won”."


def test_pairs_are_the_moves_that_change_the_state():
    assert MACHINE.pairs() == {
        ("draft", "open"),
        ("lost", "open"),
        ("open", "won"),
        ("open", "lost"),
        ("open", "draft"),
    }


def test_a_move_that_stays_says_so():
    assert [each.name for each in MACHINE if each.stays] == ["edit"]


def test_a_move_to_an_unknown_state_is_refused_at_once():
    with pytest.raises(ValueError, match="unknown states: \\['gone'\\]"):
        Machine(LABELS, [move("vanish", ["draft"], "gone", "Vanish")])


def test_an_unknown_move_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        MACHINE.may("fly", "draft")
