"""The review of a proposal: its page, the response table, and what both show of the offices' reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ip5.kernel import access, clock
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.offices.models import Office
from ip5.ui.listing import url_with
from proposals import rules
from proposals.exports import responses
from proposals.exports.responses import Thread, threads_of
from proposals.forms.review import CommentFilter, CommentForm
from proposals.models import Criterion, Proposal, Review
from proposals.querysets import ProposalQuerySet
from proposals.scores import dots, spread, strip
from proposals.states import State
from proposals.views.pages import page_context, prepare

TONES = {"support": "good", "support_with_changes": "care", "needs_work": "care", "do_not_support": "bad"}
# The verdicts the page needs; all of the abilities would ask for much that is not shown.
SHOWN = ("comment", "dispose", "prepare_review", "open_comments")


def with_criteria(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Read the criteria of reviews in the same query: the page has none to spare."""
    row = JSONObject(code="code", name="name", order="order", is_current="is_current")
    return proposals.annotate(criteria=ArraySubquery(Criterion.objects.order_by("order").values(row=row)))


def reviewed_proposal(hat: Hat, uuid: UUID) -> Proposal:
    """Return the proposal, or 404 when its comments and reviews do not exist for this hat."""
    proposals = with_criteria(Proposal.objects.visible_to(hat).in_full().with_review_facts(hat))
    proposal = prepare(get_object_or_404(proposals, uuid=uuid))
    if not rules.may_read_review(hat, proposal):
        raise Http404
    return proposal


@access.hat
@require_GET
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the period, the offices' reviews as far as they are open to this hat, and the comments."""
    hat = request.hat
    proposal = reviewed_proposal(hat, uuid)
    threads = threads_of(proposal, hat)
    may = {name: rules.RULES[name](hat, proposal) for name in SHOWN}
    context = page_context(proposal, hat, "review") | {"may": may, "is_member": hat.sees_from == "members"}
    context |= comments_context(request, threads) | {"opening": rules.opening_of(proposal)}
    context |= reviews_context(proposal, hat, threads)
    if may["comment"]:
        context["form"] = CommentForm(hat=hat, proposal=proposal)
    return render(request, "proposals/review.html", context)


@access.hat
@require_GET
def response_table(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show every comment with its answer as one table."""
    hat = request.hat
    proposal = reviewed_proposal(hat, uuid)
    threads = threads_of(proposal, hat)
    context = page_context(proposal, hat, "review") | {"threads": threads, "counts": counts_of(threads)}
    return render(request, "proposals/responses.html", context)


@access.hat
@require_GET
def response_file(request: HttpRequest, uuid: UUID, format: str) -> HttpResponse:
    """Hand out the response table as CSV or XLSX."""
    hat = request.hat
    proposal = reviewed_proposal(hat, uuid)
    content, kind, name = responses.table(threads_of(proposal, hat), proposal, format)
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def counts_of(threads: list[Thread]) -> dict[str, Any]:
    """Return how many comments there are and how many wait for their answer, also in words."""
    waiting = sum(each.answer is None for each in threads)
    words = ngettext("%(n)d comment", "%(n)d comments", len(threads)) % {"n": len(threads)}
    if threads:
        words += ", " + (_("%(n)d without an answer") % {"n": waiting} if waiting else _("all answered"))
    return {"all": len(threads), "waiting": waiting, "words": words}


def comments_context(request: HttpRequest, threads: list[Thread]) -> dict[str, Any]:
    """Return the threads the filters leave, and the filters."""
    form = CommentFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else None
    shown = [each for each in threads if chosen is not None and is_chosen(each, chosen)]
    counts = counts_of(threads)
    asked = request.GET.get("answered", "")
    views = [("", _("All"), counts["all"]), ("no", _("Not answered"), counts["waiting"])]
    return {
        "threads": shown,
        "counts": counts,
        "filter_form": form,
        "comment_views": [
            {
                "label": label,
                "url": f"{url_with(request, answered=value or None)}#comments",
                "is_current": asked == value,
                "count": count,
            }
            for value, label, count in views
        ],
    }


def is_chosen(thread: Thread, chosen: dict[str, str]) -> bool:
    """Whether the filters leave the thread."""
    if chosen["section"] and thread.first.section != chosen["section"]:
        return False
    if chosen["kind"] and thread.first.kind != chosen["kind"]:
        return False
    return chosen["answered"] in ("", "yes" if thread.answer else "no")


def reviews_context(proposal: Proposal, hat: Hat, threads: list[Thread]) -> dict[str, Any]:
    """Return period, own review, score sheets and progress; of the reviews what is open to this hat."""
    offices = [each for each in Office.objects.directory().offices if each.kind in ("member", "observer")]
    members = [each for each in offices if each.kind == "member"]
    others = [each for each in members if each.pk != proposal.lead_office_id]
    reviews = list(
        Review.objects.visible_to(hat)
        .filter(proposal=proposal)
        .select_related("revision__proposal", "office", "filed_by__person")
    )
    newest, filed = proposal.newest_number, set(proposal.filed_offices)
    own = next((each for each in reviews if is_own(each, hat) and each.revision.number == newest), None)
    criteria = [Criterion(**row) for row in proposal.criteria]
    sheets = sheets_of(reviews, criteria, members, proposal)
    return {
        "newest": newest,
        "period": period_of(proposal, hat, offices),
        "own_review": own,
        "own_scores": own_scores(own, criteria) if own else [],
        "may_file": rules.may_file_unless_filed(hat, proposal, is_filed=hat.office_id in filed),
        "is_reviewing_office": hat.is_delegation and hat.office_id != proposal.lead_office_id,
        "filed_rows": [{"office": each, "has_filed": each.pk in filed} for each in others],
        "filed_count": len(filed),
        "of_count": len(others),
        "sheets": sheets,
        "is_sealed": proposal.state == State.UNDER_REVIEW
        and not any(each["revision"].number == newest for each in sheets),
        "progress": progress_of(proposal, hat, threads, len(filed)),
    }


def is_own(review: Review, hat: Hat) -> bool:
    """Whether it is the review of the hat's own office."""
    return hat.is_delegation and review.office_id == hat.office_id


def own_scores(own: Review, criteria: list[Criterion]) -> list[dict[str, Any]]:
    """Return the own office's scores in the order of the criteria."""
    return [
        {"criterion": each, "score": cell_of(own.scores[each.code])}
        for each in criteria
        if each.code in own.scores
    ]


def cell_of(score: int | None) -> dict[str, Any]:
    """Return a score as the sheet draws it; None is an abstention."""
    return {"score": score, "dots": dots(score) if score else []}


def sheets_of(
    reviews: list[Review], criteria: list[Criterion], members: list[Office], proposal: Proposal
) -> list[dict[str, Any]]:
    """Return one score sheet for each revision that has filed reviews open to the hat, newest first."""
    revisions = {each.revision_id: each.revision for each in reviews if each.is_filed}
    sheets = []
    for revision in sorted(revisions.values(), key=lambda each: -each.number):
        filed = {
            each.office_id: each for each in reviews if each.is_filed and each.revision_id == revision.pk
        }
        verdicts = [filed[each.pk] for each in members if each.pk in filed]
        sheets.append(
            {
                "revision": revision,
                "is_stale": any(number > revision.number for number in proposal.material_numbers),
                "offices": members,
                "rows": [
                    score_row(each, filed, members, proposal) for each in criteria if is_used(each, filed)
                ],
                "verdicts": [{"review": each, "tone": TONES[each.recommendation]} for each in verdicts],
            }
        )
    return sheets


def is_used(criterion: Criterion, filed: dict[int, Review]) -> bool:
    """Whether a filed review knows the criterion; one retired since stays on the sheets that have it."""
    return any(criterion.code in each.scores for each in filed.values())


def score_row(
    criterion: Criterion, filed: dict[int, Review], members: list[Office], proposal: Proposal
) -> dict[str, Any]:
    """Return one criterion's line: a cell for each member, and the spread."""
    cells = []
    for office in members:
        if office.pk == proposal.lead_office_id:
            cells.append({"word": _("lead")})
        elif office.pk not in filed:
            cells.append({"word": _("not filed")})
        else:
            cells.append(cell_of(filed[office.pk].scores.get(criterion.code)))
    found = spread(each.scores.get(criterion.code) for each in filed.values())
    return {"criterion": criterion, "cells": cells, "spread": found, "strip": strip(found)}


def period_of(proposal: Proposal, hat: Hat, offices: list[Office]) -> dict[str, Any] | None:
    """Return what the deadline component shows of the review period; None where there is none."""
    end = proposal.review_ends_at
    if end is None:
        return None
    home = next((each for each in offices if each.pk == hat.office_id), hat.office)
    moment = clock.now()
    is_running = proposal.state == State.UNDER_REVIEW and moment < end
    left = _("The period is over.")
    if is_running:
        left = left_of(moment, end)
    return {
        "at": end,
        "office": home,
        "city": home.city or "UTC",
        "left": left,
        "is_running": is_running,
        "is_soon": is_running and (end - moment).days < 3,
        "rows": deadlines.local_times(end, offices),
    }


def left_of(moment: dt.datetime, end: dt.datetime) -> str:
    """Return what is left of a running period, in days and in those on which all five offices are open."""
    days, working = (end - moment).days, deadlines.days_left(moment, end, calendar_from(moment))
    if not days:
        return _("ends today") if not working else _("less than a day left")
    words = ngettext(
        "%(days)d day left, of which %(working)d a working day in all five offices",
        "%(days)d days left, of which %(working)d working days in all five offices",
        days,
    )
    return words % {"days": days, "working": working}


def progress_of(proposal: Proposal, hat: Hat, threads: list[Thread], filed: int) -> dict[str, Any] | None:
    """Return, for the body, how far the review is and whether tabling now would be early."""
    is_body = hat.is_chair or hat.is_secretariat
    if not is_body or proposal.state not in (State.SUBMITTED, State.UNDER_REVIEW):
        return None
    waiting = sum(each.answer is None for each in threads)
    return {
        "waiting": waiting,
        "is_early": rules.is_early_given(proposal, unanswered=bool(waiting), filed=filed),
        "table_url": reverse("proposals:table", args=[proposal.uuid]),
    }
