"""Who can see a draft and why; opening and closing it; notes on it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ip5.accounts.models import Capacity, Mandate
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import allowed_if
from ip5.offices.models import Office
from ip5.ui.deeds import is_done
from proposals import actions, rules
from proposals.forms import ExpertShare, Note, OfficeShare
from proposals.models import Proposal, Share
from proposals.views.pages import visible_proposal


@access.hat
@require_http_methods(["GET", "POST"])
def sharing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show who can see the draft and why, to its own delegation; open and close it, for its drafters."""
    hat = request.hat
    proposal = visible_proposal(hat, uuid)
    inside = hat.is_delegation and hat.office_id == proposal.lead_office_id
    require(allowed_if(inside, _("Who sees a draft is for the lead office to know and to say.")))
    may_share = rules.RULES["share"](hat, proposal)
    office_form, expert_form = OfficeShare(proposal=proposal), ExpertShare()
    if request.method == "POST":
        require(may_share)
        if "close_office" in request.POST or "close_expert" in request.POST:
            close(request, proposal, hat)
            return redirect("proposals:sharing", proposal.uuid)
        if "open_expert" in request.POST:
            expert_form = ExpertShare(request.POST)
            opened = expert_form.is_valid() and is_done(
                expert_form, partial(actions.share_with_expert, proposal, by=hat)
            )
        else:
            office_form = OfficeShare(request.POST, proposal=proposal)
            opened = office_form.is_valid() and is_done(office_form, partial(actions.share, proposal, by=hat))
        if opened:
            messages.success(request, _("The draft is opened, and those concerned are told."))
            return redirect("proposals:sharing", proposal.uuid)
    context = {
        "proposal": proposal,
        "office_form": office_form,
        "expert_form": expert_form,
        "may_share": may_share,
        "readers": readers_of(proposal),
    }
    return render(request, "proposals/sharing.html", context, status=422 if request.method == "POST" else 200)


def close(request: HttpRequest, proposal: Proposal, hat: Hat) -> None:
    """Close the draft to the office or the expert named in the form; what is not open stays closed."""
    if "close_office" in request.POST:
        office = get_object_or_404(Office.objects.members(), code=request.POST["close_office"])
        actions.unshare(proposal, by=hat, office=office)
    else:
        key = forms.UUIDField().clean(request.POST["close_expert"])
        expert = get_object_or_404(Mandate.objects.in_capacity(Capacity.EXPERT).worn(), uuid=key)
        actions.unshare_with_expert(proposal, by=hat, expert=expert)
    messages.success(request, _("The draft is closed to them again."))


def readers_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Return everybody who can see the draft, with the reason: the whole list, in the order of the rules."""
    rows: list[dict[str, Any]] = [
        {
            "office": proposal.lead_office,
            "who": _("The whole delegation of the %(office)s") % {"office": proposal.lead_office.acronym},
            "why": _("leads the proposal: delegates and head of delegation write, the heads of office read"),
        }
    ]
    rows += [
        {
            "office": each.office,
            "who": _("The head of delegation of the %(office)s") % {"office": each.office.acronym},
            "why": _("was asked for the office's consent; an alternate while designated"),
        }
        for each in proposal.participations.all()
        if each.asked_at
    ]
    rows += [
        {
            "office": each.office,
            "who": _("The delegation of the %(office)s") % {"office": each.office.acronym},
            "why": _("the draft is opened to it: %(level)s") % {"level": each.get_level_display()},
            "close_name": "close_office",
            "close_value": each.office.code,
        }
        for each in proposal.shares.all()
    ]
    return rows + experts_of(proposal)


def experts_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Return the named experts with their level; one whose mandate has ended is said to see nothing."""
    levels: dict[int, set[str]] = {}
    for each in proposal.grants.all():
        levels.setdefault(each.user_id, set()).add(each.permission.codename)
    known = Mandate.objects.in_capacity(Capacity.EXPERT).worn().filter(person__in=levels).order_by("since")
    rows = []
    for expert in {each.person_id: each for each in known}.values():
        words = {
            "office": expert.office,
            "who": f"{expert.person.name}, {expert.acting_as}",
            "why": _("named expert: %(level)s") % {"level": level_words(levels[expert.person_id])},
            "close_name": "close_expert",
            "close_value": expert.uuid,
        }
        if not expert.is_active:
            words["why"] = _("named expert whose mandate has ended: sees nothing")
        rows.append(words)
    return rows


def level_words(permissions: set[str]) -> str:
    """Return how far the permissions go, in the words of a share."""
    level = Share.Level.VIEW
    if "note_on_draft" in permissions:
        level = Share.Level.NOTE
    if "edit_draft" in permissions:
        level = Share.Level.EDIT
    return str(level.label)


@access.hat
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a note on the draft; its page is shown by itself only when something needs correcting."""
    hat = request.hat
    proposal = visible_proposal(hat, uuid)
    require(rules.may_note(hat, proposal))
    form = Note(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, partial(actions.note, proposal, by=hat))
    ):
        messages.success(request, _("Your note is written."))
        return redirect(f"{proposal.get_absolute_url()}#notes")
    page = {
        "label": _("Write a note"),
        "before": _("Notes are read inside your office and by the lead office."),
    }
    context = {"proposal": proposal, "deed": page, "form": form, "name": "note"}
    return render(request, "proposals/deed.html", context, status=422 if form.is_bound else 200)
