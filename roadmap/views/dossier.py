"""The Heads' dossier: made with one click, shown with its fingerprints, taken away as it was made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ip5.kernel import access
from ip5.kernel.hat import Hat
from roadmap import actions, rules
from roadmap import dossier as bundles
from roadmap.models import Dossier, Version

TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


def panel_of(version: Version, hat: Hat) -> dict[str, Any]:
    """Return what the page of a version shows of its dossiers: those of the own office, and whether one is made."""
    return {
        "may_make_dossier": rules.may_make_dossier(hat, version),
        "dossiers": list(Dossier.objects.visible_to(hat).filter(version=version).listed()),
    }


@access.hat
@require_POST
def make_dossier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make the dossier of a version for this hat, and show it."""
    version = get_object_or_404(Version.objects.visible_to(request.hat).select_related("base"), uuid=uuid)
    made = actions.make_dossier(version, by=request.hat)
    messages.success(request, _("The dossier is kept: it holds what you may read now, and stays as it is."))
    return redirect(made)


@access.hat
@require_GET
def dossier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a dossier: for whom, when, its files, and whether every byte is still the one that was made."""
    found = get_object_or_404(_visible(request), uuid=uuid)
    points = bundles.checked(bytes(found.archive), found.sha256, found.files, found.version.sha256)
    context = {
        "dossier": found,
        "version": found.version,
        "points": [{"label": label, "met": is_met} for label, is_met in points],
        "is_whole": all(is_met for _label, is_met in points),
    }
    return render(request, "roadmap/dossier.html", context)


@access.hat
@require_GET
def dossier_file(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Send the kept ZIP, or the PDF out of it, as an attachment: the bytes that were made."""
    if kind not in TYPES:
        raise Http404
    found = get_object_or_404(_visible(request), uuid=uuid)
    pdf = bundles.read(bytes(found.archive), ".pdf")
    name = pdf.name if kind == "pdf" else f"{pdf.name.removesuffix('.pdf')}.zip"
    return HttpResponse(
        pdf.body if kind == "pdf" else bytes(found.archive),
        headers={
            "Content-Type": TYPES[kind],
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _visible(request: HttpRequest) -> Any:
    return Dossier.objects.visible_to(request.hat).select_related("version", "made_by__person", "office")
