"""Conclusions on the room's screen: begun, typed and kept, announced, recorded, dropped; actions as they fall."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ip5.kernel import access, clock
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.register.models import ActionItem
from meetings.actions import action_items, conclusions
from meetings.forms.live import ActionForm, Beginning, Wording
from meetings.models import AgendaItem, Conclusion
from meetings.rules import conclusions as rules
from meetings.states import DECIDING, ConclusionState, Verb
from meetings.views.planning import form_page, is_done
from meetings.views.room import sitting


def conclusion_of(hat: Hat, uuid: UUID, conclusion: UUID) -> Conclusion:
    """Return a conclusion of the meeting, or 404 when it does not exist for this hat."""
    meeting = sitting(hat, uuid)
    rows = Conclusion.objects.visible_to(hat).filter(meeting=meeting)
    found: Conclusion = get_object_or_404(rows.select_related("item", "round__rule_set"), uuid=conclusion)
    found.meeting = meeting
    return found


def back(conclusion: Conclusion) -> HttpResponse:
    """Go back to the screen, with this conclusion on it while it is worded."""
    address = reverse("meetings:live", args=[conclusion.meeting.uuid])
    is_draft = conclusion.state == ConclusionState.DRAFT
    return redirect(f"{address}?c={conclusion.uuid}" if is_draft else address)


@access.hat
@require_POST
def begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a conclusion under the item of the form; the button for a decision takes a verb that decides."""
    hat = request.hat
    meeting = sitting(hat, uuid)
    require(rules.may_draft(hat, meeting))
    form = Beginning(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is meant, and press again."))
        return redirect("meetings:live", uuid)
    values = form.cleaned_data
    items = AgendaItem.objects.visible_to(hat).filter(meeting=meeting).select_related("meeting")
    item = get_object_or_404(items, uuid=values["item"])
    verb = values["verb"]
    if "decides" in request.POST and verb not in DECIDING:
        verb = Verb.AGREED
    return back(conclusions.draft(item, by=hat, verb=verb, uuid=values["fresh"] or uuid4()))


@access.hat
@require_POST
def word(request: HttpRequest, uuid: UUID, conclusion: UUID) -> HttpResponse:
    """Keep the words, and announce the conclusion or drop it: what decides is put, all else is recorded."""
    hat = request.hat
    found = conclusion_of(hat, uuid, conclusion)
    if found.state in {ConclusionState.PUT, ConclusionState.RECORDED} and "announce" in request.POST:
        # Pressed twice: it is announced already.
        return back(found)
    require(rules.may_edit(hat, found))
    form = Wording(request.POST)
    if "drop" in request.POST:
        return back(conclusions.drop(found, by=hat))
    if form.is_valid() and is_done(form, lambda **_values: _announce(request, found, form)):
        found.refresh_from_db(fields=["state"])
        return back(found)
    return _again(request, found, form)


def _announce(request: HttpRequest, found: Conclusion, form: Wording) -> None:
    hat, values = request.hat, form.cleaned_data
    kept = conclusions.edit(
        found, by=hat, verb=values["verb"], text=values["text"], version=values["version"]
    )
    if "announce" not in request.POST:
        messages.success(request, _("The words are kept."))
    elif form.is_deciding:
        conclusions.put(kept, by=hat, seconds=values["seconds"])
    else:
        conclusions.record(kept, by=hat)


def _again(request: HttpRequest, found: Conclusion, form: Wording) -> HttpResponse:
    """Show what was typed beside what stands there; sent again it replaces that."""
    stands = Conclusion.objects.get(pk=found.pk)
    form.data = form.data.copy()
    form.data["version"] = str(stands.version)
    title = _("Conclusion")
    before = _("It reads now: “%(text)s”") % {"text": stands.sentence}
    return form_page(request, form, title, _("Keep my words"), meeting=found.meeting, before=before)


@access.hat
@require_POST
def autosave(request: HttpRequest, uuid: UUID, conclusion: UUID) -> JsonResponse:
    """Keep what is typed, quietly; 409 when somebody else typed meanwhile, 422 when it cannot be kept."""
    hat = request.hat
    found = conclusion_of(hat, uuid, conclusion)
    require(rules.may_draft(hat, found.meeting))
    form = Wording(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": _("Not kept yet: something needs correcting.")}, status=422)
    values = form.cleaned_data
    try:
        kept = conclusions.edit(
            found, by=hat, verb=values["verb"], text=values["text"], version=values["version"]
        )
    except Conflict as conflict:
        return JsonResponse({"message": str(conflict.reason)}, status=409)
    except Invalid as error:
        return JsonResponse({"message": str(error)}, status=422)
    at = formats.time_format(timezone.localtime(clock.now(), hat.office.zone), "H:i")
    message = _("Saved at %(time)s, %(city)s time.") % {"time": at, "city": hat.office.city or "UTC"}
    return JsonResponse({"message": message, "version": kept.version})


@access.hat
@require_POST
def record(request: HttpRequest, uuid: UUID, conclusion: UUID) -> HttpResponse:
    """Record what was put, by what its round comes to; said in words where it decided nothing."""
    hat = request.hat
    found = conclusions.record(conclusion_of(hat, uuid, conclusion), by=hat)
    if found.state == ConclusionState.DRAFT:
        messages.warning(request, _("Too few delegations are present: discussed only, nothing is decided."))
    elif found.decision is not None:
        messages.success(request, _("Recorded as %(symbol)s.") % {"symbol": found.decision.symbol})
    else:
        messages.success(request, _("The conclusion is recorded."))
    return back(found)


@access.hat
@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, uuid: UUID, item: UUID) -> HttpResponse:
    """Write an action item under an agenda item, numbered as it falls."""
    hat = request.hat
    meeting = sitting(hat, uuid)
    require(rules.may_open_action(hat, meeting))
    items = AgendaItem.objects.visible_to(hat).filter(meeting=meeting).select_related("meeting")
    found = get_object_or_404(items, uuid=item)
    count = ActionItem.objects.of(found).count()
    form = ActionForm(request.POST if request.method == "POST" else None, initial={"after": count})
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        act = action_items.open_action
        if is_done(form, lambda **values: made.append(act(found, by=hat, **values))):
            messages.success(request, _("Recorded as %(symbol)s.") % {"symbol": made[0].symbol})
            return redirect("meetings:live", uuid)
    return form_page(request, form, _("Record an action"), _("Record"), meeting=meeting)
