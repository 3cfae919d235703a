"""All papers of a meeting that a hat reads, as an archive and as one document for reading.

The same hat gets the same bytes as long as nothing came in: the instants are those of the rows, entries have a
fixed day. The papers are read and joined by a process of its own, bounded in memory and time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from ip5.kernel.errors import WrongState
from ip5.kernel.hat import Hat
from meetings.exports import cover
from meetings.gathering.papers import papers_of
from meetings.gathering.published import as_read, newest
from meetings.models import AgendaVersion, Meeting, MeetingPaper, MeetingPaperVersion
from meetings.printed import Printed

PROGRAM: Final = Path(__file__).with_name("joining.py")
FIXED: Final = (2020, 1, 1, 0, 0, 0)
SECONDS: Final = 60
# What one request may gather; beyond it papers are fetched one by one.
MOST: Final = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Content:
    """What a hat reads of a meeting's papers: the published agenda cut to its class, and the newest versions."""

    meeting: Meeting
    version: AgendaVersion | None
    agenda: Printed | None
    papers: tuple[tuple[MeetingPaper, MeetingPaperVersion], ...]

    @property
    def at(self) -> dt.datetime:
        """The instant of what came in last."""
        instants = [newest.at for _paper, newest in self.papers]
        return max([*instants, self.version.published_at if self.version else self.meeting.planned_at])


def stem(meeting: Meeting) -> str:
    """Return the name of the files without ending: no title stands in it."""
    return f"{(meeting.symbol or 'meeting').replace('/', '-')}-documents"


def content_of(meeting: Meeting, hat: Hat) -> Content:
    """Return what the hat reads; refuses with ``WrongState`` more than a request may gather."""
    version = newest(meeting, hat)
    pairs = tuple((each.paper, each.newest) for each in papers_of(meeting, hat))
    if sum(found.size for _paper, found in pairs) > MOST:
        raise WrongState(_("The documents are too large to be gathered; fetch them one by one."))
    agenda = as_read(Printed.read(version.plain), hat) if version else None
    return Content(meeting, version, agenda, pairs)


def file_name(paper: MeetingPaper, version: MeetingPaperVersion) -> str:
    """Return how a paper is called inside the archive: its symbol, and the ending of what it was found to be."""
    return f"{paper.symbol.replace('/', '-')}_v{version.number}.{version.kind_code}"


def archive(meeting: Meeting, hat: Hat) -> IO[bytes]:
    """Return the archive: the agenda with the list of documents as PDF, and each paper under its symbol."""
    content = content_of(meeting, hat)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        _pack(packed, "agenda.pdf", io.BytesIO(cover.write(content.meeting, content, {})))
        for paper, version in content.papers:
            with version.file.open("rb") as file:
                _pack(packed, file_name(paper, version), file)
    out.seek(0)
    return out


def _pack(packed: zipfile.ZipFile, name: str, file: IO[bytes]) -> None:
    entry = zipfile.ZipInfo(name, FIXED)
    entry.external_attr = 0o644 << 16
    with packed.open(entry, "w", force_zip64=False) as target:
        shutil.copyfileobj(file, target)


def reading(meeting: Meeting, hat: Hat) -> IO[bytes]:
    """Return one PDF: the cover with the agenda and the contents, then every PDF in the order of the symbols.

    Other files, and those that cannot be joined, are named in the contents. Refuses with ``WrongState`` what is
    beyond the limits of time and memory.
    """
    content = content_of(meeting, hat)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for at, (_paper, version) in enumerate(content.papers):
            if version.kind_code == "pdf":
                with version.file.open("rb") as file, (place / f"{at}.pdf").open("wb") as copy:
                    shutil.copyfileobj(file, copy)
        pages = {int(key): count for key, count in _run(place, "count", {}).items()}
        (place / "cover.pdf").write_bytes(cover.write(content.meeting, content, pages))
        marks = {str(at): f"{paper.symbol}: {paper.title}" for at, (paper, _v) in enumerate(content.papers)}
        facts = {
            "title": meeting.title,
            "parts": sorted(pages),
            "marks": marks,
            "cover": _("Agenda and documents"),
            "id": _seed(content),
        }
        _run(place, "join", facts)
        out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
        with (place / "joined.pdf").open("rb") as joined:
            shutil.copyfileobj(joined, out)
    out.seek(0)
    return out


def _seed(content: Content) -> str:
    """Return what makes the identifier of the document: the same for the same content."""
    parts = [content.meeting.symbol, *(version.sha256 for _paper, version in content.papers)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _run(place: Path, deed: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Let the child do its part in the folder and return its answer."""
    try:
        answer = subprocess.run(  # noqa: S603 - our own program, no shell, data by stdin
            [sys.executable, "-I", str(PROGRAM), deed],
            input=json.dumps(facts).encode(),
            capture_output=True,
            cwd=place,
            env={"LANG": "C.UTF-8"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        answer = None
    if answer is None or answer.returncode:
        raise WrongState(_("The documents could not be joined within the limits of this server."))
    found: dict[str, Any] = json.loads(answer.stdout)
    return found
