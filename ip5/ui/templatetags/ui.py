"""{% load ui %}: the components of templates/ui as tags. Labels are computed by who calls."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ip5.kernel.markdown import render as render_markdown
from ip5.ui.fields import control_class, described, form_errors
from ip5.ui.parts import (
    DRAWN_AS,
    FLASH_TONES,
    GLYPH_OF_TONE,
    POSITION_GLYPHS,
    STATE_GLYPHS,
    draw,
    in_protocol_order,
    is_same_office,
    part_id,
    spoken,
    step_rows,
    tally_rows,
    value_of,
    zone_rows,
)
from ip5.ui.ways import way_back

register = template.Library()


# --- Small marks ---------------------------------------------------------------------------


@register.inclusion_tag("ui/icon.html")
def icon(name: str, modifier: str = "") -> dict[str, Any]:
    """A stroke icon of img/icons.svg, hidden from readers: a word stands beside it."""
    return {"name": name, "modifier": modifier}


@register.inclusion_tag("ui/glyph.html")
def glyph(name: str) -> dict[str, Any]:
    """A 16 px drawing of img/icons.svg (st-*, po-*), hidden from readers."""
    return {"name": name}


@register.inclusion_tag("ui/office.html")
def office(who: Any, modifier: str = "") -> dict[str, Any]:
    """The chip of an office: letters only, its name as title; modifier lead or large."""
    return {"office": who, "modifier": modifier}


@register.inclusion_tag("ui/offices.html")
def offices(lead: Any = None, others: Any = ()) -> dict[str, Any]:
    """The lead's chip, then the others in protocol order (the lead not twice)."""
    rest = [one for one in others or () if not is_same_office(one, lead)]
    return {"lead": lead, "others": in_protocol_order(rest)}


@register.inclusion_tag("ui/office-name.html")
def office_name(who: Any, note: str = "") -> dict[str, Any]:
    """Chip and acronym, with a small note behind."""
    return {"office": who, "note": note}


def drawing_of(value: str, tone: str) -> str:
    """Which drawing of the sprite stands for a state: its own, else its tone's."""
    name = DRAWN_AS.get(value, value)
    return name if name in STATE_GLYPHS else GLYPH_OF_TONE.get(tone, "submitted")


@register.inclusion_tag("ui/glyph.html")
def state_glyph(value: str, tone: str) -> dict[str, Any]:
    """The drawing of a state alone, for a heading that says the word itself."""
    return {"name": f"st-{drawing_of(value, tone)}"}


@register.inclusion_tag("ui/state.html")
def state(value: str, label: str, tone: str = "move", plain: bool = False) -> dict[str, Any]:
    """A state as glyph and word; tone is move, open, good, care, bad or past."""
    return {"drawing": drawing_of(value, tone), "label": label, "tone": tone, "plain": plain}


@register.inclusion_tag("ui/position.html")
def position(answer: str, label: str) -> dict[str, Any]:
    """What an office says; answer is one of the five, or none, or sealed."""
    return {"answer": answer if answer in POSITION_GLYPHS else "none", "label": label}


# --- Acts ----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def refused(context: Context, label: str, reason: str, style: str = "", inline: bool = False) -> SafeString:
    """A disabled button with the reason beside it."""
    return draw(
        context,
        "refused",
        label=label,
        reason=reason,
        style=style,
        inline=inline,
        reason_id=part_id(context, "why", str(label)),
    )


@register.simple_tag(takes_context=True)
def deed(context: Context, verdict: Any, url: str, label: str, **options: Any) -> SafeString:
    """An act: a link or a POST button when the verdict allows it, else disabled with the reason.

    Options: style, icon, method ("get" is a link, the default; "post" a form of one button),
    name and value of that button, inline. A missing verdict is an error, not a hidden button.
    """
    if not hasattr(verdict, "reason"):
        raise ValueError(f"deed {label!r} has no verdict")
    if not verdict:
        return refused(context, label, verdict.reason, options.get("style", ""), options.get("inline", False))
    return draw(context, "deed", url=url, label=label, **options)


@register.simple_block_tag(takes_context=True)
def confirm(context: Context, content: str, verdict: Any, url: str, label: str, **options: Any) -> SafeString:
    """An act that asks once more, in a popover; its block is what is asked (fields included).

    Refused like a deed. Without popover support the button is a link to the same address, which
    answers GET with the same text as a page ({% dialog %}). Options: title, submit, style,
    submit_style, icon, office, inline.
    """
    if not hasattr(verdict, "reason"):
        raise ValueError(f"confirm {label!r} has no verdict")
    if not verdict:
        return refused(context, label, verdict.reason, options.get("style", ""), options.get("inline", False))
    options.setdefault("title", label)
    options.setdefault("submit", label)
    dialog_id = part_id(context, "confirm", str(label))
    return draw(context, "confirm", content=content, url=url, label=label, dialog_id=dialog_id, **options)


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, title: str, url: str, submit: str, **options: Any) -> SafeString:
    """The text of a confirmation as part of a page of its own. Options: office, back, submit_style."""
    title_id = part_id(context, "dialog", str(title))
    return draw(
        context,
        "dialog",
        content=content,
        title=title,
        url=url,
        submit=submit,
        title_id=title_id,
        **options,
    )


# --- Time ----------------------------------------------------------------------------------


@register.inclusion_tag("ui/moment.html")
def moment(at: datetime, zone: Any = None, year: bool = True) -> dict[str, Any]:
    """<time> with weekday, date and time in the zone (the current one without it)."""
    name = str(zone) if zone else None
    return {"at": at, "words": spoken(at, name, year=year) if at else ""}


@register.inclusion_tag("ui/when.html")
def when(
    at: datetime, zone: Any = None, left: str = "", soon: bool = False, words: str = ""
) -> dict[str, Any]:
    """A moment in a list, with what is left below it."""
    said = words or (spoken(at, str(zone) if zone else None, year=False) if at else "")
    return {"at": at, "words": said, "left": left, "soon": soon}


@register.inclusion_tag("ui/zones.html")
def zones(rows: Any, mine: Any = None, caption: str = "", note: str = "") -> dict[str, Any]:
    """The six cities of one instant; rows with office, city, day, shift (days), time, zone."""
    return {"rows": zone_rows(rows, mine), "caption": caption, "note": note}


@register.simple_tag(takes_context=True)
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


@register.inclusion_tag("ui/deadline.html")
def deadline(at: datetime, zone: Any, city: str, left: str, **options: Any) -> dict[str, Any]:
    """A deadline: reader's zone first, what is left, then all cities.

    Options: rows and mine (as in zones), note, soon, open, words (instead of the computed date).
    """
    words = options.pop("words", "") or spoken(at, str(zone) if zone else None)
    rows = zone_rows(options.pop("rows", ()), options.pop("mine", None))
    return {"at": at, "words": words, "city": city, "left": left, "rows": rows, **options}


# --- Offices side by side ------------------------------------------------------------------


@register.inclusion_tag("ui/tally.html")
def tally(rows: Any, mine: Any = None) -> dict[str, Any]:
    """Five offices side by side; rows with office, answer, label, note, url, in any order."""
    return {"rows": tally_rows(rows, mine)}


@register.inclusion_tag("ui/minitally.html")
def minitally(rows: Any, label: str) -> dict[str, Any]:
    """Who has answered, as five marks; rows with office, has_answered, label."""
    return {"rows": tally_rows(rows, None), "label": label}


# --- Page furniture ------------------------------------------------------------------------


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*pairs: Any) -> dict[str, Any]:
    """label, url, label, url, ..., label: the last one is this page."""
    steps = [
        {"label": pairs[i], "url": pairs[i + 1] if i + 1 < len(pairs) else ""}
        for i in range(0, len(pairs), 2)
    ]
    return {"steps": steps}


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str, **options: Any) -> SafeString:
    """A titled surface. Options: id, note, more_url, more, foot, modifier, flush (no padding)."""
    given = options.pop("id", "") or part_id(context, "panel", str(title))
    return draw(context, "panel", content=content, title=title, id=given, **options)


@register.inclusion_tag("ui/tabs.html")
def tabs(rows: Any, label: str) -> dict[str, Any]:
    """Links to parts of a thing; rows with label, url, is_current, count."""
    return {"rows": rows, "label": label}


@register.inclusion_tag("ui/views.html")
def views(rows: Any, label: str) -> dict[str, Any]:
    """Saved views of a list, as links; rows with label, url, is_current, count."""
    return {"rows": rows, "label": label}


@register.inclusion_tag("ui/stepper.html")
def stepper(steps: Any, now: int, label: str = "") -> dict[str, Any]:
    """A life cycle; steps are (label, note) or rows, now is the index of the present one."""
    rows = step_rows(steps, now)
    return {"steps": rows, "number": min(now + 1, len(rows)), "label": label}


@register.simple_tag(takes_context=True)
def needed(context: Context, sentences: Any, title: str, kind: str = "") -> SafeString:
    """What still stands between this and its next state; kind is empty, met or block."""
    lines = [sentences] if isinstance(sentences, (str, Promise)) else sentences
    title_id = part_id(context, "needed", str(title))
    return draw(context, "needed", sentences=lines, title=title, kind=kind, title_id=title_id)


@register.inclusion_tag("ui/checks.html")
def checks(rows: Any) -> dict[str, Any]:
    """What is met (True), not met (False) or not known yet (None); rows with label, met, note."""
    return {"rows": rows}


@register.inclusion_tag("ui/facts.html")
def facts(rows: Any, modifier: str = "") -> dict[str, Any]:
    """Terms and values, (term, value) each; modifier wide."""
    return {"rows": rows, "modifier": modifier}


@register.inclusion_tag("ui/figures.html")
def figures(rows: Any) -> dict[str, Any]:
    """A few large numbers; rows with label, number, url."""
    return {"rows": rows}


@register.inclusion_tag("ui/items.html")
def items(rows: Any, modifier: str = "") -> dict[str, Any]:
    """Rows of links; each with url, label, note, end, icon; modifier slim."""
    return {"rows": rows, "modifier": modifier}


@register.inclusion_tag("ui/log.html")
def log(events: Any, zone: Any = None) -> dict[str, Any]:
    """What happened, as given (newest first); events with at, who, what, note, hash."""
    name = str(zone) if zone else None
    rows = [
        {key: value_of(event, key) for key in ("at", "who", "what", "note", "hash")}
        | {"words": spoken(value_of(event, "at"), name)}
        for event in events
    ]
    return {"events": rows}


@register.simple_tag(takes_context=True)
def receipt(context: Context, title: str, rows: Any, **options: Any) -> SafeString:
    """Proof of an act; rows with term, value, note, hash. Options: foot, and url with link to check it."""
    title_id = part_id(context, "receipt", str(title))
    return draw(context, "receipt", title=title, rows=rows, title_id=title_id, **options)


@register.inclusion_tag("ui/footnotes.html")
def footnotes(rows: Any) -> dict[str, Any]:
    """Reservations beside their text; rows with ref, office, kind, standing, text."""
    return {"rows": rows}


@register.filter
def markdown(text: str) -> SafeString:
    """A text of record, written in Markdown, as safe HTML."""
    return render_markdown(text)


@register.inclusion_tag("ui/record.html")
def record(text: Any) -> dict[str, Any]:
    """Text of record in the serif: safe HTML as it is, plain text in paragraphs."""
    return {"text": text}


@register.inclusion_tag("ui/bars.html")
def bars(rows: Any) -> dict[str, Any]:
    """Counts as bars; rows with label, value, url. The longest bar is the largest value."""
    flat = [{key: value_of(row, key) for key in ("label", "value", "url")} for row in rows]
    largest = max((row["value"] for row in flat), default=0) or 1
    for row in flat:
        row["width"] = round(100 * row["value"] / largest)
    return {"rows": flat}


@register.inclusion_tag("ui/matrix.html")
def matrix(caption: str, columns: Any, rows: Any) -> dict[str, Any]:
    """Counts by two properties. columns: label, note; rows: label, cells (count, url, label, titles)."""
    drawn = []
    for row in rows:
        cells = [
            {key: value_of(cell, key) for key in ("count", "url", "label", "titles")}
            for cell in value_of(row, "cells", [])
        ]
        for cell in cells:
            cell["heat"] = min(cell["count"] or 0, 4)
        drawn.append({"label": value_of(row, "label"), "cells": cells})
    return {"caption": caption, "columns": columns, "rows": drawn}


@register.inclusion_tag("ui/message.html")
def flash(text: Any, tone: str = "info") -> dict[str, Any]:
    """A message; tone is a level tag of django.contrib.messages, or good, care, bad."""
    return {"text": text, "tone": FLASH_TONES.get(str(tone).split(" ")[-1], "")}


@register.simple_block_tag(takes_context=True)
def nothing(context: Context, content: str, title: str, icon: str = "proposal") -> SafeString:
    """An empty list: what would stand here and the way on, in its block ("empty" is for's own word)."""
    return draw(context, "empty", content=content, title=title, icon=icon)


@register.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """The address of the page one came from, where it can be opened again; else empty."""
    request = context.get("request")
    return way_back(request) if request else ""


# --- Forms and lists -----------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: Any, **options: Any) -> dict[str, Any]:
    """A whole field: label, help, error, control. Options: record, short, count, rows, label, mark, plain."""
    return described(bound, options)


@register.inclusion_tag("ui/error-summary.html")
def error_summary(form: Any, title: str = "") -> dict[str, Any]:
    """All errors of a form in field order, each a link to its field."""
    return {"errors": form_errors(form), "title": title}


@register.inclusion_tag("ui/choices.html")
def choices(rows: Any, name: str, legend: str, show_legend: bool = False) -> dict[str, Any]:
    """Answers as cards; rows with value, label, answer, help, checked, blocking, fields (bound)."""
    return {
        "rows": rows,
        "name": name,
        "legend": legend,
        "show_legend": show_legend,
        "stem": slugify(name),
    }


@register.inclusion_tag("ui/filters.html")
def filters(form: Any, url: str = "") -> dict[str, Any]:
    """A form of filters, sent with GET."""
    return {"form": form, "url": url}


@register.simple_tag
def filter_control(bound: Any) -> SafeString:
    """The control of a filter alone; its label stands around it."""
    return SafeString(bound.as_widget(attrs={"class": control_class(bound.field.widget, {})}))


@register.inclusion_tag("ui/tag.html")
def applied(tags: Any, shown: str = "", sorted_by: str = "") -> dict[str, Any]:
    """Which filters are on; tags as listing.tags_of gives them."""
    return {"tags": tags, "shown": shown, "sorted_by": sorted_by}


@register.inclusion_tag("ui/pagination.html")
def pagination(page: Any) -> dict[str, Any]:
    """Previous and next of a listing.Page."""
    return {"page": page}
