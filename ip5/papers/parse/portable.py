"""Looks into a PDF: it is whole, open and passive. Runs in the child process alone."""

from __future__ import annotations

import mmap
import re
from typing import Any, BinaryIO

from ip5.papers.parse.findings import Finding

MAX_OBJECTS = 200_000
TAIL = 2_048
# Long enough not to stand in compressed bytes by chance; objects no table of contents names hold them too.
WORDS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|GoToE)\b")
FOUND = {"JavaScript": "script", "Launch": "script", "ImportData": "script", "SubmitForm": "script"}
KEYS = {"/JS": "script", "/JavaScript": "script", "/EmbeddedFiles": "attached", "/XFA": "script"}
ACTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
PARTS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def check(file: BinaryIO) -> None:
    """Refuse a PDF that is broken, encrypted, or holds scripts, launches, forms that send, files or media."""
    _check_raw(file)
    from pypdf import PdfReader  # noqa: PLC0415 - only where a PDF is read
    from pypdf.errors import PdfReadError  # noqa: PLC0415

    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise Finding("encrypted")
        if not reader.root_object.get("/Pages"):
            raise Finding("broken")
        _walk(reader)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        raise Finding("broken") from error


def _check_raw(file: BinaryIO) -> None:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = data.rfind(b"%%EOF")
        if end < 0 or len(data) - end > TAIL:
            raise Finding("polyglot" if end >= 0 else "broken")
        if data[end + 5 :].strip(b"\0\t\n\r\f "):
            raise Finding("polyglot")
        found = WORDS.search(data)
        if found:
            raise Finding(FOUND.get(found[1].decode(), "attached"))


def _walk(reader: Any) -> None:
    """Look at every object the file names, the packed ones too."""
    numbers = [(number, generation) for generation, rows in reader.xref.items() for number in rows]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MAX_OBJECTS:
        raise Finding("entries")
    from pypdf.generic import IndirectObject  # noqa: PLC0415 - only where a PDF is read

    _look(reader.trailer)
    for number, generation in numbers:
        if number:
            _look(IndirectObject(number, generation, reader).get_object())


def _look(thing: Any) -> None:
    """Look at one object and at what lies in it; what it points to has its own turn."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415 - only where a PDF is read

    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            _check_entries(each)
            waiting += [value for value in dict.values(each) if not isinstance(value, IndirectObject)]
        elif isinstance(each, list):
            waiting += [value for value in list.__iter__(each) if not isinstance(value, IndirectObject)]


def _check_entries(entries: dict[Any, Any]) -> None:
    for key, finding in KEYS.items():
        if key in entries:
            raise Finding(finding)
    act, part, kind = (str(dict.get(entries, key, "")) for key in ("/S", "/Subtype", "/Type"))
    if act in ACTS:
        raise Finding("script")
    if act == "/GoToE" or part in PARTS or kind == "/EmbeddedFile":
        raise Finding("attached")
    if "/EF" in entries and ("/F" in entries or "/UF" in entries):
        raise Finding("attached")
