"""Scoping documents: each at its address with what it changes; the next one entered, confirmed or taken back."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.ui.deeds import add_errors, is_done
from roadmap import actions, rules
from roadmap.forms.scoping import ScopingForm
from roadmap.models import ScopingDocument


@access.hat
@require_GET
def scoping(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a scoping document, what it changes of the one before, and the others."""
    hat = request.hat
    document = found(request, uuid)
    may = {
        "confirm": rules.may_confirm_scoping(hat, document),
        "take_back": rules.may_take_back_scoping(hat, document),
    }
    others = ScopingDocument.objects.visible_to(hat).exclude(pk=document.pk)
    context = compared(document) | {"may": may, "others": others.order_by("-endorsed_on")}
    return render(request, "roadmap/scoping.html", context)


def found(request: HttpRequest, uuid: UUID) -> ScopingDocument:
    """Return a document the hat sees, with its areas and who entered and confirmed it, or 404."""
    documents = ScopingDocument.objects.visible_to(request.hat).prefetch_related("areas")
    people = documents.select_related("entered_by__person", "confirmed_by__person")
    return get_object_or_404(people, uuid=uuid)


def compared(document: ScopingDocument) -> dict[str, Any]:
    """Return a document with the one before it and what became of each area; nothing to compare of the first."""
    former = document.former
    changes = document.changes_from(former) if former else []
    return {"document": document, "former": former, "changes": changes}


@access.hat
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter the next scoping document; it waits for a co-chair."""
    hat = request.hat
    require(rules.may_enter_scoping(hat))
    newest = ScopingDocument.objects.endorsed().prefetch_related("areas").first()
    form = ScopingForm(
        request.POST if request.method == "POST" else None, known=newest.area_list if newest else []
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_scoping(by=hat, values=form.values())
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The document is entered; a co-chair confirms it."))
            return redirect(made)
    context = {
        "form": form,
        "title": _("Enter the next scoping document"),
        "submit": _("Enter"),
        "back": reverse("roadmap:versions"),
    }
    return render(request, "roadmap/scoping_form.html", context, status=422 if form.is_bound else 200)


@access.hat
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm what was entered: it is public and never changes."""
    document = found(request, uuid)
    require(rules.may_confirm_scoping(request.hat, document))
    form = forms.Form(request.POST if request.method == "POST" else None)
    deed = partial(actions.confirm_scoping, document, by=request.hat)
    if request.method == "POST" and form.is_valid() and is_done(form, deed):
        messages.success(request, _("The document is confirmed and public."))
        return redirect(document)
    context = {
        "form": form,
        "title": _("Confirm the scoping document"),
        "before": _(
            "It takes the next symbol, is public at once and is never changed. Its areas may be chosen."
        ),
        "submit": _("Confirm"),
        "back": document.get_absolute_url(),
    }
    return render(request, "roadmap/scoping_deed.html", context | compared(document), status=_status(form))


@access.hat
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back what was entered and nobody has confirmed."""
    document = found(request, uuid)
    require(rules.may_take_back_scoping(request.hat, document))
    if request.method == "POST":
        actions.take_back_scoping(document, by=request.hat)
        messages.success(request, _("The document is taken back."))
        return redirect("roadmap:versions")
    context = {
        "form": forms.Form(),
        "title": _("Take the scoping document back"),
        "before": _("Nobody sees it any more. The next one may be entered then."),
        "submit": _("Take back"),
        "is_danger": True,
        "back": document.get_absolute_url(),
    }
    return render(request, "roadmap/scoping_deed.html", context | compared(document))


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound else 200
