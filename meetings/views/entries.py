"""Writing a summary entry by entry: added, changed, moved, deleted, taken into the public extract."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from meetings.actions import entries as acts
from meetings.forms.summary import EntryForm
from meetings.models import Meeting, SummaryEntry
from meetings.rules import summary as rules
from meetings.views.pages import visible_meeting
from meetings.views.planning import form_page, is_done
from meetings.views.summary import entry_of
from meetings.views.summary_part import entries_of
from proposals.forms import NoWords


def address(meeting: Meeting, entry: SummaryEntry | None = None) -> str:
    """Return the address of the summary, at an entry where one is given."""
    part = f"#e-{entry.uuid}" if entry is not None else ""
    return reverse("meetings:summary", args=[meeting.uuid]) + part


@access.hat
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add an entry behind the one of ``?after=``, or at the head."""
    hat = request.hat
    meeting = visible_meeting(hat, uuid)
    require(rules.may_edit_summary(hat, meeting))
    behind = behind_of(request, meeting, hat)
    initial = {"heading": behind.heading, "visibility": behind.visibility} if behind else {}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[SummaryEntry] = []
        adding = partial(acts.add_entry, meeting, by=hat, after=behind)
        if is_done(form, lambda **values: made.append(adding(**values)), values=form.values()):
            return redirect(address(meeting, made[0]))
    return form_page(
        request, form, _("Add a paragraph"), _("Add"), meeting=meeting, back=address(meeting, behind)
    )


def behind_of(request: HttpRequest, meeting: Meeting, hat: Hat) -> SummaryEntry | None:
    """Return the entry that the address names, 404 for one that this summary does not have."""
    key = request.GET.get("after", "")
    if not key:
        return None
    found = {str(each.uuid): each for each in entries_of(meeting, hat)}
    if key not in found:
        return get_object_or_404(entries_of(meeting, hat), pk=0)
    return found[key]


@access.hat
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """Change an entry."""
    hat = request.hat
    entry = entry_of(hat, uuid, key)
    meeting = entry.meeting
    require(rules.may_edit_summary(hat, meeting))
    seen = entry.version
    form = EntryForm(
        request.POST if request.method == "POST" else None, instance=entry, initial={"seen": seen}
    )
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data["seen"] or seen
        if is_done(form, partial(acts.edit_entry, entry, by=hat), values=form.values(), seen=read):
            messages.success(request, _("The paragraph is changed."))
            return redirect(address(meeting, entry))
    back = address(meeting, entry)
    return form_page(request, form, _("Change the paragraph"), _("Save"), meeting=meeting, back=back)


@access.hat
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """Ask once more, then delete an entry."""
    hat = request.hat
    entry = entry_of(hat, uuid, key)
    meeting = entry.meeting
    require(rules.may_delete_entry(hat, entry))
    form = NoWords(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        acts.delete_entry(entry, by=hat)
        messages.success(request, _("The paragraph is deleted."))
        return redirect(address(meeting))
    back = address(meeting, entry)
    return form_page(
        request,
        form,
        _("Delete the paragraph"),
        _("Delete"),
        meeting=meeting,
        back=back,
        before=entry.text,
        is_danger=True,
    )


@access.hat
@require_POST
def move(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """Let an entry change places with the one before, or behind with ``to=down``."""
    entry = entry_of(request.hat, uuid, key)
    acts.move_entry(entry, by=request.hat, is_up=request.POST.get("to") != "down")
    return redirect(address(entry.meeting, entry))


@access.hat
@require_POST
def mark(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """Take an entry into the public extract, or out of it with ``public=no``."""
    entry = entry_of(request.hat, uuid, key)
    acts.mark_public(entry, by=request.hat, is_public=request.POST.get("public") != "no")
    return redirect(address(entry.meeting, entry))
