"""How a public page is answered: without a right to ask, the same for everybody, kept by caches for a moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)
from django.views.decorators.http import require_safe

from ip5.kernel import access
from ip5.public import published
from ip5.public.bundle import MARK
from ip5.public.published import Publication
from roadmap.models import Version

# A published text does not change; that a newer one has come is seen after this many seconds.
MOMENT = 60

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """Make a view a public page: GET and HEAD, with an ETag, answered 304 to who holds it already."""

    @access.public
    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        patch_cache_control(response, public=True, max_age=MOMENT)
        # The reader's appearance is a cookie.
        patch_vary_headers(response, ["Cookie"])
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return answered


def show(request: HttpRequest, template: str, context: dict[str, Any], *, here: str = "") -> HttpResponse:
    """Render a public page; ``here`` is the entry of the navigation it belongs to."""
    return render(
        request, f"public/{template}.html", context | {"here": here, "is_bundle": is_bundled(request)}
    )


def is_bundled(request: HttpRequest) -> bool:
    """Whether the page is for a folder of files: no sign-in, no form, no script, no line of today."""
    return bool(request.META.get(MARK))


def publication(edition: str) -> Publication:
    """Return the published version of an edition, or 404."""
    try:
        return published.of_edition(edition)
    except Version.DoesNotExist:
        raise Http404 from None
