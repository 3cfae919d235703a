"""The demo proposals' full texts: one file each in texts/, a heading for each section of the form."""

from __future__ import annotations

from ip5.dashboards.demo.accounts import FOLDER
from proposals.models import SECTIONS


def text_of(key: str) -> dict[str, str]:
    """Return section name -> text of the entry ``key``; sections that the file leaves out are absent.

    Refuses a heading that names no section (``ValueError``), so that no text is lost by a slip.
    """
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (FOLDER / "texts" / f"{key}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            name = line.removeprefix("# ").strip()
            if name not in SECTIONS:
                raise ValueError(f"{key}.md: no section is called {name!r}")
            current = sections.setdefault(name, [])
        else:
            current.append(line)
    return {name: "\n".join(lines).strip() for name, lines in sections.items()}
