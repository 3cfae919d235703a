"""A deed on two pages: its form, then the whole sentence to confirm. Nothing typed is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ip5.ballots.models import Round


@dataclass(frozen=True, slots=True)
class Saying:
    """What the pages of a deed say: heading, the sentence confirmed, who reads it, the button, the news.

    ``words`` are (label, text) pairs of what is said with it; empty texts are left out.
    """

    title: str
    sentence: str
    readers: str
    submit: str
    done: str
    words: tuple[tuple[str, str], ...] = ()

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """The words that are not empty."""
        return [each for each in self.words if each[1]]


def form_page(request: HttpRequest, found: Round, form: Any, saying: Saying) -> HttpResponse:
    """Show the form; 422 where what was sent does not do."""
    status = 422 if form.is_bound and form.errors else 200
    context = {"round": found, "form": form, "saying": saying, "has_more": hasattr(form, "more")}
    return render(request, "ballots/_sitting_form.html", context, status=status)


def is_sure(request: HttpRequest) -> bool:
    """Whether the box on the confirming page was ticked."""
    return request.POST.get("sure") == "on"


def sure_page(request: HttpRequest, found: Round, form: Any, saying: Saying) -> HttpResponse:
    """Show the sentence to confirm; the form's fields go along hidden."""
    hidden = [(name, form.data.get(name, "")) for name in form.fields] if form is not None else []
    context = {"round": found, "saying": saying, "hidden": hidden, "unsure": "confirmed" in request.POST}
    return render(request, "ballots/_sitting_sure.html", context)


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
