"""Every deed on a version as one page: what it does, what it asks, then it is done."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ip5.ballots.views.deadlines import opening_dates
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.ui.deeds import is_done
from proposals.views.rounds import announcement_dates
from roadmap import rules
from roadmap.models import Version
from roadmap.views.offers import DEEDS, Deed

# What a round would end at, shown on the page that opens or announces it.
DATES = {"announce_approval": announcement_dates, "open_approval": opening_dates}


@access.hat
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the deed's page, or do it. A refusal keeps what was typed where the form can mend it."""
    hat, offered = request.hat, DEEDS[name]
    version = get_object_or_404(Version.objects.visible_to(hat), uuid=uuid)
    require(rules.RULES[name](hat, version))
    form = form_of(offered, version, hat, request)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(offered.act, version, by=hat)):
        messages.success(request, offered.after)
        return redirect(back_to(version, name))
    context = {
        "version": version,
        "title": offered.label,
        "before": offered.before,
        "says": offered.says,
        "submit": offered.label,
        "is_danger": offered.style == "danger",
        "back": version.get_absolute_url(),
        "form": form,
        "dates": DATES[name](hat) if name in DATES else None,
    }
    return render(request, "roadmap/deed.html", context, status=422 if form.is_bound else 200)


def form_of(offered: Deed, version: Version, hat: Hat, request: HttpRequest) -> forms.Form:
    """Return the deed's form, narrowed to what this hat may choose on this version."""
    form = offered.form(request.POST if request.method == "POST" else None)
    if hasattr(form, "narrow") and offered.form.__module__.startswith("roadmap."):
        form.narrow(version, hat)
    return form


def back_to(version: Version, name: str) -> str:
    """Return where the person goes on: to the version being compiled, the list, else to the version."""
    if name in {"derive", "replace"}:
        return reverse("roadmap:workbench")
    if name == "discard":
        return reverse("roadmap:versions")
    return version.get_absolute_url()
