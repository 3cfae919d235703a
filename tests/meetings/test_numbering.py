"""Numbers of agenda items: parts by letter, closed items in a series of their own."""

from __future__ import annotations

import pytest

from meetings import numbering

ROWS = [
    ("opening", None, False),
    ("decision", None, False),
    ("translation", "decision", False),
    ("secret", "decision", True),
    ("data", "decision", False),
    ("closed", None, True),
    ("other", None, False),
]


def test_parts_take_letters_and_closed_items_count_apart():
    assert numbering.numbers(ROWS) == {
        "opening": "1",
        "decision": "2",
        "translation": "2 (a)",
        "secret": "2 (R a)",
        "data": "2 (b)",
        "closed": "R1",
        "other": "3",
    }


def test_who_does_not_see_the_closed_ones_sees_the_same_numbers_without_a_gap():
    whole = numbering.numbers(ROWS)
    seen = numbering.numbers([row for row in ROWS if not row[2]])
    assert seen == {key: whole[key] for key in seen}


@pytest.mark.parametrize(
    ("place", "found"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba"), (702, "aaa")]
)
def test_letters_go_on_after_z(place, found):
    assert numbering.letter(place) == found
