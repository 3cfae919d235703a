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
    PROGRESS_GLYPHS,
    STATE_GLYPHS,
    draw,
    in_protocol_order,
    is_same_office,
    part_id,
    spoken,
    tally_rows,
    zone_rows,
)

library = template.Library()


# --- Small marks -------------------------------------------------------------------------------


@library.inclusion_tag("ui/icon.html")
def icon(name: str, modifier: str = "") -> dict[str, Any]:
    """A stroke icon of img/icons.svg, hidden from readers: a word stands beside it."""
    return {"name": name, "modifier": modifier}


@library.inclusion_tag("ui/glyph.html")
def glyph(name: str) -> dict[str, Any]:
    """A 16 px drawing of img/icons.svg (st-*, po-*), hidden from readers."""
    return {"name": name}


@library.inclusion_tag("ui/office.html")
def office(who: Any, modifier: str = "") -> dict[str, Any]:
    """The chip of an office: letters only, its name as title; modifier lead or large."""
    return {"office": who, "modifier": modifier}


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


@library.inclusion_tag("ui/glyph.html")
def state_glyph(value: str, tone: str) -> dict[str, Any]:
    """The drawing of a state alone, for a heading that says the word itself."""
    return {"name": f"st-{drawing_of(value, tone)}"}


@library.inclusion_tag("ui/state.html")
def state(value: str, label: str, tone: str = "move", plain: bool = False) -> dict[str, Any]:
    """A state as glyph and word; tone is move, open, good, care, bad or past."""
    return {"drawing": drawing_of(value, tone), "label": label, "tone": tone, "plain": plain}


@library.inclusion_tag("ui/position.html")
def position(answer: str, label: str) -> dict[str, Any]:
    """What an office says; answer is one of the five, or none, or sealed."""
    return {"answer": answer if answer in POSITION_GLYPHS else "none", "label": label}


@library.inclusion_tag("ui/progress.html")
def progress(standing: str, label: str) -> dict[str, Any]:
    """How a project stands, as glyph and word; an unknown standing is drawn as planned."""
    return {"standing": standing if standing in PROGRESS_GLYPHS else "planned", "label": label}


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
