"""The five classes, narrowest first, and which of them a level sees."""

import pytest

from ip5.kernel.visibility import Visibility, classes_seen_from, narrower

ORDER = ["office_internal", "members", "members_observers", "consultation", "public"]


def test_the_classes_in_their_order():
    assert list(Visibility.values) == ORDER
    assert [each.rank for each in Visibility] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("level", ORDER)
def test_a_level_sees_itself_and_everything_wider(level):
    assert classes_seen_from(level) == ORDER[ORDER.index(level) :]


def test_nothing_is_seen_from_an_unknown_level():
    with pytest.raises(ValueError, match="secret"):
        classes_seen_from("secret")


@pytest.mark.parametrize("one", ORDER)
@pytest.mark.parametrize("other", ORDER)
def test_the_narrower_of_two(one, other):
    assert narrower(one, other) == ORDER[min(ORDER.index(one), ORDER.index(other))]
