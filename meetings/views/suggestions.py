"""Corrections of a summary: an office suggests, the secretariat answers."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from meetings.actions import suggestions as acts
from meetings.forms.summary import AnswerForm, SuggestionForm
from meetings.rules import summary as rules
from meetings.views.entries import address
from meetings.views.pages import visible_meeting
from meetings.views.planning import form_page, is_done
from meetings.views.summary import difference, entry_of
from meetings.views.summary_part import suggestions_of


@access.hat
@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """Suggest what an entry should say instead."""
    hat = request.hat
    entry = entry_of(hat, uuid, key)
    require(rules.may_suggest(hat, entry))
    form = SuggestionForm(request.POST if request.method == "POST" else None, initial={"text": entry.text})
    if request.method == "POST" and form.is_valid() and is_done(form, partial(acts.suggest, entry, by=hat)):
        messages.success(request, _("The correction is suggested. The secretariat answers it."))
        return redirect(address(entry.meeting, entry))
    return form_page(
        request,
        form,
        _("Suggest a correction"),
        _("Suggest"),
        meeting=entry.meeting,
        back=address(entry.meeting, entry),
    )


@access.hat
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """Show a correction as a difference, and accept or decline it."""
    hat = request.hat
    meeting = visible_meeting(hat, uuid)
    found = get_object_or_404(suggestions_of(meeting, hat).select_related("entry", "office"), uuid=key)
    found.entry.meeting = meeting
    require(rules.may_answer_suggestion(hat, found))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, partial(acts.answer_suggestion, found, by=hat))
    ):
        messages.success(request, _("The correction is answered."))
        return redirect(address(meeting, found.entry))
    return form_page(
        request,
        form,
        _("Answer a correction"),
        _("Answer"),
        meeting=meeting,
        back=address(meeting, found.entry),
        correction=found,
        rows=difference(found.before, found.text),
    )
