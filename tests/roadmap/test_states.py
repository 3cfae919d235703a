"""The table of a version's moves: what the charter says of its way, read off the machine."""

import pytest

from roadmap.states import DECIDED, ENDED_BEFORE, MACHINE, PUBLIC, PUBLISHABLE, TONES, UNDER_WAY, VersionState

PAIRS = MACHINE.pairs()


def reached_from(state: str) -> set[str]:
    """Return every state that some chain of moves leads to."""
    found, waiting = set(), [state]
    while waiting:
        here = waiting.pop()
        for start, end in PAIRS:
            if start == here and end not in found:
                found.add(end)
                waiting.append(end)
    return found


def test_every_state_has_its_tone_and_is_reached_from_compiling():
    assert set(TONES) == set(VersionState)
    assert reached_from("compiling") == set(VersionState.values) - {"compiling"}


def test_a_state_is_on_its_way_public_or_ended():
    assert sorted([*UNDER_WAY, *PUBLIC, *ENDED_BEFORE]) == sorted(VersionState)


def test_there_is_no_way_back_from_publication():
    assert reached_from("published") == {"superseded"}
    assert reached_from("superseded") == set()


def test_what_ended_stays_as_it_was():
    for state in ENDED_BEFORE:
        assert reached_from(state) == set()


def test_only_what_is_endorsed_is_published():
    assert {start for start, end in PAIRS if end == "published"} == {str(each) for each in PUBLISHABLE}
    assert {str(each) for each in PUBLISHABLE} == {"heads_endorsed", "tf_endorsed"}
    assert {str(each) for each in DECIDED} == {"heads_endorsed", "published", "superseded"}


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        ("under_approval", {"tf_endorsed", "frozen", "withdrawn"}),
        ("tf_endorsed", {"deputies_cleared", "deputies_returned", "withdrawn", "published"}),
        (
            "submitted",
            {
                *("heads_endorsed", "heads_endorsed_conditionally", "heads_returned", "heads_deferred"),
                "withdrawn",
            },
        ),
        ("heads_endorsed_conditionally", {"heads_endorsed", "heads_returned"}),
        ("heads_deferred", {"submitted", "withdrawn"}),
    ],
)
def test_where_a_state_leads(state, ends):
    assert {end for start, end in PAIRS if start == state} == ends
