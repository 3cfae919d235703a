"""The reason that a deed wants: never empty, never endless."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.errors import Invalid

MAX_REASON = 2_000


def checked(text: str, field: str, missing: str) -> str:
    """Return the reason trimmed; refuse an empty one with the words ``missing``, and an endless one (``Invalid``)."""
    text = text.strip()
    if not text:
        raise Invalid({field: [missing]})
    if len(text) > MAX_REASON:
        raise Invalid({field: [_("At most %(n)s characters.") % {"n": f"{MAX_REASON:,}"}]})
    return text
