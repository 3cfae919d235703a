"""The page of a proposal: its text, its history."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.audit.models import Event
from ip5.ballots.models import Round
from ip5.kernel import access
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from proposals import rules
from proposals.completeness import checklist_of
from proposals.models import Endorsement, Proposal
from proposals.states import MACHINE, OUTCOMES, SET_ASIDE, State
from proposals.views.deeds import DEEDS

STEPS = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.TABLED, State.IN_BALLOT)


def visible_proposal(hat: Hat, uuid: UUID) -> Proposal:
    """Return the proposal in full, or 404 when it does not exist for this hat."""
    visible = Endorsement.objects.filter(round__in=Round.objects.visible_to(hat))
    rounds = visible.select_related("round__rule_set", "revision").order_by("-round__number")
    proposals = Proposal.objects.visible_to(hat).in_full().prefetch_related(Prefetch("endorsements", rounds))
    return get_object_or_404(proposals, uuid=uuid)


@access.hat
@require_GET
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the text, the life cycle, and every act that is possible or why it is not."""
    hat = request.hat
    proposal = visible_proposal(hat, uuid)
    may = rules.abilities(hat, proposal)
    context = page_context(proposal, hat, "text") | {
        "may": may,
        "acts": acts_of(proposal, hat, may),
        "checklist": [
            {"label": each.label, "met": each.is_met, "note": each.hint} for each in checklist_of(proposal)
        ]
        if proposal.is_draft and hat.office_id == proposal.lead_office_id
        else [],
        "standings": [
            {"participation": each, "standing": each.standing(proposal)}
            for each in proposal.participations.all()
        ],
        "facts": facts_of(proposal),
        "who_sees": who_sees(proposal),
    }
    return render(request, "proposals/detail.html", context)


@access.hat
@require_GET
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the proposal's events that this hat may see; hashes only to who may see the whole chain."""
    hat = request.hat
    proposal = visible_proposal(hat, uuid)
    events = list(
        Event.objects.for_subject(proposal).visible_to(hat).with_chain_is_whole(hat).order_by("-seq")
    )
    whole = bool(events) and events[0].chain_is_whole
    context = page_context(proposal, hat, "history") | {
        "events": [event_row(event, with_hash=whole) for event in events],
        "is_whole_chain": whole,
    }
    return render(request, "proposals/history.html", context)


def event_row(event: Event, *, with_hash: bool) -> dict[str, Any]:
    """Return an event as a row of the log component."""
    payload = json.loads(event.payload)
    who = _("by the clock")
    if event.by_id is not None:
        office = Office.objects.directory().of_code(event.office_code)
        who = _("by the %(office)s (%(name)s, %(capacity)s)") % {
            "office": office.acronym_on(event.at),
            "name": event.person_name,
            "capacity": event.acting_as,
        }
    return {
        "at": event.at,
        "who": words_of(event.verb),
        "what": who,
        "note": payload.get("reason", ""),
        "hash": f"{event.seq}: {event.hash}" if with_hash else "",
    }


def words_of(verb: str) -> str:
    """Return an event's verb as people read it."""
    return {
        "proposal.drafted": _("Draft begun"),
        "proposal.edited": _("Draft edited"),
        "proposal.consent_asked": _("Consent asked of the other offices"),
        "proposal.consented": _("Consented to take part"),
        "proposal.declined": _("Declined to take part"),
        "proposal.clearance_asked": _("Clearance asked of the head of delegation"),
        "proposal.cleared": _("Text cleared"),
        "proposal.submitted": _("Submitted, Rev.0 fixed"),
        "proposal.admitted": _("Admitted to review"),
        "proposal.returned": _("Returned for revision"),
        "proposal.tabled": _("Tabled"),
        "proposal.round_opened": _("Ballot opened"),
        "proposal.round_cancelled": _("Round cancelled"),
        "proposal.round_closed": _("Ballot closed"),
        "proposal.imported": _("Imported from the record"),
        "ballot.opened": _("Opened"),
        "ballot.answered": _("Answered"),
        "ballot.position_changed": _("Changed the position"),
        "ballot.extended": _("Extended"),
        "ballot.extended_automatically": _("Extended once, an office was missing"),
        "ballot.not_urgent_pressed": _("“Not urgent” pressed, the round runs its full length"),
        "ballot.cancelled": _("Cancelled"),
        "ballot.closed": _("Closed"),
    }.get(verb, verb)


def page_context(proposal: Proposal, hat: Hat, tab: str) -> dict[str, Any]:
    """Return what every tab of the proposal shows: head, life cycle, tabs, rounds."""
    rounds = [each.round for each in proposal.endorsements.all()]
    steps, now = steps_of(proposal)
    address = proposal.get_absolute_url()
    tabs = [
        {"label": _("Text"), "url": address, "is_current": tab == "text"},
        *(
            {
                "label": _("Ballot, round %(n)d") % {"n": each.number},
                "url": each.get_absolute_url(),
                "is_current": tab == f"round-{each.number}",
            }
            for each in reversed(rounds)
        ),
        {
            "label": _("History"),
            "url": reverse("proposals:history", args=[proposal.uuid]),
            "is_current": tab == "history",
        },
    ]
    return {"proposal": proposal, "tabs": tabs, "steps": steps, "step_now": now, "rounds": rounds, "tab": tab}


def steps_of(proposal: Proposal) -> tuple[list[tuple[str, str]], int]:
    """Return the life cycle as (label, note) steps and the index of the present one."""
    last = State(proposal.state)
    if proposal.is_from_record or last in SET_ASIDE:
        # How far it came before is not known (a record) or not the point (set aside): first and last.
        day = proposal.record_date or proposal.updated_at
        return [(str(State.SUBMITTED.label), ""), (str(last.label), formats.date_format(day, "j M Y"))], 1
    ended = last in OUTCOMES
    labels = [str(each.label) for each in STEPS]
    labels.append(str(last.label) if ended else _("Task force outcome"))
    notes = [""] * len(labels)
    if proposal.submitted_at:
        notes[1] = formats.date_format(proposal.submitted_at, "j M Y")
    if proposal.review_ends_at and last == State.UNDER_REVIEW:
        notes[2] = _("to %(day)s") % {"day": formats.date_format(proposal.review_ends_at, "j M Y")}
    if last == State.RETURNED:
        labels[2], now = str(last.label), 2
    else:
        now = len(labels) - 1 if ended else STEPS.index(last)
    if not proposal.is_draft:
        labels, notes, now = labels[1:], notes[1:], now - 1
    return list(zip(labels, notes, strict=True)), now


def acts_of(proposal: Proposal, hat: Hat, may: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the acts that start from the present state, for those who take part in the procedure."""
    if hat.sees_from != "members":
        return []
    names = [name for name in DEEDS if MACHINE.may(name, proposal.state)]
    if proposal.is_draft:
        mine = hat.office_id == proposal.lead_office_id
        names = [name for name in names if (name in {"consent", "decline"}) is not mine]
    return [
        {
            "name": name,
            "label": DEEDS[name].label,
            "verdict": may[name],
            "url": reverse(f"proposals:{name}", args=[proposal.uuid]),
            "style": DEEDS[name].style,
        }
        for name in names
    ]


def facts_of(proposal: Proposal) -> list[tuple[str, Any]]:
    """Return the facts of the aside as (term, value)."""
    rows = [
        (_("Area"), str(proposal.area) if proposal.area else "–"),
        (_("Horizon"), proposal.get_horizon_display() or "–"),
        (_("Group"), str(proposal.group) if proposal.group else "–"),
        (_("Lead"), f"{proposal.lead_office.acronym}, {proposal.lead_office.name}"),
        (_("Visible to"), proposal.get_visibility_display()),
    ]
    if proposal.is_draft:
        rows.append((_("After submission"), proposal.get_submit_visibility_display()))
    if proposal.origin != Proposal.Origin.PRODUCT:
        rows.append((_("Origin"), proposal.get_origin_display()))
    return rows


def who_sees(proposal: Proposal) -> str:
    """Return who can see the proposal, and why, as a sentence."""
    if not proposal.is_draft:
        return ""
    asked = [each.office.acronym for each in proposal.participations.all() if each.asked_at]
    if asked:
        return _(
            "Visible to the %(lead)s, and to the head of delegation of the %(asked)s, who was asked for consent."
        ) % {
            "lead": proposal.lead_office.acronym,
            "asked": ", ".join(asked),
        }
    return _("Visible to the %(lead)s only.") % {"lead": proposal.lead_office.acronym}
