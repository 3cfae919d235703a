"""The archive of a closed round as a download: full for the offices, redacted for who sees the outcome."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from ip5.ballots import archive, rules
from ip5.ballots.models import Round
from ip5.ballots.views.round import visible_round
from ip5.kernel import access
from ip5.kernel.errors import require


@access.hat
@require_GET
def download(request: HttpRequest, uuid: UUID, form: str) -> HttpResponse:
    """Send the archive in the form asked for; a full one only to who may read every position."""
    found = visible_round(request.hat, uuid)
    require(rules.may_export(request.hat, found, is_full=form == archive.FULL))
    [(symbol, text)] = archive.archives(Round.objects.filter(pk=found.pk), form)
    response = HttpResponse(text.encode(), content_type="application/json")
    name = archive.file_name(symbol, form)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
