"""Looks into a plain text: it is one, and it is neither a page nor a program. Runs in the child process alone."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from ip5.papers.parse.findings import Finding

PIECE = 64 * 1024
SNIFFED = 4_096
MARKUP = re.compile(
    r"\A\s*<(!doctype|!--|\?xml|\?php|[a-z][a-z0-9]*[\s/>])|<(html|script|svg|iframe|object|embed)\b|<!doctype html",
    re.I,
)
PROGRAM = re.compile(r"\A\s*(#!|%!PS|@echo off|\{\\rtf|MZ[\x80-\xff\0-\x08])", re.I)


def check(file: BinaryIO) -> None:
    """Refuse what is not UTF-8 (or UTF-16 with its mark), holds NUL, or begins as a page or a program."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")("strict")
    sniffed = ""
    try:
        while True:
            piece = file.read(PIECE)
            text = decoder.decode(piece, not piece)
            if "\0" in text:
                raise Finding("text")
            if len(sniffed) < SNIFFED:
                sniffed += text[: SNIFFED - len(sniffed)]
            if not piece:
                break
    except UnicodeDecodeError as error:
        raise Finding("text") from error
    if MARKUP.search(sniffed):
        raise Finding("page")
    if PROGRAM.search(sniffed):
        raise Finding("program")
