"""The printed grid is what the rules answer: the whole cast, every stage, every move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from proposals.states import State
from tests.proposals import grid

PAGE = Path(settings.BASE_DIR) / "docs" / "generated" / "grid.md"


@contextmanager
def undone() -> Iterator[None]:
    """A savepoint that is not kept: each stage begins from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_printed_grid_is_current(cast):
    drawn = grid.page(cast, undone)
    if os.environ.get("RENEW_GRID"):
        PAGE.write_text(drawn, encoding="utf-8")
    assert PAGE.is_file(), f"docs/generated/grid.md is missing. Run {grid.RENEW}"
    assert PAGE.read_text(encoding="utf-8") == drawn, f"docs/generated/grid.md is stale. Run {grid.RENEW}"


def test_every_state_has_its_stages():
    text = PAGE.read_text(encoding="utf-8")
    parts = text.split("\n## ")[1:]
    assert [part.partition("\n")[0] for part in parts] == [str(each.label) for each in State]
    assert [part.partition("\n")[0] for part in parts if "\n### " not in part] == []
