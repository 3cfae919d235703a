"""The furniture of a page: crumbs, panels, tabs, steppers, facts, logs, texts of record, charts."""

from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from ip5.kernel.markdown import render as render_markdown
from ip5.ui.parts import (
    FLASH_TONES,
    draw,
    part_id,
    spoken,
    step_rows,
    value_of,
)
from ip5.ui.ways import way_back

library = template.Library()


@library.inclusion_tag("ui/crumbs.html")
def crumbs(*pairs: Any) -> dict[str, Any]:
    """label, url, label, url, ..., label: the last one is this page."""
    steps = [
        {"label": pairs[i], "url": pairs[i + 1] if i + 1 < len(pairs) else ""}
        for i in range(0, len(pairs), 2)
    ]
    return {"steps": steps}


@library.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str, **options: Any) -> SafeString:
    """A titled surface. Options: id, note, more_url, more, foot, modifier, flush (no padding)."""
    given = options.pop("id", "") or part_id(context, "panel", str(title))
    return draw(context, "panel", content=content, title=title, id=given, **options)


@library.inclusion_tag("ui/tabs.html")
def tabs(rows: Any, label: str) -> dict[str, Any]:
    """Links to parts of a thing; rows with label, url, is_current, count."""
    return {"rows": rows, "label": label}


@library.inclusion_tag("ui/views.html")
def views(rows: Any, label: str) -> dict[str, Any]:
    """Saved views of a list, as links; rows with label, url, is_current, count."""
    return {"rows": rows, "label": label}


@library.inclusion_tag("ui/stepper.html")
def stepper(steps: Any, now: int, label: str = "") -> dict[str, Any]:
    """A life cycle; steps are (label, note) or rows, now is the index of the present one."""
    rows = step_rows(steps, now)
    return {"steps": rows, "number": min(now + 1, len(rows)), "label": label}


@library.simple_tag(takes_context=True)
def needed(context: Context, sentences: Any, title: str, kind: str = "") -> SafeString:
    """What still stands between this and its next state; kind is empty, met or block."""
    lines = [sentences] if isinstance(sentences, (str, Promise)) else sentences
    title_id = part_id(context, "needed", str(title))
    return draw(context, "needed", sentences=lines, title=title, kind=kind, title_id=title_id)


@library.inclusion_tag("ui/checks.html")
def checks(rows: Any) -> dict[str, Any]:
    """What is met (True), not met (False) or not known yet (None); rows with label, met, note."""
    return {"rows": rows}


@library.inclusion_tag("ui/facts.html")
def facts(rows: Any, modifier: str = "") -> dict[str, Any]:
    """Terms and values, (term, value) each; modifier wide."""
    return {"rows": rows, "modifier": modifier}


@library.inclusion_tag("ui/figures.html")
def figures(rows: Any) -> dict[str, Any]:
    """A few large numbers; rows with label, number, url."""
    return {"rows": rows}


@library.inclusion_tag("ui/items.html")
def items(rows: Any, modifier: str = "") -> dict[str, Any]:
    """Rows of links; each with url, label, note, end, icon; modifier slim."""
    return {"rows": rows, "modifier": modifier}


@library.inclusion_tag("ui/log.html")
def log(events: Any, zone: Any = None) -> dict[str, Any]:
    """What happened, as given (newest first); events with at, who, what, note, hash."""
    name = str(zone) if zone else None
    rows = [
        {key: value_of(event, key) for key in ("at", "who", "what", "note", "hash")}
        | {"words": spoken(value_of(event, "at"), name)}
        for event in events
    ]
    return {"events": rows}


@library.simple_tag(takes_context=True)
def receipt(context: Context, title: str, rows: Any, **options: Any) -> SafeString:
    """Proof of an act; rows with term, value, note, hash. Options: foot, and url with link to check it."""
    title_id = part_id(context, "receipt", str(title))
    return draw(context, "receipt", title=title, rows=rows, title_id=title_id, **options)


@library.inclusion_tag("ui/footnotes.html")
def footnotes(rows: Any) -> dict[str, Any]:
    """Reservations beside their text; rows with ref, office, kind, standing, text."""
    return {"rows": rows}


@library.filter
def markdown(text: str) -> SafeString:
    """A text of record, written in Markdown, as safe HTML."""
    return render_markdown(text)


@library.inclusion_tag("ui/record.html")
def record(text: Any) -> dict[str, Any]:
    """Text of record in the serif: safe HTML as it is, plain text in paragraphs."""
    return {"text": text}


@library.inclusion_tag("ui/bars.html")
def bars(rows: Any) -> dict[str, Any]:
    """Counts as bars; rows with label, value, url. The longest bar is the largest value."""
    flat = [{key: value_of(row, key) for key in ("label", "value", "url")} for row in rows]
    largest = max((row["value"] for row in flat), default=0) or 1
    for row in flat:
        row["width"] = round(100 * row["value"] / largest)
    return {"rows": flat}


@library.inclusion_tag("ui/matrix.html")
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


@library.inclusion_tag("ui/message.html")
def flash(text: Any, tone: str = "info") -> dict[str, Any]:
    """A message; tone is a level tag of django.contrib.messages, or good, care, bad."""
    return {"text": text, "tone": FLASH_TONES.get(str(tone).split(" ")[-1], "")}


@library.simple_block_tag(takes_context=True)
def nothing(context: Context, content: str, title: str, icon: str = "proposal") -> SafeString:
    """An empty list: what would stand here and the way on, in its block ("empty" is for's own word)."""
    return draw(context, "empty", content=content, title=title, icon=icon)


@library.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """The address of the page one came from, where it can be opened again; else empty."""
    request = context.get("request")
    return way_back(request) if request else ""
