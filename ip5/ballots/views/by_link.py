"""A Head's link, opened by whoever holds it: no session, no cookie, this one round and nothing else of the site.

A page of its own shape: no token, used, expired, voided and foreign ones get one and the same answer. There is no
authority but the secret in the address and the code typed, so there is nothing that another site could ride on, and
no cookie for a CSRF token: a form that names a foreign origin is refused all the same.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ip5.ballots import actions
from ip5.ballots.forms.heads import HeadsForm
from ip5.ballots.forms.links import CodeForm
from ip5.ballots.models import HeadLink, Position
from ip5.ballots.views.frozen import parts_of
from ip5.ballots.views.heads import saying_of
from ip5.ballots.views.round import receipt
from ip5.kernel import access
from ip5.kernel.errors import Refused, WrongState

HEADERS = {
    # The address is the secret: no page, picture or style sheet elsewhere learns it, no cache keeps it.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question and take the answer. Only a POST with the right code changes anything but the link's log."""
    if request.method == "POST" and is_foreign(request):
        return closed(request, 403)
    link = actions.link_of(token)
    if link is None:
        return in_vain(request, token)
    if request.method == "POST":
        return answered(request, link)
    if request.method == "GET":
        actions.note_opened(link)
    return question(request, link, HeadsForm())


def is_foreign(request: HttpRequest) -> bool:
    """Whether a form says that another site's page sent it; our own page, which sends no referrer, says "null"."""
    own = {"null", f"{request.scheme}://{request.get_host()}", settings.SITE_URL}
    is_elsewhere = request.headers.get("Origin", "null") not in own | set(settings.CSRF_TRUSTED_ORIGINS)
    return is_elsewhere or request.headers.get("Sec-Fetch-Site", "") in {"cross-site", "same-site"}


def closed(request: HttpRequest, status: int = 404) -> HttpResponse:
    """Return the one page of every link that opens nothing, whatever the reason."""
    return page(request, "closed", {}, status)


def in_vain(request: HttpRequest, token: str) -> HttpResponse:
    """Return that page; where the token was a link once, its log says that somebody tried it."""
    if request.method != "HEAD":
        actions.note_tried(token)
    return closed(request)


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return one of the link's pages with the headers of all of them."""
    response = render(request, f"ballots/by_link_{name}.html", context, status=status)
    for header, value in HEADERS.items():
        response[header] = value
    return response


def question(request: HttpRequest, link: HeadLink, form: HeadsForm) -> HttpResponse:
    """Show the question, its frozen text and the four answers; 422 where what was sent does not do."""
    found = link.round
    context = told_by(link) | {"form": form, "parts": parts_of(found.text)}
    context["has_answered"] = Position.objects.filter(round=found, office=link.mandate.office_id).exists()
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "question", context, status)


def told_by(link: HeadLink) -> dict[str, Any]:
    """Return what every page of a link says: which round, on whose behalf, until when."""
    return {"round": link.round, "link": link, "head": link.mandate, "office": link.mandate.office}


def answered(request: HttpRequest, link: HeadLink) -> HttpResponse:
    """Show the form again, then the sentence with the code to give, then answer."""
    form = HeadsForm(request.POST)
    asks_more = "more" in request.POST
    asks = asks_more or "change" in request.POST or not form.is_valid()
    code = CodeForm(request.POST if "confirmed" in request.POST else None)
    if asks or not code.is_bound or not code.is_valid():
        # Every use is in the log, also of whoever sends the form without having opened the page.
        actions.note_opened(link)
        return (
            question(request, link, form.more() if asks_more else form)
            if asks
            else sure(request, link, form, code)
        )
    try:
        position = actions.answer_by_link(link, code=code.cleaned_data["code"], **form.deed())
    except (WrongState, Refused):
        return in_vain(request, link.token)
    if position is not None:
        return done(request, link, form, position)
    left = actions.tries_left(link)
    if left < 1:
        return closed(request)
    text = ngettext(
        "This is not the code. %(n)d more try, then the link is void.",
        "This is not the code. %(n)d more tries, then the link is void.",
        left,
    )
    code.add_error("code", text % {"n": left})
    return sure(request, link, form, code)


def sure(request: HttpRequest, link: HeadLink, form: HeadsForm, code: CodeForm) -> HttpResponse:
    """Show the whole sentence and ask for the code; the form's fields go along hidden."""
    hidden = [(name, form.data.get(name, "")) for name in form.fields]
    saying = saying_of(link.mandate, link.round, form.deed())
    context = told_by(link) | {"saying": saying, "hidden": hidden, "form": code}
    return page(request, "sure", context, 422 if code.errors else 200)


def done(request: HttpRequest, link: HeadLink, form: HeadsForm, position: Position) -> HttpResponse:
    """Show the receipt, once: the link opens nothing any more."""
    saying = saying_of(link.mandate, link.round, form.deed())
    rows = receipt(link.round, position, link.mandate.office)
    context = told_by(link) | {"saying": saying, "receipt": rows}
    return page(request, "done", context)
