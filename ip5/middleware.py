"""What happens to every request: headers, the hat, the gate, and one page for each refusal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from ip5.accounts import hats
from ip5.accounts.views import no_hat
from ip5.kernel import access
from ip5.kernel.errors import DeedError
from ip5.offices import directory
from ip5.views import session_ended

Handler = Callable[[HttpRequest], HttpResponse]
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def headers(get_response: Handler) -> Handler:
    """Add the headers Django has no setting for; nothing shown to a person is kept by a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def hat(get_response: Handler) -> Handler:
    """Put the hat on the request, and read the offices' names afresh for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        directory.clear()
        request.hat = hats.choose(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class gate:
    """Let a request in only where its view says so; a view that says nothing lets nobody in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return the answer of the closed gate, or None to let the request in."""
        level = access.declared(view)
        if level is access.Access.PUBLIC:
            return None
        if level is None:
            raise PermissionDenied(_("This page does not say who may open it."))
        if not request.user.is_authenticated:
            return closed(request)
        if level is access.Access.HAT and request.hat.is_anonymous:  # type: ignore[attr-defined]
            if is_api(request):
                return JsonResponse({"detail": _("You hold no active mandate.")}, status=403)
            return no_hat(request)
        return None


def closed(request: HttpRequest) -> HttpResponse:
    """Answer somebody who is not signed in: the way in; what a form held is shown, not lost."""
    if is_api(request):
        return JsonResponse({"detail": _("Sign in first.")}, status=401)
    if request.method == "POST":
        return session_ended(request)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


class deed_errors:
    """Map each way a deed can fail to its page and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a deed's error; any other error goes on to Django."""
        if isinstance(error, DeedError):
            return refusal(request, error)
        return None


def is_api(request: HttpRequest) -> bool:
    """Whether the answer is read by a program."""
    return request.path.startswith("/api/")


def refusal(request: HttpRequest, error: DeedError) -> HttpResponse:
    """Return the page (or JSON) of a deed that was not done, with its reason and a reference."""
    if is_api(request):
        return JsonResponse({"detail": str(error.reason)}, status=error.status)
    template = "403.html" if error.status == 403 else "409.html"
    context = {"reason": error.reason, "reference": uuid.uuid4().hex[:8].upper()}
    return render(request, template, context, status=error.status)
