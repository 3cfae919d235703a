"""The list of proposals."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from ip5.ui.listing import page_of, tags_of
from proposals import rules
from proposals.forms import ListForm, known_areas
from proposals.models import Proposal
from proposals.querysets import Listing
from proposals.states import ENDORSED, SET_ASIDE, State
from proposals.views.ideas import parts


@access.hat
@require_GET
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Show the proposals this hat may see, narrowed by the filters in the address."""
    hat = request.hat
    form = ListForm(request.GET)
    chosen = narrowed(form) & view_of(request.GET.get("view", ""), hat)
    page = page_of(Listing(Proposal.objects.all(), hat, chosen), request)
    context = {
        "page": page,
        "form": form,
        "tags": tags_of(form, request),
        "views": saved_views(request, hat),
        "may_create": rules.may_create(hat),
        "parts": parts("proposals"),
    }
    return render(request, "proposals/list.html", context)


def narrowed(form: ListForm) -> Q:
    """Return the filters as a condition; a filter that is not understood narrows to nothing."""
    if not form.is_valid():
        return Q(pk__in=[])
    data = form.cleaned_data
    chosen = Q()
    if data["q"]:
        chosen &= (
            Q(title__icontains=data["q"]) | Q(symbol__icontains=data["q"]) | Q(summary__icontains=data["q"])
        )
    if data["area"]:
        chosen &= Q(area=known_areas()[data["area"]][0])
    for name in ("state", "horizon"):
        if data[name]:
            chosen &= Q(**{name: data[name]})
    if data["office"]:
        office = Office.objects.directory().of_code(data["office"])
        part = Proposal.objects.filter(participations__office=office).values("pk")
        chosen &= Q(lead_office=office) | Q(pk__in=part)
    return chosen


def view_of(name: str, hat: Hat) -> Q:
    """Return the condition of a saved view; an unknown name shows all."""
    return {
        "led": Q(lead_office=hat.office_id),
        "in_ballot": Q(state=State.IN_BALLOT),
        "endorsed": Q(state__in=ENDORSED),
        "set_aside": Q(state__in=SET_ASIDE),
        "drafts": Q(state=State.DRAFT),
    }.get(name, Q())


def saved_views(request: HttpRequest, hat: Hat) -> list[dict[str, Any]]:
    """Return the saved views as links; "led" and "drafts" only for those who lead."""
    words = [("", _("All"))]
    if hat.is_delegation:
        words += [
            ("led", _("Led by the %(office)s") % {"office": hat.office.acronym}),
            ("drafts", _("Our drafts")),
        ]
    words += [("in_ballot", _("In ballot")), ("endorsed", _("Endorsed")), ("set_aside", _("Set aside"))]
    here, address = request.GET.get("view", ""), reverse("proposals:list")
    return [
        {"label": label, "url": f"{address}?view={name}" if name else address, "is_current": name == here}
        for name, label in words
    ]
