"""The roof's own views: health, and the pages of refused requests."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ip5.kernel import access


@access.public
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the database answers; the cache may be away without harm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@access.public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from elsewhere; going back keeps what was typed."""
    words = _(
        "The form was older than your session, or did not come from this site. Nothing was changed. "
        "Open the page again and send it once more."
    )
    return session_ended(request, words)


SECRET_FIELDS = ("password", "csrf", "sure", "version", "fingerprint", "key", "next")


def session_ended(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the session has ended, and show what was typed so that it can be kept. 403."""
    typed = [
        (name.replace("_", " "), value)
        for name, value in request.POST.items()
        if value.strip() and not any(secret in name for secret in SECRET_FIELDS)
    ]
    words = reason or _(
        "Your session has ended, so nothing was changed. Sign in, open the page again and send it once more."
    )
    return render(request, "session_ended.html", {"reason": words, "typed": typed}, status=403)


@access.public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page of a request that could not be read."""
    return render(request, "400.html", {"reason": _("The request could not be read.")}, status=400)


@access.public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the one page for what does not exist and for what one may not see; JSON to a program."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("Not found.")}, status=404)
    return render(request, "404.html", status=404)


@access.public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page of a refusal that is no deed's."""
    return render(request, "403.html", {"reason": str(exception) if exception else ""}, status=403)
