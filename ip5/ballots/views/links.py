"""Heads' links on the round's page: sent, shown with their log, voided; and an answer contested."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ip5.accounts.models import Capacity, Mandate
from ip5.ballots import actions, rules
from ip5.ballots.forms.links import SendLinkForm
from ip5.ballots.models import HeadLink, LinkUse, Position, Round
from ip5.ballots.states import Procedure
from ip5.ballots.views.round import seats_of, visible_round
from ip5.ballots.views.twice import Saying, is_sure, sure_page
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.papers.views import status_of

STATES = {
    "answered": gettext_lazy("answered"),
    "voided": gettext_lazy("void"),
    "contested": gettext_lazy("answer contested"),
}


def of_heads(hat: Hat, uuid: UUID) -> Round:
    """Return the round of the Heads, or 404."""
    found = visible_round(hat, uuid)
    if found.procedure != Procedure.HEADS:
        raise Http404
    return found


@access.hat
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have a link mailed to a Head: to whom, and how the code travels."""
    hat = request.hat
    found = of_heads(hat, uuid)
    require(rules.may_send_link(hat, found))
    heads = addressees(hat, found)
    labels = [(key, label_of(head)) for key, head in heads.items()]
    form = SendLinkForm(labels, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        link = actions.send_link(found, by=hat, to=heads[form.cleaned_data["to"]])
        messages.success(request, sent_words(link))
        return redirect(f"{found.get_absolute_url()}#links")
    context = {"round": found, "form": form}
    return render(request, "ballots/link_send.html", context, status=status_of(request, form))


def addressees(hat: Hat, found: Round) -> dict[str, Mandate]:
    """Return who may be sent a link by this hat, by uuid, in protocol order."""
    offices = [seat.office_id for seat in seats_of(found)]
    heads = Mandate.objects.active().worn().in_capacity(Capacity.HEAD, Capacity.DEPUTY)
    rows = heads.filter(office__in=offices).order_by("office__protocol_order", "-capacity")
    return {str(each.uuid): each for each in rows if rules.may_send_link_to(hat, found, each)}


def label_of(head: Mandate) -> str:
    """Return a Head as the form names it; never the address."""
    return _("%(office)s: %(person)s, %(capacity)s") % {
        "office": head.office.acronym,
        "person": head.person.name,
        "capacity": head.acting_as,
    }


def sent_words(link: HeadLink) -> str:
    """Return the news of a link that was asked for."""
    words = {"person": link.mandate.person.name}
    if link.code_by == HeadLink.CodeBy.MAIL:
        return _("The link to %(person)s is on its way, the code to the second address.") % words
    return _("The link to %(person)s is on its way; the office reads the code out from this page.") % words


@access.hat
@require_POST
def void(request: HttpRequest, uuid: UUID, link: UUID) -> HttpResponse:
    """Void a link: it opens nothing any more."""
    found = of_heads(request.hat, uuid)
    held = get_object_or_404(HeadLink.objects.visible_to(request.hat), round=found, uuid=link)
    actions.void_link(held, by=request.hat)
    messages.success(request, _("The link is void."))
    return redirect(f"{found.get_absolute_url()}#links")


@access.hat
@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that the office's answer, given by a link, is not the Head's."""
    hat = request.hat
    found = of_heads(hat, uuid)
    require(rules.may_contest(hat, found, own_position(found, hat)))
    saying = Saying(
        title=_("Contest the answer given by a link"),
        sentence=_("“The answer of the %(office)s on %(title)s, %(symbol)s, given by a link, is not mine.”")
        % {"office": hat.office.acronym, "title": found.title, "symbol": found.subject_symbol},
        readers=_(
            "The members read that it is contested. It stays in the record and does not count; the round is not"
            " closed until your office answers anew."
        ),
        submit=_("Contest the answer"),
        done=_("The answer is contested and does not count. Answer anew below."),
    )
    if request.method == "POST" and is_sure(request):
        actions.contest(found, by=hat)
        messages.success(request, saying.done)
        return redirect(found.get_absolute_url())
    return sure_page(request, found, None, saying)


def own_position(found: Round, hat: Hat) -> Position | None:
    """Return the present position of the hat's office, with how it was given."""
    return Position.objects.filter(round=found, office=hat.office_id).current().with_links().first()


def links_context(found: Round, hat: Hat, positions: list[Position]) -> dict[str, Any]:
    """Return what the page of a Heads' round shows of links to this hat; at most one query.

    ``positions`` are those open to the hat, read ``with_links``.
    """
    own = [each for each in positions if each.office_id == hat.office_id]
    is_asking = hat.is_chair or hat.is_secretariat or hat.capacity == "deputy" or hat.speaks_for_office
    links = HeadLink.objects.visible_to(hat).filter(round=found).with_uses().order_by("-pk")
    rows = links.select_related("mandate__person", "mandate__office")
    is_by_link = bool(own) and hat.answers_as_head and own[-1].is_by_link  # type: ignore[attr-defined]
    return {
        "rows": [row_of(each, hat) for each in rows],
        "is_asking": is_asking and found.is_open,
        "may_send": rules.may_send_link(hat, found),
        "may_contest": rules.may_contest(hat, found, own[-1]) if is_by_link else None,
    }


def row_of(link: HeadLink, hat: Hat) -> dict[str, Any]:
    """Return a link as the round's page lists it: to whom, how it stands, its log, the code where it is read out."""
    is_valid = link.is_valid  # type: ignore[attr-defined]
    kinds = [each["kind"] for each in link.log]  # type: ignore[attr-defined]
    ended = [each for each in kinds if each in STATES]
    state = _("valid") if is_valid else STATES[ended[-1]] if ended else _("expired")
    return {
        "link": link,
        "head": label_of(link.mandate),
        "is_valid": is_valid,
        "state": state,
        "code": link.code if is_valid and rules.may_read_code(hat, link) else "",
        "may_void": rules.may_void_link(hat, link),
        "log": [line_of(each) for each in link.log],  # type: ignore[attr-defined]
    }


def line_of(use: dict[str, Any]) -> dict[str, Any]:
    """Return a line of a link's log as the log component prints it."""
    who = capfirst(str(LinkUse.Kind(use["kind"]).label))
    what = _("by %(name)s") % {"name": use["name"]} if use["name"] else ""
    return {"at": dt.datetime.fromisoformat(use["at"]), "who": who, "what": what, "note": "", "hash": ""}
