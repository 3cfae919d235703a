"""Letters beside a round: added by the secretariat, read by the members; they count for nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.ballots import actions, rules
from ip5.ballots.forms.prepared import LetterForm
from ip5.ballots.models import Round, RoundPaper, RoundPaperVersion
from ip5.ballots.views.round import seats_of, visible_round
from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.papers.inspection import TOO_LARGE, checked
from ip5.papers.uploads import is_too_large, takes_files


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
    if request.method == "POST" and _is_added(request, found, form):
        messages.success(request, _("The letter is added. It counts for nothing in the round."))
        return redirect(f"{found.get_absolute_url()}#letters")
    status = 413 if is_too_large(request) else 422 if form.is_bound else 200
    return render(request, "ballots/_letters_form.html", {"round": found, "form": form}, status=status)


def _is_added(request: HttpRequest, found: Round, form: LetterForm) -> bool:
    """Look at the file and do the deed; False with sentences in the form when it cannot be."""
    if is_too_large(request):
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error("file", TOO_LARGE)
        return False
    if not form.is_valid():
        return False
    values = dict(form.cleaned_data)
    try:
        actions.add_letter(found, by=request.hat, upload=checked(values.pop("file")), **values)
    except Invalid as error:
        for field, lines in error.errors.items():
            form.add_error(field if field in form.fields else None, lines)  # type: ignore[arg-type]
        return False
    return True


@access.hat
@require_GET
def download(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponseBase:
    """Hand out a letter as an attachment: never shown inside the site, never kept, of the type we found."""
    hat = request.hat
    papers = RoundPaper.objects.visible_to(hat).filter(uuid=paper, round__uuid=uuid)
    version = get_object_or_404(RoundPaperVersion, paper__in=papers)
    try:
        file = version.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=version.file_name)
    response["Content-Type"] = version.kind.content_type
    response["Content-Length"] = str(version.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response
