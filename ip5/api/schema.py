"""The published description of the API, as JSON; no page that would need foreign scripts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView

from ip5.kernel.access import Access


class SessionScheme(OpenApiAuthenticationExtension):
    """Names the session's cookie in the description."""

    target_class = "ip5.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the cookie as an OpenAPI security scheme."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


@extend_schema(exclude=True)
class SchemaView(SpectacularJSONAPIView):
    """The schema, for whoever may call what it describes."""

    access = Access.HAT
