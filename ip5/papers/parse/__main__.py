"""The child process: `python -m ip5.papers.parse`, the file on standard input, one short answer on output.

It knows no database, no settings and no secret. It limits its own memory, time and files before it looks at
the first byte, and answers ``{"kind": ...}`` or ``{"finding": ...}``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import BinaryIO

from ip5.papers.parse import office, pictures, portable, texts
from ip5.papers.parse.archives import OLE, PROGRAMS
from ip5.papers.parse.findings import Finding

MEMORY = 512 * 1024 * 1024
SECONDS = 10


def limit() -> None:
    """Limit this process: memory, processor time, no file written, no core, no further process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def kind_by_content(file: BinaryIO) -> str:
    """Return the kind the content shows (``text`` for both kinds of text), or raise what was found."""
    start = file.read(8)
    if not start:
        raise Finding("empty")
    if start.startswith(b"%PDF-"):
        portable.check(file)
        return "pdf"
    if start == b"\x89PNG\r\n\x1a\n":
        pictures.check_png(file)
        return "png"
    if start.startswith(b"\xff\xd8\xff"):
        pictures.check_jpg(file)
        return "jpg"
    if start.startswith(b"PK\x03\x04"):
        return office.kind_of(file)
    if start.startswith(OLE):
        raise Finding("old_office")
    if start.startswith(PROGRAMS[1]):
        raise Finding("program")
    texts.check(file)
    return "text"


def answer(file: BinaryIO) -> dict[str, str]:
    """Return what the look came to."""
    try:
        return {"kind": kind_by_content(file)}
    except Finding as finding:
        return {"finding": finding.code}
    except (MemoryError, RecursionError):
        return {"finding": "heavy"}


def main() -> None:
    """Limit, look, answer, and leave at once."""
    limit()
    with os.fdopen(0, "rb", closefd=False) as file:
        words = json.dumps(answer(file))
    sys.stdout.write(words)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
