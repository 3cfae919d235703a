"""The frozen text of a round for a reader without an account: its words in order, nothing left out unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

MOST_PARTS = 400


def parts_of(text: str) -> list[tuple[str, str]]:
    """Return the text as (heading, words) pairs; a text that is no JSON is one pair without a heading."""
    try:
        value = json.loads(text)
    except ValueError:
        return [("", text)]
    if not isinstance(value, dict | list):
        return [("", text)]
    found = list(_leaves(value, ()))
    if len(found) > MOST_PARTS:
        more = _("%(n)d more parts: sign in to read them; the fingerprint covers all.") % {
            "n": len(found) - MOST_PARTS
        }
        return [*found[:MOST_PARTS], ("", more)]
    return found


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key.replace("_", " ")))
    elif isinstance(value, list):
        for number, each in enumerate(value, start=1):
            yield from _leaves(each, (*path, str(number)))
    elif value is not None and value != "":
        yield " · ".join(path).capitalize(), str(value)
