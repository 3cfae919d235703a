"""{% load project_rows %}: the projects of a goal as rows of a list.

They come by the hundred, so they are joined here and not rendered one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from ip5.kernel.markdown import render

register = template.Library()


@register.simple_tag
def project_rows(projects: Iterable[Mapping[str, Any]]) -> SafeString:
    """Each project: its title as a link, its summary where given, offices, end, how it stands."""
    return SafeString("".join(map(_row, projects)))


def _row(project: Mapping[str, Any]) -> str:
    summary = f'<div class="record">{render(project["summary"])}</div>' if project["summary"] else ""
    return (
        f'<li><a href="{escape(project["url"])}">{escape(project["title"])}</a>{summary}'
        f'<div class="row">{project["offices"]}<span class="small muted">{escape(project["until"])}</span>'
        f"{project['standing']}</div></li>\n"
    )
