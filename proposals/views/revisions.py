"""The revisions of a proposal: which there are, what changed between two, what that makes stale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ip5.kernel import access
from ip5.kernel.hat import Hat
from proposals import actions, rules
from proposals.models import Proposal, Review, Revision
from proposals.views.differences import differences, overview
from proposals.views.offers import DEEDS
from proposals.views.pages import page_context, visible_proposal

OFFERED = ("prepare_revision", "mark_editorial", "object_to_editorial")


@access.hat
@require_GET
def revisions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the revisions and what changed: by default from the one this hat last read to the newest."""
    hat = request.hat
    # Kept on the proposal, so that the rules ask nothing more.
    texts = Revision.objects.newest_first().with_marks().with_reading_of(hat)
    proposals = Proposal.objects.visible_to(hat).in_full().prefetch_related(Prefetch("revisions", texts))
    proposal = get_object_or_404(proposals, uuid=uuid)
    found = list(proposal.revisions.all())
    if not found:
        raise Http404
    read = found[0].read_number
    old, new = chosen(found, request.GET, read)
    parts = differences(old.text, new.text)
    may = {name: rules.RULES[name](hat, proposal) for name in OFFERED}
    context = page_context(proposal, hat, "revisions") | {
        "may": may,
        "acts": [act_of(proposal, name, may[name]) for name in OFFERED if name in DEEDS and may[name]],
        "revisions": [revision_row(each, new, old) for each in found],
        "newest": found[0],
        "old": old,
        "new": new,
        "parts": parts,
        "overview": overview(parts),
        "read": read,
        "is_since_read": read == old.number and new == found[0] and old != new,
        "stale": stale_marks(proposal, found, hat),
    }
    return render(request, "proposals/revisions.html", context)


def chosen(found: Sequence[Revision], asked: QueryDict, read: int | None) -> tuple[Revision, Revision]:
    """Return the two revisions to compare; 404 for a number this proposal does not have."""
    by_number = {str(each.number): each for each in found}
    newest = found[0]
    before = read if read is not None and read < newest.number else max(newest.number - 1, 0)
    numbers = asked.get("from", str(before)), asked.get("to", str(newest.number))
    if any(number not in by_number for number in numbers):
        raise Http404
    return by_number[numbers[0]], by_number[numbers[1]]


def revision_row(revision: Revision, new: Revision, old: Revision) -> dict[str, Any]:
    """Return a revision as a row of the list, with its mark and whose it is."""
    return {
        "revision": revision,
        "mark": mark_of(revision),
        "is_old": revision == old,
        "is_new": revision == new,
    }


def mark_of(revision: Revision) -> str:
    """Return whether the revision is material or editorial, and who says so."""
    if revision.number == 0:
        return _("First submission.")
    mark = getattr(revision, "editorial_mark", None)
    if mark is None:
        return _("Material.")
    against = ", ".join(each.office.acronym for each in revision.editorial_objections.all())
    facts = {"name": mark.by.person.name, "offices": against}
    if against:
        return _("Material: marked as editorial by %(name)s, objected to by %(offices)s.") % facts
    return _("Editorial, marked by %(name)s (co-chair).") % facts


def act_of(proposal: Proposal, name: str, verdict: Any) -> dict[str, Any]:
    """Return one deed as the button that leads to its page."""
    offered = DEEDS[name]
    url = reverse(f"proposals:{name}", args=[proposal.uuid])
    return {"name": name, "label": offered.label, "verdict": verdict, "url": url, "style": offered.style}


def stale_marks(proposal: Proposal, found: Sequence[Revision], hat: Hat) -> list[dict[str, Any]]:
    """Return what a material revision outdates, as far as this hat sees it: reviews and consents."""
    if hat.sees_from != "members":
        return []
    reviews = Review.objects.visible_to(hat).filter(proposal=proposal).select_related("office", "revision")
    rows = [
        {
            "office": each.office,
            "what": (_("Review of Rev.%(n)d") if each.is_filed else _("Prepared review of Rev.%(n)d"))
            % {"n": each.revision.number},
            "since": outdated_by(found, each.revision.number),
        }
        for each in reviews
    ]
    number_of = {each.sha256: each.number for each in found}
    for each in proposal.taking_part:
        if not each.has_consented_to(proposal) and not proposal.is_from_record:
            number = number_of.get(each.consent_fingerprint, 0)
            what = _("Consent to Rev.%(n)d as %(role)s") % {"n": number, "role": each.get_role_display()}
            rows.append({"office": each.office, "what": what, "since": outdated_by(found, number)})
    return [row for row in rows if row["since"] is not None]


def outdated_by(found: Sequence[Revision], number: int) -> Revision | None:
    """Return the first material revision after ``number``: editorial ones outdate nothing."""
    later = [each for each in found if each.number > number and each.is_material]
    return min(later, key=lambda each: each.number, default=None)


@access.hat
@require_POST
def mark_read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note up to which revision this hat has read; later changes are shown against it."""
    hat = request.hat
    proposal = visible_proposal(hat, uuid)
    number = request.POST.get("number", "")
    if not number.isdecimal() or not proposal.revisions.filter(number=number[:5]).exists():
        raise Http404
    actions.mark_read(proposal, by=hat, number=int(number))
    messages.success(request, _("Noted: you have read Rev.%(n)s.") % {"n": number})
    return redirect("proposals:revisions", proposal.uuid)
