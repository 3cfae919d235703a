"""Markdown to safe HTML: no raw HTML in, an allow-list out."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "a",
    "hr",
    "h3",
    "h4",
    "table",
}
TAGS |= {"thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# Deep nesting is the one thing that makes the parser slow; no text of a proposal needs it.
PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")


def render(text: str) -> SafeString:
    """Return ``text`` (Markdown, as long as a section may be) as HTML that holds no script and no style.

    Headings begin at the third level, since the page sets those above; links open only web and mail addresses.
    """
    tokens = PARSER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
