"""The look at an upload before it is kept: size, name, and what it is by content, found by a child process."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from ip5.kernel.errors import Invalid
from ip5.papers import names
from ip5.papers.kinds import KINDS, MAX_SIZE, Kind, kind_of_name

ROOT = Path(__file__).resolve().parents[2]
WAIT = 30
MAX_ANSWER = 200
# Each look may take half a gigabyte: two at once in a process of the web server, the third waits its turn.
_TURNS = threading.BoundedSemaphore(2)

TOO_LARGE = _("The file is larger than 25 MB. Make it smaller, or divide it into parts.")
SENTENCES: dict[str, Any] = {
    "empty": _("The file is empty."),
    "kind": _(
        "This is none of the kinds that are taken: PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPG, TXT, CSV."
    ),
    "old_office": _(
        "This is an old or an encrypted Office file. Save it as DOCX, XLSX or PPTX without a password."
    ),
    "encrypted": _("The file is encrypted. Save it without a password."),
    "archive": _("The file is damaged, or something was added to it. Save it anew in its own program."),
    "broken": _("The file cannot be read to its end. Save it anew in its own program."),
    "polyglot": _("There is something behind the end of the file. Save it anew in its own program."),
    "entries": _("The file has too many parts inside."),
    "unpacked": _("The file would unpack to far more than its own size. Make it smaller."),
    "heavy": _("The file takes too much memory or time to look at. Make it simpler, or save it as PDF."),
    "names": _("A part inside the file has a name that is not allowed."),
    "nested": _("There is an archive or a workbook inside the file. Paste tables and charts as pictures."),
    "embedded": _("There is an embedded object inside the file. Paste it as a picture."),
    "macros": _("The file holds macros or controls. Save it without them."),
    "program": _("The file is a program, or holds one."),
    "external": _(
        "The file fetches something from elsewhere. Put it into the file itself; links to the web may stay."
    ),
    "script": _("The PDF holds scripts, or acts by itself. Print it to a new PDF."),
    "attached": _(
        "There are files or media inside the PDF. Print it to a new PDF, and upload them by themselves."
    ),
    "points": _("The picture is too large: at most 20,000 points on a side."),
    "text": _("The text is not in UTF-8, or is no text at all. Save it as UTF-8."),
    "page": _("This is a web page or a drawing in markup, not plain text. Save it as PDF."),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload that was looked at: only ``checked`` makes one, and only it is kept."""

    file: File[bytes]
    name: str
    kind: Kind
    size: int
    sha256: str


def checked(upload: File[bytes]) -> Checked:
    """Return the upload with what it was found to be; refuse (``Invalid``, field ``file``) what is not taken."""
    name = names.clean(upload.name or "")
    claimed = kind_of_name(name)
    size = int(upload.size or 0)
    if size > MAX_SIZE:
        raise _refused(TOO_LARGE)
    if size == 0:
        raise _refused(SENTENCES["empty"])
    if claimed is None:
        raise _refused(SENTENCES["kind"])
    with _on_disk(upload) as file:
        found = _look(file)
        sha256 = hashlib.file_digest(_rewound(file), "sha256").hexdigest()  # type: ignore[arg-type]
    if "finding" in found:
        raise _refused(SENTENCES.get(found["finding"], SENTENCES["heavy"]))
    if found["kind"] != claimed.code and not (found["kind"] == "text" and claimed.code in {"txt", "csv"}):
        label = KINDS[found["kind"]].label if found["kind"] in KINDS else _("plain text")
        raise _refused(
            _("The name ends in .%(ending)s, but the content is %(found)s. Give it its own ending.")
            % {"ending": name.rpartition(".")[2], "found": label}
        )
    upload.seek(0)
    return Checked(upload, name, claimed, size, sha256)


def _refused(sentence: Any) -> Invalid:
    return Invalid({"file": [sentence]})


@contextmanager
def _on_disk(upload: File[bytes]) -> Iterator[IO[bytes]]:
    """Yield the upload as a file of the disk, copied in pieces where it is none."""
    path = getattr(upload, "temporary_file_path", None)
    if path is not None:
        upload.flush()
        with open(path(), "rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        upload.seek(0)
        for piece in upload.chunks():
            copy.write(piece)
        copy.flush()
        yield copy


def _rewound(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file


def _look(file: IO[bytes]) -> dict[str, str]:
    """Let a child look at the file and return its short answer; a child that dies or is late is a finding."""
    command = [sys.executable, "-s", "-B", "-m", "ip5.papers.parse"]
    # Nothing of the environment: no password, no address. A new session: one signal ends all of it.
    with (
        _TURNS,
        subprocess.Popen(  # noqa: S603 - our own module, no word of it from outside
            command,
            stdin=_rewound(file),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"LANG": "C.UTF-8"},
            start_new_session=True,
        ) as child,
    ):
        late = threading.Timer(WAIT, _end, [child.pid])
        late.start()
        try:
            words = child.stdout.read(MAX_ANSWER + 1) if child.stdout else b""
        finally:
            late.cancel()
            _end(child.pid)
    return _answer(words)


def _end(leader: int) -> None:
    """End the child and whatever it started; its number stays its own until it is waited for."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _answer(words: bytes) -> dict[str, str]:
    """Return the child's answer; anything but one short, known answer is a refusal."""
    try:
        found = json.loads(words) if len(words) <= MAX_ANSWER else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or len(found) != 1:
        return {"finding": "heavy"}
    is_known = str(found.get("kind")) in {*KINDS, "text"} or str(found.get("finding")) in SENTENCES
    return found if is_known else {"finding": "heavy"}
