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
from ip5.ballots.views.round import done_by
from ip5.kernel import access
from ip5.kernel.hat import Hat
from proposals import rules
from proposals.completeness import checklist_of
from proposals.exports.reservations import standing
from proposals.models import Endorsement, Proposal, Revision
from proposals.querysets import ProposalQuerySet
from proposals.states import OUTCOMES, SET_ASIDE, State
from proposals.views import papers
from proposals.views.acts import acts_of
from proposals.views.standing import prepare, standing_of, who_sees, with_ties
from proposals.views.words import words_of

STEPS = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.TABLED, State.IN_BALLOT)


def with_rounds(hat: Hat) -> ProposalQuerySet:
    """Return the proposals this hat may see, in full, with the rounds it may see."""
    visible = Endorsement.objects.timed().filter(round__in=Round.objects.visible_to(hat))
    rounds = visible.select_related(
        "round__rule_set", "round__settlement", "round__decision", "revision"
    ).order_by("-round__number")
    return Proposal.objects.visible_to(hat).in_full().prefetch_related(Prefetch("endorsements", rounds))


def visible_proposal(hat: Hat, uuid: UUID) -> Proposal:
    """Return the proposal in full, or 404 when it does not exist for this hat."""
    texts = Revision.objects.select_related("editorial_mark").newest_first()
    proposals = with_ties(with_rounds(hat), hat).prefetch_related(Prefetch("revisions", texts))
    return prepare(get_object_or_404(proposals, uuid=uuid))


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
        "who_sees": who_sees(proposal, hat),
        "footnotes": footnotes_of(proposal, hat),
    }
    context |= standing_of(proposal, hat) | papers.panel_of(proposal, hat)
    return render(request, "proposals/detail.html", context)


def footnotes_of(proposal: Proposal, hat: Hat) -> list[dict[str, Any]]:
    """Return the reservations beside the text shown, as rows of the footnotes component; for members alone."""
    newest = next(iter(proposal.revisions.all()), None)
    return [
        {
            "ref": each.number,
            "office": each.office,
            "kind": each.kind_label,
            "standing": each.now.passage,
            "text": each.now.text,
        }
        for each in standing(proposal.endorsements.all(), newest, hat)
    ]


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
    return {
        "at": event.at,
        "who": words_of(event.verb),
        "what": done_by(event),
        "note": payload.get("reason", ""),
        "hash": f"{event.seq}: {event.hash}" if with_hash else "",
    }


def rounds_of(proposal: Proposal, hat: Hat) -> list[Round]:
    """Return the proposal's rounds this hat may see, newest first; those already read are not read again."""
    if "endorsements" in getattr(proposal, "_prefetched_objects_cache", {}):
        return [each.round for each in proposal.endorsements.all()]
    return list(Round.objects.visible_to(hat).filter(endorsement__proposal=proposal).order_by("-number"))


def page_context(proposal: Proposal, hat: Hat, tab: str) -> dict[str, Any]:
    """Return what every tab of the proposal shows: head, life cycle, tabs, rounds."""
    rounds = rounds_of(proposal, hat)
    steps, now = steps_of(proposal)
    address = proposal.get_absolute_url()
    tabs = [
        {"label": _("Text"), "url": address, "is_current": tab == "text"},
        *review_tab(proposal, hat, tab),
        *revisions_tab(proposal, tab),
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


def review_tab(proposal: Proposal, hat: Hat, tab: str) -> list[dict[str, Any]]:
    """Return the tab of the review, absent for those to whom no comment is open."""
    if not rules.may_read_review(hat, proposal):
        return []
    url = reverse("proposals:review", args=[proposal.uuid])
    return [{"label": _("Review"), "url": url, "is_current": tab == "review"}]


def revisions_tab(proposal: Proposal, tab: str) -> list[dict[str, Any]]:
    """Return the tab of the revisions; drafts and history from before the site have none."""
    if proposal.is_draft or proposal.is_from_record:
        return []
    url = reverse("proposals:revisions", args=[proposal.uuid])
    return [{"label": _("Revisions"), "url": url, "is_current": tab == "revisions"}]


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


def facts_of(proposal: Proposal) -> list[tuple[str, Any]]:
    """Return the facts of the aside as (term, value)."""
    rows = [
        (_("Area"), str(proposal.area) if proposal.area else "–"),
        (_("Horizon"), proposal.get_horizon_display() or "–"),
        (_("Group"), str(proposal.group) if proposal.group else "–"),
        (_("Lead"), f"{proposal.lead_office.acronym}, {proposal.lead_office.name}"),
        (_("Visible to"), proposal.get_visibility_display()),
    ]
    opening = rules.opening_of(proposal)
    if opening is not None and opening.is_open:
        rows.append((_("Comments open to"), opening.get_visibility_display()))
    if proposal.is_draft:
        rows.append((_("After submission"), proposal.get_submit_visibility_display()))
    if proposal.origin != Proposal.Origin.PRODUCT:
        rows.append((_("Origin"), proposal.get_origin_display()))
    return rows
