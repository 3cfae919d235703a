"""How editions are numbered (domain.md section 4b)."""

import pytest

from roadmap.editions import next_edition


@pytest.mark.parametrize(
    ("last", "kind", "following"),
    [
        ("", "major", "1.0"),
        ("1.0", "major", "2.0"),
        ("1.4", "major", "2.0"),
        ("9.9", "major", "10.0"),
        ("1.0", "minor", "1.1"),
        ("1.9", "minor", "1.10"),
        ("1.1", "corrigendum", "1.1 Corr.1"),
        ("1.1 Corr.1", "corrigendum", "1.1 Corr.2"),
        ("1.1 Corr.2", "minor", "1.2"),
        ("1.1 Corr.2", "major", "2.0"),
    ],
)
def test_the_edition_that_follows(last, kind, following):
    assert next_edition(last, kind) == following


@pytest.mark.parametrize("kind", ["minor", "corrigendum"])
def test_the_first_is_a_major_one(kind):
    with pytest.raises(ValueError, match="the first version is a major one"):
        next_edition("", kind)


@pytest.mark.parametrize("last", ["1", "0.1", "1.01", "1.0 Corr.0", "1.0 Prov.1", "x"])
def test_what_is_no_edition_is_refused(last):
    with pytest.raises(ValueError, match="not an edition"):
        next_edition(last, "minor")
