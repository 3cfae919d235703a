"""Papers of a meeting: handed in, new versions, put under another item, one by one or all together."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.papers.uploads import takes_files
from ip5.papers.views import attachment, is_done, status_of
from meetings.actions import papers as acts
from meetings.exports import bundle
from meetings.forms.papers import PaperForm, PlaceForm, VersionForm
from meetings.models import Meeting, MeetingPaper, MeetingPaperVersion
from meetings.querysets import is_body
from meetings.rules import papers as rules
from meetings.views.planning import form_page
from meetings.views.planning import is_done as is_done_without_file


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return who may hand in, and the summaries of the meeting before; the papers come with the agenda."""
    return {
        "may_add_paper": rules.may_add_paper(hat, meeting),
        "works_on_papers": is_body(hat),
        "own_office": hat.office_id,
    }


def _meeting(hat: Hat, uuid: UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)


def _paper(hat: Hat, uuid: UUID, paper: UUID) -> MeetingPaper:
    papers = MeetingPaper.objects.visible_to(hat).select_related("meeting", "item")
    return get_object_or_404(papers, uuid=paper, meeting__uuid=uuid)


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand in a paper: its title, its file, its item, who may read it."""
    hat = request.hat
    meeting = _meeting(hat, uuid)
    require(rules.may_add_paper(hat, meeting))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(*given, hat=hat, meeting=meeting)
    if request.method == "POST" and is_done(
        request, form, lambda values: acts.add_paper(meeting, by=hat, **values)
    ):
        messages.success(request, _("The document is handed in and has its symbol."))
        return redirect(f"{meeting.get_absolute_url()}#documents")
    return _page(request, meeting, form, None)


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add_version(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponse:
    """Hand in the next version of a paper."""
    hat = request.hat
    found = _paper(hat, uuid, paper)
    require(rules.may_add_paper_version(hat, found))
    form = VersionForm(request.POST, request.FILES) if request.method == "POST" else VersionForm()
    if request.method == "POST" and is_done(
        request, form, lambda values: acts.add_paper_version(found, by=hat, **values)
    ):
        messages.success(request, _("The new version is added; the former ones are kept."))
        return redirect(f"{found.meeting.get_absolute_url()}#documents")
    return _page(request, found.meeting, form, found)


def _page(
    request: HttpRequest, meeting: Meeting, form: forms.Form, paper: MeetingPaper | None
) -> HttpResponse:
    context = {"meeting": meeting, "form": form, "paper": paper}
    return render(request, "meetings/papers_add.html", context, status=status_of(request, form))


@access.hat
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponse:
    """Put a paper under another item."""
    hat = request.hat
    found = _paper(hat, uuid, paper)
    require(rules.may_place_paper(hat, found))
    given = request.POST if request.method == "POST" else None
    form = PlaceForm(given, hat=hat, meeting=found.meeting, initial={"item": found.item_id})
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done_without_file(form, partial(acts.place_paper, found, by=hat))
    ):
        messages.success(request, _("The document is put there."))
        return redirect(f"{found.meeting.get_absolute_url()}#documents")
    title, lead = _("Put the document under an item"), f"{found.symbol}: {found.title}"
    return form_page(request, form, title, _("Save"), meeting=found.meeting, lead=lead)


@access.hat
@require_GET
def download(request: HttpRequest, uuid: UUID, paper: UUID, number: int) -> HttpResponseBase:
    """Hand out a version as an attachment: never shown inside the site, never kept, of the type we found."""
    papers = MeetingPaper.objects.visible_to(request.hat)
    versions = MeetingPaperVersion.objects.filter(paper__in=papers)
    version = get_object_or_404(versions, paper__uuid=paper, paper__meeting__uuid=uuid, number=number)
    return attachment(version)


@access.hat
@require_GET
def all_as_zip(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Hand out the newest version of every paper this hat reads, and the published agenda, as one archive."""
    meeting = _meeting(request.hat, uuid)
    return _handed(bundle.archive(meeting, request.hat), f"{bundle.stem(meeting)}.zip", "application/zip")


@access.hat
@require_GET
def all_as_pdf(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Hand out the agenda and every PDF this hat reads as one document for reading."""
    meeting = _meeting(request.hat, uuid)
    return _handed(bundle.reading(meeting, request.hat), f"{bundle.stem(meeting)}.pdf", "application/pdf")


def _handed(file: Any, name: str, kind: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response
