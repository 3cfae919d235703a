"""Items that offices ask for: asking, answering, the backlog."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from meetings.actions import requests as acts
from meetings.forms.agenda import AnswerForm
from meetings.models import AgendaItem
from meetings.querysets import is_body
from meetings.rules import agenda as rules
from meetings.states import ItemState
from meetings.views.planning import form_page, is_done


@access.hat
@require_GET
def backlog(request: HttpRequest) -> HttpResponse:
    """List what waits for a meeting, and what was asked for: the body all of it, an office its own."""
    hat = request.hat
    rows = AgendaItem.objects.visible_to(hat).select_related(
        "lead_office", "meeting", "moved_from", "asked_by"
    )
    own = AgendaItem.objects.asked_by(hat).select_related("lead_office", "meeting", "moved_from")
    context = {
        "works": is_body(hat),
        "backlog": rows.backlog() if is_body(hat) else [],
        "requested": rows.requested() if is_body(hat) else [],
        "own": [] if is_body(hat) else own,
    }
    return render(request, "meetings/backlog.html", context)


@access.hat
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, item: UUID) -> HttpResponse:
    """Answer a request, or take an item of the backlog in: what is asked stands on the page."""
    hat = request.hat
    items = AgendaItem.objects.visible_to(hat).exclude(state=ItemState.ACCEPTED)
    row = get_object_or_404(items.select_related("meeting", "moved_from", "lead_office"), uuid=item)
    require(rules.may_answer_item(hat, row))
    form = AnswerForm(request.POST if request.method == "POST" else None, hat=hat, item=row)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(_do, row, hat)):
        messages.success(request, _("Answered. Whoever asked is told."))
        return redirect(reverse("meetings:backlog"))
    back = reverse("meetings:backlog")
    return form_page(
        request, form, _("Answer a request"), _("Answer"), back=back, lead=row.title, before=row.note
    )


def _do(row: AgendaItem, hat: Hat, **values: Any) -> None:
    if values["answer"] == ItemState.ACCEPTED:
        acts.take_in(row, by=hat, meeting=values["meeting"])
    elif values["answer"] == ItemState.BACKLOG:
        acts.shelve_item(row, by=hat)
    else:
        acts.decline_item(row, by=hat, reason=values["reason"])
