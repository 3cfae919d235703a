"""The published description of the API, as JSON; no page that would need foreign scripts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
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


class KeptGenerator(SchemaGenerator):
    """Describes the API once in each process: to whoever may ask it says the same, and it takes a while."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """Return the description that is the same for everybody."""
        return described(get_language(), self.api_version)


@lru_cache(maxsize=8)
def described(language: str, version: str | None) -> dict[str, Any]:
    """Return the description in the language that is active."""
    found: dict[str, Any] = SchemaGenerator(api_version=version).get_schema(public=True)
    return found


@extend_schema(exclude=True)
class SchemaView(SpectacularJSONAPIView):
    """The schema, for whoever may call what it describes."""

    access = Access.HAT
    generator_class = KeptGenerator
