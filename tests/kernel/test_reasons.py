"""A reason is trimmed; an empty or an endless one is refused with the field it stands in."""

import pytest

from ip5.kernel import reasons
from ip5.kernel.errors import Invalid


def test_it_is_trimmed():
    assert reasons.checked("  New facts.\n", "reason", "Say why.") == "New facts."
    assert reasons.checked("x" * reasons.MAX_REASON, "reason", "Say why.") == "x" * 2_000


@pytest.mark.parametrize(
    ("text", "words"), [(" \n ", "Say why."), ("x" * 2_001, "At most 2,000 characters.")]
)
def test_an_empty_and_an_endless_one_are_refused(text, words):
    with pytest.raises(Invalid) as refusal:
        reasons.checked(text, "note", "Say why.")
    assert refusal.value.errors == {"note": [words]}
