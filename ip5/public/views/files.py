"""The files of published versions, the schema of the data and the feed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ip5.kernel import access
from ip5.kernel.text import sha256_hex
from ip5.public import addresses, published
from ip5.public.published import Publication
from ip5.public.views.pages import MOMENT, is_bundled, publication
from roadmap.exports import data, feed
from roadmap.exports.edition import Edition
from roadmap.exports.editions import editions_of
from roadmap.exports.files import FORMATS, SUMS, content_type
from roadmap.models import PublishedFile, Version

YEAR = 365 * 24 * 60 * 60
# How soon the clock has built the files of what was just published.
SOON = 15
DATA = "roadmap.json"
# What a browser shows by itself; the others are saved.
SHOWN = ("roadmap.pdf", DATA, "roadmap.schema.json", SUMS)

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Make a view a public one: everybody, GET and HEAD."""

    @access.public
    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return answered


@public
def file(request: HttpRequest, edition: str, name: str) -> HttpResponse:
    """Send one file of a published version: for ever the same bytes."""
    if name not in FORMATS and name != SUMS:
        raise Http404
    return kept(request, publication(edition), name, age=YEAR)


@public
def current_data(request: HttpRequest) -> HttpResponse:
    """Send the data of the current version at an address that stays when a newer one comes."""
    found = published.current()
    if found is None:
        raise Http404
    return kept(request, found, DATA, age=MOMENT)


def kept(request: HttpRequest, found: Publication, name: str, *, age: int) -> HttpResponse:
    """Return a file as it is kept, 304 to who holds it, 503 while the clock has not built it yet."""
    stored = found.version.files.listed().filter(name=name).first()
    if stored is None:
        return later(request)
    known = get_conditional_response(request, etag=f'"{stored.sha256}"')
    response = known or HttpResponse(bytes(stored.body), content_type=content_type(name))
    described(response, stored, found.version)
    patch_cache_control(response, public=True, max_age=age, **({"immutable": True} if age == YEAR else {}))
    return response


def described(response: HttpResponse, stored: PublishedFile, version: Version) -> None:
    """Say of an answer which file it is."""
    response["ETag"] = f'"{stored.sha256}"'
    response["Content-Location"] = addresses.of_file(version, stored.name)
    shown = "inline" if stored.name in SHOWN else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{stored.name}"'


def later(request: HttpRequest) -> HttpResponse:
    """Say that the file will be there in a moment."""
    words = _("The files of this version are being built. They will be here in a moment.")
    return HttpResponse(
        words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": SOON}
    )


@public
def schema(request: HttpRequest) -> HttpResponse:
    """Send the schema that the current form of the data follows."""
    return whole(request, data.schema(), content_type("roadmap.schema.json"))


@public
def atom(request: HttpRequest) -> HttpResponse:
    """Send the feed of published versions; a reader that holds it already costs one query."""
    tag = sha256_hex(" ".join(f"{each.uuid}" for each in published.versions()))
    known = get_conditional_response(request, etag=f'"{tag}"')
    if known is not None:
        return known
    home, own, address = links(request)
    body = feed.write(editions_of(published.in_full()), home=home, own=own, address=address)
    response = whole(request, body, feed.TYPE)
    response["ETag"] = f'"{tag}"'
    return response


def links(request: HttpRequest) -> tuple[str, str, Callable[[Edition], str]]:
    """Return the feed's page, its own address, and what gives that of an edition; relative in a bundle."""
    home = reverse("public:home")
    if is_bundled(request):
        return (
            "index.html",
            "feed.atom",
            lambda each: f"roadmap/{addresses.in_address(each.edition)}/index.html",
        )

    def address(edition: Edition) -> str:
        return request.build_absolute_uri(reverse("public:version", args=[edition.edition]))

    return request.build_absolute_uri(home), request.build_absolute_uri(), address


def whole(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """Return a small file that may change with time."""
    response = HttpResponse(body, content_type=kind)
    patch_cache_control(response, public=True, max_age=MOMENT)
    response["ETag"] = f'"{sha256_hex(body.decode())}"'
    answer: HttpResponse = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer
