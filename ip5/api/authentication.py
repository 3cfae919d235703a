"""Sign-in for programs: the browser's session, with its CSRF check."""

from __future__ import annotations

from rest_framework import authentication
from rest_framework.request import Request


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the browser; names a challenge, so that an anonymous call is told 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return "Session"
