"""The figures over the scores."""

import pytest

from proposals.scores import dots, spread, strip


@pytest.mark.parametrize(
    ("values", "words", "median", "counts", "abstained"),
    [
        ([], "", None, (0, 0, 0, 0), 0),
        ([None, None], "", None, (0, 0, 0, 0), 2),
        ([3], "3", 3.0, (0, 0, 1, 0), 0),
        ([4, 4, None], "4", 4.0, (0, 0, 0, 2), 1),
        ([1, 4], "1–4", 2.5, (1, 0, 0, 1), 0),
        ([2, 4, 4, 3], "2–4", 3.5, (0, 1, 1, 2), 0),
    ],
)
def test_spread(values, words, median, counts, abstained):
    found = spread(values)
    assert (found.words, found.median, found.counts, found.abstained) == (words, median, counts, abstained)


def test_dots_are_four_and_the_strip_has_one_for_each_score_given():
    assert [dot["is_on"] for dot in dots(3)] == [True, True, True, False]
    assert [(dot["score"], dot["count"]) for dot in strip(spread([2, 4, 4]))] == [(2, 1), (4, 2)]
