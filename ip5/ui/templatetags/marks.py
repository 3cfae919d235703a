"""Small marks: icons, offices, states, positions, moments, five offices side by side."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from ip5.ui.parts import (
    DRAWN_AS,
    GLYPH_OF_TONE,
    POSITION_GLYPHS,
    STATE_GLYPHS,
    draw,
    in_protocol_order,
    is_same_office,
    mark,
    office_mark,
    part_id,
    progress_mark,
    spoken,
    tally_rows,
    zone_rows,
)

library = template.Library()


# --- Small marks -------------------------------------------------------------------------------


@library.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """A stroke icon of img/icons.svg, hidden from readers: a word stands beside it."""
    return mark("icon", name=name, modifier=modifier)


@library.simple_tag
def glyph(name: str) -> SafeString:
    """A 16 px drawing of img/icons.svg (st-*, po-*), hidden from readers."""
    return mark("glyph", name=name)


library.simple_tag(office_mark, name="office")


@library.inclusion_tag("ui/offices.html")
def offices(lead: Any = None, others: Any = ()) -> dict[str, Any]:
    """The lead's chip, then the others in protocol order (the lead not twice)."""
    rest = [one for one in others or () if not is_same_office(one, lead)]
    return {"lead": lead, "others": in_protocol_order(rest)}


@library.inclusion_tag("ui/office-name.html")
def office_name(who: Any, note: str = "") -> dict[str, Any]:
    """Chip and acronym, with a small note behind."""
    return {"office": who, "note": note}


def drawing_of(value: str, tone: str) -> str:
    """Which drawing of the sprite stands for a state: its own, else its tone's."""
    name = DRAWN_AS.get(value, value)
    return name if name in STATE_GLYPHS else GLYPH_OF_TONE.get(tone, "submitted")


@library.simple_tag
def state_glyph(value: str, tone: str) -> SafeString:
    """The drawing of a state alone, for a heading that says the word itself."""
    return mark("glyph", name=f"st-{drawing_of(value, tone)}")


@library.simple_tag
def state(value: str, label: str, tone: str = "move", plain: bool = False) -> SafeString:
    """A state as glyph and word; tone is move, open, good, care, bad or past."""
    return mark("state", drawing=drawing_of(value, tone), label=str(label), tone=tone, plain=plain)


@library.simple_tag
def position(answer: str, label: str) -> SafeString:
    """What an office says; answer is one of the five, or none, or sealed."""
    return mark("position", answer=answer if answer in POSITION_GLYPHS else "none", label=str(label))


library.simple_tag(progress_mark, name="progress")


# --- Time --------------------------------------------------------------------------------------


@library.inclusion_tag("ui/moment.html")
def moment(at: datetime, zone: Any = None, year: bool = True) -> dict[str, Any]:
    """<time> with weekday, date and time in the zone (the current one without it)."""
    name = str(zone) if zone else None
    return {"at": at, "words": spoken(at, name, year=year) if at else ""}


@library.inclusion_tag("ui/when.html")
def when(
    at: datetime, zone: Any = None, left: str = "", soon: bool = False, words: str = ""
) -> dict[str, Any]:
    """A moment in a list, with what is left below it."""
    said = words or (spoken(at, str(zone) if zone else None, year=False) if at else "")
    return {"at": at, "words": said, "left": left, "soon": soon}


@library.inclusion_tag("ui/zones.html")
def zones(rows: Any, mine: Any = None, caption: str = "", note: str = "") -> dict[str, Any]:
    """The six cities of one instant; rows with office, city, day, shift (days), time, zone."""
    return {"rows": zone_rows(rows, mine), "caption": caption, "note": note}


@library.simple_tag(takes_context=True)
def zones_pop(
    context: Context, rows: Any, mine: Any = None, caption: str = "", label: str = "", note: str = ""
) -> SafeString:
    """The same table behind a small button."""
    return draw(
        context,
        "zones-pop",
        rows=zone_rows(rows, mine),
        caption=caption,
        label=label,
        note=note,
        pop_id=part_id(context, "zones", str(caption)),
    )


@library.inclusion_tag("ui/deadline.html")
def deadline(at: datetime, zone: Any, city: str, left: str, **options: Any) -> dict[str, Any]:
    """A deadline: reader's zone first, what is left, then all cities.

    Options: rows and mine (as in zones), note, soon, open, words (instead of the computed date).
    """
    words = options.pop("words", "") or spoken(at, str(zone) if zone else None)
    rows = zone_rows(options.pop("rows", ()), options.pop("mine", None))
    return {"at": at, "words": words, "city": city, "left": left, "rows": rows, **options}


# --- Offices side by side ----------------------------------------------------------------------


@library.inclusion_tag("ui/tally.html")
def tally(rows: Any, mine: Any = None) -> dict[str, Any]:
    """Five offices side by side; rows with office, answer, label, note, url, in any order."""
    return {"rows": tally_rows(rows, mine)}


@library.inclusion_tag("ui/minitally.html")
def minitally(rows: Any, label: str) -> dict[str, Any]:
    """Who has answered, as five marks; rows with office, has_answered, label."""
    return {"rows": tally_rows(rows, None), "label": label}
