"""Updates for industry: the list, one update, what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.ui.listing import page_of
from meetings.actions import industry as acts
from meetings.forms.industry import DeliveryForm, UpdateForm
from meetings.models import IndustryUpdate
from meetings.rules import industry as rules
from meetings.views.planning import form_page, is_done
from proposals.forms import NoWords


@dataclass(frozen=True, slots=True)
class UpdateDeed:
    """A deed on an update as one page: its rule, its form, its sentence before, how it is done."""

    rule: Callable[..., Any]
    form: type[forms.Form]
    label: Any
    before: Any
    act: Callable[..., Any]
    style: str = ""


DEEDS = {
    "edit": UpdateDeed(
        rules.may_edit_update,
        UpdateForm,
        gettext_lazy("Change"),
        gettext_lazy("Name nothing that only members or observers may read."),
        acts.edit_update,
    ),
    "open": UpdateDeed(
        rules.may_open_update,
        NoWords,
        gettext_lazy("Open to industry"),
        gettext_lazy("Members, observers and industry read it from now on. It does not change any more."),
        acts.open_update,
        "primary",
    ),
    "deliver": UpdateDeed(
        rules.may_deliver_update,
        DeliveryForm,
        gettext_lazy("Mark as delivered"),
        gettext_lazy("The day and the meeting stand beside the update."),
        acts.deliver_update,
    ),
}


@access.hat
@require_GET
def update_list(request: HttpRequest) -> HttpResponse:
    """List the updates that this hat sees, the newest first."""
    rows = IndustryUpdate.objects.visible_to(request.hat)
    return render(request, "meetings/industry_list.html", {"page": page_of(rows, request)})


def found_update(hat: Hat, uuid: UUID) -> IndustryUpdate:
    """Return the update, or 404 where the hat sees none."""
    update: IndustryUpdate = get_object_or_404(IndustryUpdate.objects.visible_to(hat), uuid=uuid)
    return update


@access.hat
@require_GET
def update(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an update."""
    hat = request.hat
    found = found_update(hat, uuid)
    verdicts = {name: each.rule(hat, found) for name, each in DEEDS.items()}
    context = {
        "update": found,
        "acts": [
            {
                "label": DEEDS[name].label,
                "verdict": verdict,
                "url": reverse(f"meetings:industry_update_{name}", args=[found.uuid]),
                "style": DEEDS[name].style,
            }
            for name, verdict in verdicts.items()
            if verdict
        ],
    }
    return render(request, "meetings/industry_update.html", context)


@access.hat
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the deed's page, or do it."""
    hat, offered = request.hat, DEEDS[name]
    found = found_update(hat, uuid)
    require(offered.rule(hat, found))
    initial = {"title": found.title, "text": found.text, "seen": found.version}
    form = offered.form(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(offered.act, found, by=hat)):
        messages.success(request, _("The update is changed."))
        return redirect(found.get_absolute_url())
    label = str(offered.label)
    return form_page(
        request, form, label, label, before=offered.before, lead=found.title, back=found.get_absolute_url()
    )
