"""The pulse that every screen in the room polls: one row, one number, nothing of anybody's session.

The address holds a signed token bound to the meeting and to who watches, good for some minutes; whoever has it learns
that something changed, never what. What changed is fetched by the signed-in page, which brings a fresh token.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from meetings.models import Live
from meetings.querysets import is_body, pulses_of

SALT = "meetings.pulse"
SECONDS = 15 * 60
# Whose screen: the body's, where words being typed show; a member's; an observer's.
DESK, ROOM, OPEN = "d", "r", "o"
# Which of the pulses (members', observers', of words being typed) a screen shows.
SHOWN = {DESK: (0, 2), ROOM: (0,), OPEN: (1,)}


def audience(hat: Hat) -> str:
    """Return whose screen a hat watches."""
    if is_body(hat):
        return DESK
    return ROOM if hat.sees_from == Visibility.MEMBERS else OPEN


def tag_of(pulses: Sequence[int], whose: str) -> str:
    """Return the entity tag of the pulses that a screen shows."""
    return '"' + "-".join(str(pulses[each]) for each in SHOWN[whose]) + '"'


def watch(live: Live, hat: Hat) -> dict[str, str]:
    """Return the address to poll and the tag of what is shown now."""
    whose = audience(hat)
    token = signing.TimestampSigner(salt=SALT).sign(f"{live.meeting.uuid.hex}{whose}")
    tag = tag_of((live.pulse, live.open_pulse, live.desk_pulse), whose)
    return {"url": reverse("meetings:pulse", args=[token]), "tag": tag}


@access.public
@require_GET
def pulse(request: HttpRequest, token: str) -> HttpResponse:
    """Answer 304 while nothing changed, else the new tag; 404 for a token that is none, or too old."""
    try:
        said = signing.TimestampSigner(salt=SALT).unsign(token, max_age=SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    pulses = pulses_of(said[:-1])
    if pulses is None:
        raise Http404
    tag = tag_of(pulses, said[-1])
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if same else HttpResponse(tag, content_type="text/plain")
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response
