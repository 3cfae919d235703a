"""The first page of every hat: what is wanted of it, by when, and what has changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ip5.accounts.models import Capacity, Mandate
from ip5.dashboards import querysets
from ip5.dashboards.views import parts
from ip5.dashboards.views.board import board
from ip5.dashboards.views.observer import observer
from ip5.kernel import access
from proposals import rules
from proposals.completeness import missing_of
from proposals.models import Proposal
from roadmap.models import Version

MOST_DRAFTS = 6


@access.hat
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the page on which this hat begins: an office's desk, the board, the observers' view, or a door."""
    hat: Mandate = request.hat  # type: ignore[attr-defined]
    if hat.is_delegation:
        return office_desk(request, hat)
    if hat.is_chair or hat.is_secretariat:
        return board(request, hat)
    if hat.capacity in {Capacity.OBSERVER, Capacity.INDUSTRY}:
        return observer(request, hat)
    return door(request, hat)


@access.hat
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Send what was typed into the top bar to the list of proposals."""
    asked = request.GET.get("q", "").strip()[:200]
    address = reverse("proposals:list")
    return redirect(f"{address}?{urlencode({'q': asked})}" if asked else address)


def office_desk(request: HttpRequest, hat: Mandate) -> HttpResponse:
    """Show what is wanted of the hat's office, its drafts, and the newest notices."""
    offices = parts.patent_offices()
    rounds = [wanted_row(each, offices) for each in querysets.wanted_rounds(hat)]
    drafts = list(querysets.drafts_seen(hat))
    own = [each for each in drafts if each.lead_office_id == hat.office_id]
    consents = [
        each for each in drafts if rules.RULES["consent"](hat, each) and rules.RULES["decline"](hat, each)
    ]
    clearances = [each for each in own if rules.RULES["clear"](hat, each) and is_ready(each)]
    may_create = rules.may_create(hat)
    ahead = list(querysets.meetings_ahead(hat))
    asked = [*roadmap_rows(hat), *meeting_rows(hat, ahead)]
    context = {
        "rounds": rounds,
        "asked": asked,
        "consents": [asking_row(hat, each) for each in consents],
        "clearances": clearances,
        "wanted_count": len(rounds) + len(consents) + len(clearances) + len(asked),
        "drafts": [draft_row(each, may_edit=bool(may_create)) for each in own[:MOST_DRAFTS]],
        "more_drafts": len(own) > MOST_DRAFTS,
        "news": parts.news_of(hat),
        "may_create": may_create,
        "next_meeting": parts.next_meeting(ahead),
    }
    return render(request, "dashboards/desk.html", context | parts.header(hat))


def roadmap_rows(hat: Mandate) -> list[dict[str, Any]]:
    """Return what the roadmap wants of this hat: a deputy's clearance, a consent, a progress report."""
    if hat.capacity == Capacity.DEPUTY:
        words = {
            True: _("Your clearance is asked before it goes to the Heads."),
            False: _("Please take note."),
        }
        return [
            {"title": each.title, "symbol": each.printed_symbol, "url": each.get_absolute_url()}
            | {"ask": words[each.is_major], "act": _("Read and answer"), "at": each.approved_at}
            for each in querysets.versions_wanting(hat)
        ]
    if hat.capacity == Capacity.HEAD:
        return []
    wanting = list(querysets.parts_wanting(hat))
    version = Version.objects.current().first() if any(each.consented_at for each in wanting) else None
    return [part_row(each, version) for each in wanting]


def meeting_rows(hat: Mandate, ahead: list[Any]) -> list[dict[str, Any]]:
    """Return what meetings want of the hat's office: an answer about slots, the delegation's registration."""
    if hat.capacity == Capacity.HEAD:
        return []
    asks = {
        "slots": (_("Your office is asked which times suit it."), _("Answer"), "meetings:slots"),
        "register": (
            _("Your office has not registered its delegation."),
            _("Register"),
            "meetings:delegation",
        ),
    }
    rows = []
    for meeting in (each for each in ahead if each.wants_slots or each.wants_delegation):
        ask, act, name = asks["slots" if meeting.wants_slots else "register"]
        url = reverse(name, args=[meeting.uuid])
        row = {"title": meeting.title, "symbol": meeting.symbol or _("Meeting"), "url": url}
        rows.append(row | {"ask": ask, "act": act, "at": meeting.announced_at or meeting.planned_at})
    return rows


def part_row(part: Any, version: Version | None) -> dict[str, Any]:
    """Return a part of the office in a project that wants its consent, or a report on the project.

    The title is the working one for whoever is asked to consent, else that of ``version``, the current one.
    """
    project = part.project
    row = {"title": project.title, "symbol": "", "url": project.get_absolute_url()}
    if version is not None and (line := version.plan.projects_by_key.get(str(project.uuid))):
        row["title"] = row["title"] if part.consented_at is None else line.title
    if part.consented_at is None:
        ask = _("The co-chairs ask for your consent to take part as %(role)s office.")
        return row | {
            "ask": ask % {"role": str(part.get_role_display()).lower()},
            "act": _("Read and answer"),
            "at": part.asked_at,
        }
    asks = {
        True: _("Nothing was reported on it yet; your office leads the project."),
        False: _("No progress was reported for 60 days; your office leads the project."),
    }
    return row | {
        "ask": asks[project.reported_at is None],
        "act": _("Report"),
        "at": project.reported_at,
    }


def wanted_row(each: Any, offices: list[Any]) -> dict[str, Any]:
    """Return a round that waits for the office, with who has answered."""
    row = parts.round_row(each, answered=each.answered, offices=offices)
    return row | {"seats": parts.seat_rows(each.seated, each.answered)}


def asking_row(hat: Mandate, proposal: Proposal) -> dict[str, Any]:
    """Return a draft on which another office asks for this hat's consent, in which role and since when."""
    asked = next(each for each in proposal.participations.all() if each.office_id == hat.office_id)
    return {
        "proposal": proposal,
        "role": asked.get_role_display(),
        "asked_at": asked.asked_at,
        "is_again": asked.standing(proposal) == "asked_again",
    }


def is_ready(proposal: Proposal) -> bool:
    """Whether a draft waits for its clearance: it was asked for, or nothing is missing from the text."""
    return bool(proposal.is_clearance_asked) or not missing_of(proposal)  # type: ignore[attr-defined]


def draft_row(proposal: Proposal, *, may_edit: bool) -> dict[str, Any]:
    """Return a draft of the own office: what is missing, who changed it last and when."""
    missing = len(missing_of(proposal))
    if missing:
        standing = ngettext("%(n)d item missing", "%(n)d items missing", missing) % {"n": missing}
    else:
        standing = _("Cleared, ready to submit") if proposal.is_cleared else _("Complete, not cleared yet")
    page = "proposals:edit" if may_edit else "proposals:detail"
    return {
        "title": str(proposal),
        "url": reverse(page, args=[proposal.uuid]),
        "standing": standing,
        "who": proposal.updated_by.person.name if proposal.updated_by else "",
        "at": proposal.updated_at,
    }


def door(request: HttpRequest, hat: Mandate) -> HttpResponse:
    """Show a hat without a desk what it is for; an expert also gets the proposals of the own group."""
    is_expert = hat.capacity == Capacity.EXPERT
    proposals = list(querysets.in_group(hat)) if is_expert else []
    context = {
        "proposals": proposals,
        "is_expert": is_expert,
        "plans": list(querysets.plans_of_group(hat)) if is_expert else [],
        "news": parts.news_of(hat),
    }
    return render(request, "dashboards/door.html", context | parts.header(hat))
