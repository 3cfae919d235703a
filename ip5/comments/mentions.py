"""Offices named in a comment's words as @JP: who is told, and what is set off on the page."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

# A mail address holds an @ too: what stands before it must not be part of a word.
MENTION = re.compile(r"(?<![\w.])@([A-Za-z]{2,8})\b")


def codes_in(text: str) -> list[str]:
    """Return what is named with an @ in the words, in their order; not every code is an office's."""
    return MENTION.findall(text)


def rendered(text: str, codes: Collection[str]) -> SafeString:
    """Return the words as paragraphs of HTML, with the offices of ``codes`` set off where they are named.

    The words are escaped before anything is added, so the only tags are paragraph, line break and mark.
    """
    html = linebreaks(text, autoescape=True)

    def marked(found: re.Match[str]) -> str:
        return f'<b class="mention">{found[0]}</b>' if found[1].upper() in codes else found[0]

    return mark_safe(MENTION.sub(marked, html))  # noqa: S308 - escaped above; the match is letters alone
