"""Papers of a proposal: the panel, adding, new versions, taking away, and the only way to a file."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.papers.uploads import takes_files
from ip5.papers.views import attachment, is_done, status_of
from proposals import actions, rules
from proposals.forms.papers import PaperForm, VersionForm
from proposals.models import Proposal, ProposalPaper, ProposalPaperVersion


def panel_of(proposal: Proposal, hat: Hat) -> dict[str, Any]:
    """Return the panel of documents: each with its newest version and its former ones; one query."""
    versions = ProposalPaperVersion.objects.visible_to(hat).filter(paper__proposal=proposal).by_paper()
    rows = []
    for paper, found in groupby(versions, key=lambda version: version.paper):
        newest, *former = found
        rows.append({"paper": paper, "newest": newest, "former": former})
    return {
        "papers": rows,
        # Whoever drafts is told why no more is taken; to all others a refusal is no news.
        "offers_papers": bool(rules.is_drafter(hat, proposal)),
    }


def _proposal(hat: Hat, uuid: UUID) -> Proposal:
    return get_object_or_404(Proposal.objects.visible_to(hat).select_related("lead_office"), uuid=uuid)


def _paper(hat: Hat, uuid: UUID, paper: UUID) -> ProposalPaper:
    papers = ProposalPaper.objects.visible_to(hat).select_related("proposal__lead_office")
    return get_object_or_404(papers, uuid=paper, proposal__uuid=uuid)


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add a paper: its title, its file, who may read it."""
    hat = request.hat
    proposal = _proposal(hat, uuid)
    require(rules.RULES["add_paper"](hat, proposal))
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if request.method == "POST" and is_done(
        request, form, lambda values: actions.add_paper(proposal, by=hat, **values)
    ):
        messages.success(request, _("The document is added."))
        return redirect(f"{proposal.get_absolute_url()}#documents")
    return _form_page(request, proposal, form, None)


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add_version(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponse:
    """Add the next version of a paper."""
    hat = request.hat
    found = _paper(hat, uuid, paper)
    require(rules.RULES["add_paper_version"](hat, found.proposal))
    form = VersionForm(request.POST, request.FILES) if request.method == "POST" else VersionForm()
    if request.method == "POST" and is_done(
        request, form, lambda values: actions.add_paper_version(found, by=hat, **values)
    ):
        messages.success(request, _("The new version is added; the former ones are kept."))
        return redirect(f"{found.proposal.get_absolute_url()}#documents")
    return _form_page(request, found.proposal, form, found)


@access.hat
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponse:
    """Take a paper away from a draft, after a page that says so."""
    hat = request.hat
    found = _paper(hat, uuid, paper)
    require(rules.RULES["remove_paper"](hat, found.proposal))
    if request.method == "POST":
        actions.remove_paper(found, by=hat)
        messages.success(request, _("The document is taken away."))
        return redirect(f"{found.proposal.get_absolute_url()}#documents")
    return render(request, "proposals/papers_remove.html", {"proposal": found.proposal, "paper": found})


@access.hat
@require_GET
def download(request: HttpRequest, uuid: UUID, paper: UUID, number: int) -> HttpResponseBase:
    """Hand out a version as an attachment: never shown inside the site, never kept, of the type we found."""
    versions = ProposalPaperVersion.objects.visible_to(request.hat)
    version = get_object_or_404(versions, paper__uuid=paper, paper__proposal__uuid=uuid, number=number)
    return attachment(version)


def _form_page(
    request: HttpRequest, proposal: Proposal, form: forms.Form, paper: ProposalPaper | None
) -> HttpResponse:
    context = {"proposal": proposal, "form": form, "paper": paper}
    return render(request, "proposals/papers_add.html", context, status=status_of(request, form))
