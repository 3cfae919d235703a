"""Files of a proposal: what may be taken away."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from ip5.kernel import access
from proposals.exports import documents
from proposals.models import Proposal, Revision


@access.hat
@require_GET
def export(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Send the proposal as an attachment: the newest revision, or the one of ``?revision=n``."""
    proposals = Proposal.objects.visible_to(request.hat).in_full()
    proposal = get_object_or_404(proposals, uuid=uuid)
    given = request.GET.get("revision", "")
    if given and not (given.isascii() and given.isdecimal() and len(given) <= 4):
        raise Http404
    try:
        file = documents.export(proposal, kind, number=int(given) if given else None, hat=request.hat)
    except (KeyError, Revision.DoesNotExist):
        raise Http404 from None
    return HttpResponse(
        file.body,
        headers={
            "Content-Type": file.content_type,
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )
