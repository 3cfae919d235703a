"""Looks at a zip archive's directory and at each member, in pieces, before anything reads the archive.

Runs in the child process alone. The directory is not believed: each member is inflated in pieces and must
be exactly as long as the directory says.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from ip5.papers.parse.findings import Finding

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
# Below this an archive may be as dense as it likes: empty sheets are.
RATIO_COUNTS_FROM = 5 * 1024 * 1024
PIECE = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
ENCRYPTED = 0x1 | 0x40 | 0x2000
ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
)
PROGRAMS = (b"MZ", b"\x7fELF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def directory(file: BinaryIO) -> list[zipfile.ZipInfo]:
    """Return the archive's members after a look at its directory alone.

    Refuses anything before, behind or between: a comment, several disks, zip64, too many entries, too large
    a sum, too high a ratio, names that leave the folder, doubles, encryption, unusual compression, overlaps.
    """
    size = file.seek(0, 2)
    file.seek(max(size - _END.size, 0))
    tail = file.read()
    if len(tail) != _END.size or tail[:4] != b"PK\x05\x06":
        raise Finding("archive")
    _mark, disk, first, here, entries, length, offset, comment = _END.unpack(tail)
    if disk or first or here != entries or comment or offset + length != size - _END.size:
        raise Finding("archive")
    if entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise Finding("entries")
    file.seek(0)
    try:
        members = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Finding("archive") from error
    if len(members) != entries:
        raise Finding("archive")
    _check_sizes(members, size)
    _check_names(members)
    _check_places(members, offset)
    return members


def _check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(each.file_size for each in members)
    if total > MAX_UNPACKED or (total > RATIO_COUNTS_FROM and total > MAX_RATIO * size):
        raise Finding("unpacked")
    if any(each.flag_bits & ENCRYPTED for each in members):
        raise Finding("encrypted")
    if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in members):
        raise Finding("archive")


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for each in members:
        name = each.orig_filename
        parts = name.split("/")
        if (
            not name
            or name.startswith("/")
            or ".." in parts
            or "\\" in name
            or "\0" in name
            or ":" in parts[0]
        ):
            raise Finding("names")
        if len(name) > 512 or name.casefold() in seen:
            raise Finding("names")
        seen.add(name.casefold())


def _check_places(members: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse members that overlap: one stretch of bytes unpacked many times."""
    place = 0
    for each in sorted(members, key=lambda member: member.header_offset):
        if each.header_offset < place:
            raise Finding("archive")
        place = each.header_offset + _LOCAL.size + each.compress_size
    if place > end:
        raise Finding("archive")


def pieces(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's unpacked bytes piece by piece; refuse one that is not what the directory says."""
    file.seek(member.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) != _LOCAL.size or head[:4] != b"PK\x03\x04":
        raise Finding("archive")
    fields = _LOCAL.unpack(head)
    name = file.read(fields[9])
    encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
    if (
        fields[2] & ENCRYPTED
        or fields[3] != member.compress_type
        or name != member.orig_filename.encode(encoding)
    ):
        raise Finding("archive")
    file.seek(fields[10], 1)
    total, crc = 0, 0
    for piece in _inflated(file, member):
        total += len(piece)
        crc = zlib.crc32(piece, crc)
        if total > member.file_size:
            raise Finding("unpacked")
        yield piece
    if total != member.file_size or crc != member.CRC:
        raise Finding("archive")


def _inflated(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
        return
    inflater = zlib.decompressobj(-15)
    try:
        while not inflater.eof:
            fresh = file.read(min(PIECE, left))
            left -= len(fresh)
            packed = inflater.unconsumed_tail + fresh
            piece = inflater.decompress(packed, PIECE)
            if not packed and not piece:
                break
            yield piece
    except zlib.error as error:
        raise Finding("archive") from error
    if not inflater.eof or left or inflater.unused_data:
        raise Finding("archive")


def refuse_hidden(first: bytes) -> None:
    """Refuse a member that is an archive, a program or an embedded object, by its first bytes."""
    if first.startswith(ARCHIVES):
        raise Finding("nested")
    if first.startswith(OLE):
        raise Finding("embedded")
    if first.startswith(PROGRAMS):
        raise Finding("program")
