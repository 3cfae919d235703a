"""Ideas: the list, the page, putting one forward, growing it, closing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.ui.listing import page_of
from proposals import actions
from proposals.forms import IdeaForm, Reason
from proposals.models import Idea, Proposal
from proposals.rules import ideas as rules


def visible_idea(hat: Hat, uuid: UUID) -> Idea:
    """Return the idea, or 404 when it does not exist for this hat."""
    found = Idea.objects.visible_to(hat).select_related("office", "put_forward_by__person")
    return get_object_or_404(found, uuid=uuid)


def parts(here: str) -> list[dict[str, Any]]:
    """Return the two lists as tabs: proposals and ideas."""
    return [
        {"label": _("Proposals"), "url": reverse("proposals:list"), "is_current": here == "proposals"},
        {"label": _("Ideas"), "url": reverse("proposals:ideas"), "is_current": here == "ideas"},
    ]


@access.hat
@require_GET
def idea_list(request: HttpRequest) -> HttpResponse:
    """Show the ideas this hat may see, newest first."""
    hat = request.hat
    page = page_of(Idea.objects.visible_to(hat).select_related("office"), request)
    context = {"page": page, "parts": parts("ideas"), "may_put_forward": rules.may_put_forward(hat)}
    return render(request, "proposals/ideas.html", context)


@access.hat
@require_http_methods(["GET", "POST"])
def put_forward(request: HttpRequest) -> HttpResponse:
    """Put an idea forward for the hat's office."""
    hat = request.hat
    require(rules.may_put_forward(hat))
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            idea = actions.put_forward(by=hat, **form.cleaned_data)
        except Invalid as error:
            for field, lines in error.errors.items():
                form.add_error(field, lines)
        else:
            messages.success(request, _("The idea is put forward. Members and observers are told."))
            return redirect(idea)
    return render(request, "proposals/idea_new.html", {"form": form}, status=422 if form.is_bound else 200)


@access.hat
@require_GET
def idea(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the idea, what grew from it as far as this hat may see, and what can be done with it."""
    hat = request.hat
    found = visible_idea(hat, uuid)
    grown = Proposal.objects.visible_to(hat).filter(idea=found).order_by("pk")
    context = {
        "idea": found,
        "grown": [
            {
                "label": str(each),
                "url": each.get_absolute_url(),
                "note": each.symbol or _("draft of your office"),
            }
            for each in grown
        ],
        "may_grow": rules.may_grow(hat, found),
        "may_close": rules.may_close_idea(hat, found),
    }
    return render(request, "proposals/idea.html", context)


@access.hat
@require_http_methods(["GET", "POST"])
def grow(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a draft of the own office from the idea, after a page that says so."""
    hat = request.hat
    found = visible_idea(hat, uuid)
    require(rules.may_grow(hat, found))
    if request.method == "POST":
        draft = actions.grow(found, by=hat)
        messages.success(request, _("A draft of your office has begun with this idea."))
        return redirect("proposals:edit", draft.uuid)
    words = _(
        "Your office begins a draft with this title and text. Nobody else learns of it; once the draft is "
        "submitted, the idea has grown and names it."
    )
    return render(
        request, "proposals/idea_deed.html", {"idea": found, "label": _("Grow into a draft"), "words": words}
    )


@access.hat
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close the idea with a reason that is printed on it."""
    hat = request.hat
    found = visible_idea(hat, uuid)
    require(rules.may_close_idea(hat, found))
    form = Reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_idea(found, by=hat, **form.cleaned_data)
        except Invalid as error:
            for field, lines in error.errors.items():
                form.add_error(field, lines)
        else:
            messages.success(request, _("The idea is closed. The office that put it forward is told."))
            return redirect(found)
    words = _("The idea ends here with your reason. The office that put it forward is told.")
    context = {"idea": found, "form": form, "label": _("Close the idea"), "words": words, "is_end": True}
    return render(request, "proposals/idea_deed.html", context, status=422 if form.is_bound else 200)
