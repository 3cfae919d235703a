"""The register across meetings: decisions and action items, and the page of one item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ip5.audit.models import Event
from ip5.ballots.views.round import done_by
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.register import actions as acts
from ip5.register import rules
from ip5.register.models import ActionItem, Decision
from ip5.ui.listing import page_of, tags_of, url_with
from meetings.forms.register import NoteForm, RegisterForm
from meetings.models import Meeting
from meetings.views.planning import form_page, is_done
from meetings.views.register_part import row_of, rows_of
from proposals.forms import NoWords

WORDS = {
    "action_item.opened": gettext_lazy("Opened"),
    "action_item.done": gettext_lazy("Done"),
    "action_item.dropped": gettext_lazy("Dropped"),
    "action_item.reopened": gettext_lazy("Opened again"),
}
WITH = ("office", "group", "person__person")


@dataclass(frozen=True, slots=True)
class ItemDeed:
    """A deed on an action item as one page: its rule, its form, how it is done."""

    rule: Callable[..., Any]
    form: type[forms.Form]
    label: Any
    act: Callable[..., Any]
    style: str = ""


DEEDS = {
    "done": ItemDeed(
        rules.may_end,
        NoteForm,
        gettext_lazy("Mark as done"),
        lambda item, by, note: acts.end_item(item, by=by, state=ActionItem.State.DONE, note=note),
        "primary",
    ),
    "drop": ItemDeed(
        rules.may_drop,
        NoteForm,
        gettext_lazy("Drop"),
        lambda item, by, note: acts.end_item(item, by=by, state=ActionItem.State.DROPPED, note=note),
        "danger",
    ),
    "reopen": ItemDeed(
        rules.may_reopen,
        NoWords,
        gettext_lazy("Open again"),
        lambda item, by: acts.reopen_item(item, by=by),
    ),
}


def newest_number() -> int:
    """Return the number of the newest meeting, 0 before the first."""
    return Meeting.objects.aggregate(newest=Max("number"))["newest"] or 0


@access.hat
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List the action items, or the decisions, that this hat sees, narrowed by the filters in the address."""
    hat, is_of_decisions = request.hat, request.GET.get("view") == "decisions"
    numbers = Meeting.objects.visible_to(hat).filter(number__isnull=False).order_by("-number")
    form = RegisterForm(
        request.GET, list(numbers.values_list("number", flat=True)), is_of_decisions=is_of_decisions
    )
    chosen = form.chosen(hat.office.today)
    if is_of_decisions:
        page = page_of(Decision.objects.visible_to(hat).filter(chosen), request)
    else:
        page = page_of(ActionItem.objects.visible_to(hat).filter(chosen).select_related(*WITH), request)
    context = {
        "page": page,
        "rows": [] if is_of_decisions else rows_of(page, hat, newest_number()),
        "is_of_decisions": is_of_decisions,
        "form": form,
        "tags": tags_of(form, request),
        "tabs": tabs(request, is_of_decisions=is_of_decisions),
    }
    return render(request, "meetings/register.html", context)


def tabs(request: HttpRequest, *, is_of_decisions: bool) -> list[dict[str, Any]]:
    """Return the two parts of the register as links."""
    asked = {"office": None, "state": None, "page": None}
    return [
        {
            "label": _("Actions"),
            "url": url_with(request, view=None, **asked),
            "is_current": not is_of_decisions,
        },
        {
            "label": _("Decisions"),
            "url": url_with(request, view="decisions", **asked),
            "is_current": is_of_decisions,
        },
    ]


@access.hat
@require_GET
def action_item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an action item: what is owed by whom, what came of it, its history."""
    hat = request.hat
    item = found_item(hat, uuid)
    context = {
        "row": row_of(item, hat, newest_number()),
        "item": item,
        "acts": acts_on(item, hat),
        "events": history(item, hat),
    }
    return render(request, "meetings/action_item.html", context)


def acts_on(item: ActionItem, hat: Hat) -> list[dict[str, Any]]:
    """Return what the hat may do with the item; who may not end it reads why."""
    rows = []
    for name, each in DEEDS.items():
        verdict = each.rule(hat, item)
        if verdict or (name == "done" and not verdict.is_wrong_state):
            url = reverse(f"meetings:action_item_{name}", args=[item.uuid])
            rows.append({"label": each.label, "verdict": verdict, "url": url, "style": each.style})
    return rows


def found_item(hat: Hat, uuid: UUID) -> ActionItem:
    """Return the item, or 404 where the hat sees none."""
    item: ActionItem = get_object_or_404(
        ActionItem.objects.visible_to(hat).select_related(*WITH, "opened_by__person"), uuid=uuid
    )
    return item


def history(item: ActionItem, hat: Hat) -> list[dict[str, Any]]:
    """Return the item's events open to the hat, the newest first."""
    return [
        {
            "at": event.at,
            "who": WORDS.get(event.verb, event.verb),
            "what": done_by(event),
            "note": event.reason,
            "hash": "",
        }
        for event in Event.objects.for_subject(item).visible_to(hat).order_by("-seq")
    ]


@access.hat
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the deed's page, or do it."""
    hat, offered = request.hat, DEEDS[name]
    item = found_item(hat, uuid)
    require(offered.rule(hat, item))
    form = offered.form(request.POST if request.method == "POST" else None)
    back = reverse("meetings:action_item", args=[item.uuid])
    if request.method == "POST" and form.is_valid() and is_done(form, partial(offered.act, item, by=hat)):
        messages.success(request, _("The register is changed."))
        return redirect(back)
    return form_page(
        request,
        form,
        str(offered.label),
        str(offered.label),
        lead=f"{item.symbol}: {item.text}",
        back=back,
        is_danger=offered.style == "danger",
    )
