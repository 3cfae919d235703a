"""How long a session lasts: an idle limit and an absolute one, both kept by the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth, messages
from django.utils.translation import gettext as _

from ip5.kernel import clock

if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - a type, no response is made here

BEGAN = "session_began"
SEEN = "session_seen"
DAY = 24 * 60 * 60
# The time of the last request is written at most this often: a page view costs no write.
STEP = 5 * 60


def begin(request: HttpRequest) -> None:
    """Start both clocks; called at sign-in, where Django has just changed the session's key."""
    now = int(clock.now().timestamp())
    request.session[BEGAN] = now
    request.session[SEEN] = now


def end_if_stale(request: HttpRequest) -> bool:
    """Sign out a session past its idle or absolute limit, with a message; say whether it ended."""
    now = int(clock.now().timestamp())
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        begin(request)
        return False
    idle = settings.SESSION_COOKIE_AGE
    absolute = getattr(settings, "SESSION_ABSOLUTE_AGE", DAY)
    if now - seen >= idle or now - began >= absolute:
        auth.logout(request)
        messages.info(
            request, _("Your session has ended for safety. Please sign in again."), fail_silently=True
        )
        return True
    if now - seen >= STEP:
        request.session[SEEN] = now
    return False
