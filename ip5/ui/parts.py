"""What the template tags share: reading rows, protocol order, ids that do not repeat on a page."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2s
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

# The drawings of img/icons.svg with these prefixes; a test keeps the two lists equal.
STATE_GLYPHS = frozenset(
    {
        "active",
        "completed",
        "deferred",
        "draft",
        "endorsed_with_reservations",
        "frozen",
        "heads_endorsed",
        "in_ballot",
        "lapsed",
        "merged",
        "no_consensus",
        "on_roadmap",
        "provisional",
        "published",
        "returned_for_revision",
        "submitted",
        "tabled",
        "tf_endorsed",
        "under_review",
        "withdrawn",
    }
)
POSITION_GLYPHS = frozenset({"support", "reserve", "ad_referendum", "abstain", "object", "none", "sealed"})
PROGRESS_GLYPHS = frozenset(
    {"planned", "active", "on_track", "at_risk", "delayed", "completed", "discontinued", "superseded"}
)
# A state without a drawing of its own takes the one of its tone.
# Drawings named in fewer words than the state they stand for.
DRAWN_AS = {
    "tf_endorsed_with_reservations": "endorsed_with_reservations",
    "returned": "returned_for_revision",
}
GLYPH_OF_TONE = {
    "move": "under_review",
    "open": "in_ballot",
    "good": "tf_endorsed",
    "care": "provisional",
    "bad": "no_consensus",
    "past": "deferred",
}
LAST = 999
FLASH_TONES = {
    "success": "good",
    "good": "good",
    "warning": "care",
    "care": "care",
    "error": "bad",
    "bad": "bad",
}


def value_of(row: Any, name: str, default: Any = "") -> Any:
    """The key or attribute `name` of a row; rows may be mappings or objects."""
    if isinstance(row, Mapping):
        return row.get(name, default)
    return getattr(row, name, default)


def in_protocol_order(offices: Iterable[Any]) -> list[Any]:
    """Offices sorted (or rows with an `office`) sorted by `protocol_order`; one without it comes last."""
    return sorted(offices, key=_place)


def _place(one: Any) -> int:
    office = value_of(one, "office", None) or one
    return int(value_of(office, "protocol_order", None) or LAST)


def is_same_office(one: Any, other: Any) -> bool:
    """Whether two offices, given as rows or codes, are the same one."""
    if not one or not other:
        return False
    return _code(one) == _code(other)


def _code(office: Any) -> str:
    return office if isinstance(office, str) else str(value_of(office, "code"))


def part_id(context: Context, kind: str, text: str) -> str:
    """An id for a part of the page: readable, and never given twice while one request is answered."""
    stem = f"{kind}-{slugify(text)[:40] or blake2s(text.encode(), digest_size=4).hexdigest()}"
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return f"{stem}-{blake2s(text.encode(), digest_size=3).hexdigest()}"
    taken = request.__dict__.setdefault("_part_ids", {})
    taken[stem] = taken.get(stem, 0) + 1
    return stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"


def draw(context: Context, component: str, **values: Any) -> SafeString:
    """Render templates/ui/<component>.html with these values only (and the page's CSRF token)."""
    template = context.template.engine.get_template(f"ui/{component}.html")
    inner = context.new(values)
    for name in ("csrf_token", "request"):
        if name in context:
            inner[name] = context[name]
    return template.render(inner)


def mark(component: str, **words: str | bool) -> SafeString:
    """Render templates/ui/<component>.html, a small mark made of nothing but these words, once for each language.

    A page holds a hundred of them, and the template engine takes a tenth of a millisecond for each.
    """
    return _mark(component, get_language(), **words)


# Typed: a word that is safe as it stands and one that is to be escaped are equal, and drawn apart.
@lru_cache(maxsize=4096, typed=True)
def _mark(component: str, language: str | None, **words: str | bool) -> SafeString:
    return SafeString(render_to_string(f"ui/{component}.html", words))


def office_mark(who: Any, modifier: str = "") -> SafeString:
    """The chip of an office, given as a row: letters only, its name as title; modifier lead or large."""
    code, name = str(value_of(who, "code")), str(value_of(who, "name"))
    is_observer = bool(value_of(who, "is_observer", False))
    return mark("office", code=code, name=name, is_observer=is_observer, modifier=modifier)


def progress_mark(standing: str, label: str, note: str = "") -> SafeString:
    """How a project stands, as glyph and word, with a note below; an unknown standing is drawn as planned."""
    drawn = standing if standing in PROGRESS_GLYPHS else "planned"
    return mark("progress", standing=drawn, label=str(label), note=str(note))


def spoken(at: datetime, zone: str | None = None, *, year: bool = True) -> str:
    """A moment as the pages say it, weekday first: "Sat 8 May 2021, 06:00", in this zone."""
    local = at.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(at)
    return formats.date_format(local, "D j M Y, H:i" if year else "D j M, H:i")


def zone_rows(rows: Any, mine: Any) -> list[dict[str, Any]]:
    """Rows of a zone table, each knowing whether it is the reader's own office."""
    names = ("office", "city", "day", "shift", "time", "zone")
    return [
        {name: value_of(row, name) for name in names}
        | {"is_mine": is_same_office(value_of(row, "office"), mine)}
        for row in rows or ()
    ]


def tally_rows(rows: Any, mine: Any) -> list[dict[str, Any]]:
    """Rows of a tally in protocol order, each knowing whether it is the reader's own office."""
    names = ("office", "answer", "label", "note", "url", "has_answered")
    flat = [{name: value_of(row, name) for name in names} for row in rows or ()]
    for row in flat:
        row["is_mine"] = is_same_office(row["office"], mine)
    return in_protocol_order(flat)


def step_rows(steps: Any, now: int) -> list[dict[str, Any]]:
    """Steps of a life cycle, given as (label, note) or rows, each knowing if it is past or present."""
    rows = []
    for index, step in enumerate(steps):
        pair = tuple(step) if isinstance(step, (list, tuple)) else None
        rows.append(
            {
                "label": pair[0] if pair else value_of(step, "label"),
                "note": pair[1] if pair and len(pair) > 1 else value_of(step, "note"),
                "is_done": index < now,
                "is_now": index == now,
            }
        )
    return rows
