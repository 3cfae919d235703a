"""What an offered deed consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from meetings.states import MACHINE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed on a meeting as one page: its rule, its form, the sentence before, the sentence after.

    ``act(meeting, by=hat, **values)`` does it. Where ``goes_to`` names a route, the person goes on there.
    """

    rule: Callable[..., Any]
    form: type[forms.Form]
    before: str | _StrPromise
    after: str | _StrPromise
    act: Callable[..., Any]
    label: str | _StrPromise
    style: str = ""
    goes_to: str = "meetings:meeting"


def move(
    name: str,
    rule: Callable[..., Any],
    act: Callable[..., Any],
    form: type[forms.Form],
    before: Any,
    after: Any,
    style: str = "",
    **options: Any,
) -> Deed:
    """Return the page of the move ``name``, labelled as the table of moves labels it."""
    return Deed(rule, form, before, after, act, MACHINE.moves[name].label, style, **options)
