"""From the addresses of a page to relative ones, and its icons into the page itself. Pure."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable

ATTRIBUTE = re.compile(r"""\b(href|src)="([^"]*)\"""")
# A link that leaves the site: its words stay, its address is printed behind them.
FOREIGN = re.compile(r"""<a\b[^>]*\bhref="((?:https?:)?//[^"]*|mailto:[^"]*)"[^>]*>(.*?)</a>""", re.S)
USE = re.compile(r"""<use href="[^"#]*#([\w-]+)">""")
SYMBOL = re.compile(r"""<symbol id="([\w-]+)".*?</symbol>""", re.S)
BODY = re.compile(r"<body[^>]*>")
IMPORTED = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")


def place_of(path: str) -> str:
    """Return where an address of the public site lies in the folder."""
    inside = path.removeprefix("/public/") if path.startswith("/public/") else path.removeprefix("/")
    return f"{inside}index.html" if inside == "" or inside.endswith("/") else inside


def relative(place: str, seen_from: str) -> str:
    """Return one place as it is named from another."""
    return posixpath.relpath(place, posixpath.dirname(seen_from) or ".")


def rewritten(page: str, place: str, place_for: Callable[[str], str], sprite: str) -> str:
    """Return a page with every address relative to its place, and with the icons it uses.

    ``place_for`` returns where an address of the site lies. From disk a browser takes no icon out of another file.
    """
    page = FOREIGN.sub(_named, page)
    page, names = _with_own_icons(page)

    def turned(match: re.Match[str]) -> str:
        address = html.unescape(match[2])
        if not address.startswith("/"):
            return match[0]
        path, mark, part = address.partition("#")
        return f'{match[1]}="{html.escape(relative(place_for(path), place) + mark + part)}"'

    page = ATTRIBUTE.sub(turned, page)
    return BODY.sub(lambda match: match[0] + _symbols(sprite, names), page, count=1)


def addresses(page: str) -> list[str]:
    """Return the addresses of this site that a page names, without their parts, in their order."""
    page = USE.sub("", FOREIGN.sub("", page))
    found = (html.unescape(match[2]).partition("#")[0] for match in ATTRIBUTE.finditer(page))
    return list(dict.fromkeys(each for each in found if each.startswith("/")))


def imported(sheet: str) -> list[str]:
    """Return what a style sheet loads, as it names it."""
    return IMPORTED.findall(sheet)


def _named(match: re.Match[str]) -> str:
    address = match[1].removeprefix("mailto:")
    return match[2] if address in match[2] else f"{match[2]} ({address})"


def _with_own_icons(page: str) -> tuple[str, set[str]]:
    names = set(USE.findall(page))
    return USE.sub(r'<use href="#icon-\1">', page), names


def _symbols(sprite: str, names: set[str]) -> str:
    drawn = [
        match[0].replace(f'id="{match[1]}"', f'id="icon-{match[1]}"', 1)
        for match in SYMBOL.finditer(sprite)
        if match[1] in names
    ]
    if not drawn:
        return ""
    return f'\n<svg class="visually-hidden" aria-hidden="true" focusable="false">{"".join(drawn)}</svg>'
