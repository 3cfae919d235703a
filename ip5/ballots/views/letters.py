"""Letters beside a round: added by the secretariat, read by the members; they count for nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.ballots import actions, rules
from ip5.ballots.forms.prepared import LetterForm
from ip5.ballots.models import Round, RoundPaper, RoundPaperVersion
from ip5.ballots.views.round import seats_of, visible_round
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.papers.uploads import takes_files
from ip5.papers.views import attachment, is_done, status_of


def letters_context(found: Round, hat: Hat) -> dict[str, Any]:
    """Return the letters of a round as its page lists them, for the members; at most one query."""
    if hat.sees_from != "members":
        return {}
    if not any(getattr(seat, "has_letters", True) for seat in found.seats.all()):
        return {"letters": [], "may_add_letter": rules.may_add_letter(hat, found)}
    papers = RoundPaper.objects.visible_to(hat).filter(round=found)
    versions = RoundPaperVersion.objects.filter(paper__in=papers).select_related("paper__office")
    letters = list(versions.order_by("at"))
    for each in letters:
        each.paper.round = found
    return {"letters": letters, "may_add_letter": rules.may_add_letter(hat, found)}


@access.hat
@require_http_methods(["GET", "POST"])
@takes_files
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add the letter of an office: whose, its title, its file."""
    found = visible_round(request.hat, uuid)
    require(rules.may_add_letter(request.hat, found))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LetterForm(seats_of(found), *given)
    if request.method == "POST" and is_done(
        request, form, lambda values: actions.add_letter(found, by=request.hat, **values)
    ):
        messages.success(request, _("The letter is added. It counts for nothing in the round."))
        return redirect(f"{found.get_absolute_url()}#letters")
    return render(
        request, "ballots/_letters_form.html", {"round": found, "form": form}, status=status_of(request, form)
    )


@access.hat
@require_GET
def download(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponseBase:
    """Hand out a letter as an attachment: never shown inside the site, never kept, of the type we found."""
    hat = request.hat
    papers = RoundPaper.objects.visible_to(hat).filter(uuid=paper, round__uuid=uuid)
    version = get_object_or_404(RoundPaperVersion, paper__in=papers)
    return attachment(version)
