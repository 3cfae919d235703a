"""A deed on two pages: its form, then the whole sentence to confirm. Nothing typed is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ip5.ballots.models import Round
from ip5.ballots.states import ReservationKind


@dataclass(frozen=True, slots=True)
class Saying:
    """What the pages of a deed say: heading, the sentence confirmed, who reads it, the button, the news.

    ``words`` are (label, text) pairs of what is said with it; empty texts are left out. ``proof`` stands
    before the fingerprint of the text, ``anchor`` is where the round's page goes on.
    """

    title: str
    sentence: str
    readers: str
    submit: str
    done: str
    words: tuple[tuple[str, str], ...] = ()
    readers_icon: str = "info"
    proof: str = ""
    anchor: str = ""
    style: str = "primary"

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """The words that are not empty."""
        return [each for each in self.words if each[1]]


def spoken(words: str, act: Any, office: str, found: Round) -> SafeString:
    """Return a sentence as it is confirmed, what is done in it standing out: "I <b>support</b> the proposal"."""
    parts = {"office": office, "title": found.title, "symbol": found.subject_symbol}
    filled = {name: conditional_escape(part) for name, part in parts.items()}
    return SafeString(conditional_escape(words) % {"act": format_html("<b>{}</b>", act), **filled})


def acting_on(found: Round) -> str:
    """Return the sentence of a position, for ``spoken``. A round with a page of its own is on no proposal."""
    if found.address:
        return _("“On behalf of the %(office)s I %(act)s the proposal %(title)s, %(symbol)s.”")
    return _("“On behalf of the %(office)s I %(act)s %(title)s, %(symbol)s.”")


def words_of(given: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what is said with an answer as (label, text) pairs."""
    kind = given.get("kind", "")
    return (
        (_("Kind"), str(ReservationKind(kind).label) if kind else ""),
        (_("Passage"), given.get("passage", "")),
        (_("Text, printed with the outcome"), given.get("text", "")),
        (_("Reason"), given.get("reason", "")),
        (_("What would lift it"), given.get("remedy", "")),
    )


def form_page(
    request: HttpRequest, found: Round, form: Any, saying: Saying, *, action: str = ""
) -> HttpResponse:
    """Show the form, sent to ``action`` or this page; 422 where what was sent does not do."""
    status = 422 if form.is_bound and form.errors else 200
    context = {"round": found, "form": form, "saying": saying, "has_more": hasattr(form, "more")}
    context["action"] = action
    return render(request, "ballots/_sitting_form.html", context, status=status)


def is_sure(request: HttpRequest) -> bool:
    """Whether the box on the confirming page was ticked."""
    return request.POST.get("sure") == "on"


def sure_page(
    request: HttpRequest, found: Round, form: Any, saying: Saying, *more: tuple[str, Any], action: str = ""
) -> HttpResponse:
    """Show the sentence to confirm; the form's fields and ``more`` go along hidden, to ``action`` or this page."""
    typed = [(name, form.data.get(name, "")) for name in form.fields] if form is not None else []
    context = {"round": found, "saying": saying, "hidden": [*typed, *more], "action": action}
    return render(request, "ballots/sure.html", context | {"unsure": "confirmed" in request.POST})


def said_twice(
    request: HttpRequest,
    found: Round,
    form: Any,
    saying: Callable[[dict[str, Any]], Saying],
    deed: Callable[..., Any],
) -> HttpResponse:
    """Show the form, then the sentence, then do the deed. ``saying`` is given what the form holds."""
    is_filled = form.is_bound and form.is_valid() and "change" not in request.POST
    if not is_filled:
        return form_page(request, found, form, saying({}))
    given = form.deed()
    if not is_sure(request):
        return sure_page(request, found, form, saying(given))
    deed(by=request.hat, **given)
    messages.success(request, saying(given).done)
    return redirect(found.get_absolute_url())
