"""Join PDF files in a process of its own: the files lie in the folder it is started in, facts come by stdin.

``count`` answers the pages of each ``<n>.pdf`` it can read; ``join`` writes ``joined.pdf``. Started by
``meetings.exports.bundle`` in isolated mode with an empty environment: it knows neither Django nor the databases.
"""

import json
import logging
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 1536 * 1024**2
SECONDS = 60
WRITTEN = 512 * 1024**2
MOST_PAGES = 5_000


def limit() -> None:
    """Bound what this process may take."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def count(folder: Path) -> dict[str, int]:
    """Return the pages of each file by its name; what cannot be read is left out."""
    from pypdf import PdfReader  # noqa: PLC0415 - loaded under the limits

    found = {}
    for path in sorted(folder.glob("*.pdf")):
        pages = 0
        with suppress(Exception):  # whatever a broken file raises, the others are joined
            pages = len(PdfReader(path).pages)
        if 0 < pages <= MOST_PAGES:
            found[path.stem] = pages
    return found


def join(folder: Path, facts: dict[str, Any]) -> None:
    """Write the cover and the parts as one file with an outline; pages after the cover count from 1."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - loaded under the limits
    from pypdf.generic import ArrayObject, ByteStringObject, NameObject  # noqa: PLC0415

    writer = PdfWriter()
    writer.append(folder / "cover.pdf", outline_item=facts["cover"], import_outline=False)
    first = len(writer.pages)
    for at in facts["parts"]:
        reader = PdfReader(folder / f"{at}.pdf")
        writer.append(reader, outline_item=facts["marks"][str(at)], import_outline=False)
    writer.set_page_label(0, first - 1, style="/r")
    if len(writer.pages) > first:
        writer.set_page_label(first, len(writer.pages) - 1, style="/D", start=1)
    for name in ("/OpenAction", "/AA", "/Names"):
        writer.root_object.pop(NameObject(name), None)
    seed = bytes.fromhex(facts["id"])
    writer._ID = ArrayObject([ByteStringObject(seed), ByteStringObject(seed)])
    writer.add_metadata({"/Title": facts["title"]})
    with (folder / "joined.pdf").open("wb") as out:
        writer.write(out)


if __name__ == "__main__":
    limit()
    logging.disable(logging.CRITICAL)
    given = json.load(sys.stdin)
    if sys.argv[1] == "count":
        sys.stdout.write(json.dumps(count(Path())))
    else:
        join(Path(), given)
        sys.stdout.write("{}")
