"""The small library: what outlives the meetings."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.papers.uploads import takes_files
from ip5.papers.views import attachment, is_done, status_of
from meetings.actions import papers as acts
from meetings.forms.papers import LibraryForm, VersionForm
from meetings.models import LibraryPaper, LibraryPaperVersion, Meeting
from meetings.rules import papers as rules
from meetings.states import State
from roadmap.models import ScopingDocument


@access.hat
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """Show the shelves, the scoping documents, and the summaries of former meetings, as far as this hat reads."""
    hat = request.hat
    papers = LibraryPaper.objects.visible_to(hat).on_shelves()
    adopted = [State.SUMMARY_ADOPTED, State.SUMMARY_PUBLISHED]
    context = {
        "shelves": [
            {"code": shelf, "title": LibraryPaper.Shelf(shelf).label, "papers": list(rows)}
            for shelf, rows in groupby(papers, key=lambda each: each.shelf)
        ],
        "scoping": ScopingDocument.objects.visible_to(hat).endorsed(),
        "summaries": Meeting.objects.visible_to(hat).filter(state__in=adopted).order_by("-number"),
        "may_keep": rules.may_keep_library(hat),
    }
    return render(request, "meetings/library.html", context)


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add(request: HttpRequest) -> HttpResponse:
    """Put a document into the library."""
    hat = request.hat
    require(rules.may_keep_library(hat))
    form = LibraryForm(request.POST, request.FILES) if request.method == "POST" else LibraryForm()
    if request.method == "POST" and is_done(
        request, form, lambda values: acts.shelve_paper(by=hat, **values)
    ):
        messages.success(request, _("The document is in the library."))
        return redirect("meetings:library")
    return _page(request, form, None)


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add_version(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Add the next version of a document of the library."""
    hat = request.hat
    found = get_object_or_404(LibraryPaper.objects.visible_to(hat), uuid=paper)
    require(rules.may_keep_library(hat))
    form = VersionForm(request.POST, request.FILES) if request.method == "POST" else VersionForm()
    if request.method == "POST" and is_done(
        request, form, lambda values: acts.shelve_version(found, by=hat, **values)
    ):
        messages.success(request, _("The new version is added; the former ones are kept."))
        return redirect("meetings:library")
    return _page(request, form, found)


def _page(request: HttpRequest, form: forms.Form, paper: LibraryPaper | None) -> HttpResponse:
    context = {"form": form, "paper": paper}
    return render(request, "meetings/library_add.html", context, status=status_of(request, form))


@access.hat
@require_GET
def download(request: HttpRequest, paper: UUID, number: int) -> HttpResponseBase:
    """Hand out a version as an attachment."""
    papers = LibraryPaper.objects.visible_to(request.hat)
    versions = LibraryPaperVersion.objects.filter(paper__in=papers)
    return attachment(get_object_or_404(versions, paper__uuid=paper, number=number))
