"""Looks into a picture: whole from its first byte to its last, of a sensible size, and nothing behind it.

Runs in the child process alone; nothing is unpacked.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

from ip5.papers.parse.findings import Finding

MAX_SIDE = 20_000
MAX_POINTS = 100_000_000
PIECE = 64 * 1024
# Frame headers of JPEG hold the size; C4, C8 and CC among them are tables.
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Finding("broken")
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_POINTS:
        raise Finding("points")


def check_png(file: BinaryIO) -> None:
    """Refuse a PNG whose chunks are not whole, begin or end wrongly, or are followed by anything."""
    file.seek(8)
    number, has_data = 0, False
    while True:
        head = file.read(8)
        if len(head) != 8:
            raise Finding("broken")
        length, name = struct.unpack(">L4s", head)
        if (number == 0) != (name == b"IHDR") or not name.isalpha():
            raise Finding("broken")
        start = _chunk(file, length, name)
        if number == 0:
            if length != 13:
                raise Finding("broken")
            _check_size(*struct.unpack(">LL", start[:8]))
        has_data = has_data or name == b"IDAT"
        number += 1
        if name == b"IEND":
            break
    if not has_data:
        raise Finding("broken")
    if file.read(1):
        raise Finding("polyglot")


def _chunk(file: BinaryIO, length: int, name: bytes) -> bytes:
    """Read a chunk in pieces, check its sum, return its first bytes."""
    crc, first = zlib.crc32(name), b""
    while length:
        piece = file.read(min(PIECE, length))
        if not piece:
            raise Finding("broken")
        first = first or piece[:16]
        crc = zlib.crc32(piece, crc)
        length -= len(piece)
    if file.read(4) != struct.pack(">L", crc):
        raise Finding("broken")
    return first


def check_jpg(file: BinaryIO) -> None:
    """Refuse a JPEG without frame or end, and anything behind it but further pictures of a camera."""
    file.seek(0)
    data = file.read()  # at most the limit of an upload; this process has a limit of its own
    place = 0
    while place < len(data):
        if data[place : place + 2] != b"\xff\xd8":
            if data[place:].strip(b"\0"):
                raise Finding("polyglot")
            return
        place = _picture(data, place + 2)


def _picture(data: bytes, place: int) -> int:
    """Walk the segments of one picture and return where it ends."""
    has_frame = False
    while True:
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        if place + 2 > len(data) or data[place] != 0xFF:
            raise Finding("broken")
        mark = data[place + 1]
        place += 2
        if mark == 0xD9:
            if not has_frame:
                raise Finding("broken")
            return place
        if mark == 0x01 or 0xD0 <= mark <= 0xD7:
            continue
        if place + 2 > len(data):
            raise Finding("broken")
        length = int.from_bytes(data[place : place + 2], "big")
        if length < 2:
            raise Finding("broken")
        if mark in FRAMES:
            height, width = struct.unpack(">HH", data[place + 3 : place + 7].ljust(4, b"\0"))
            _check_size(width, height)
            has_frame = True
        place += length
        if mark == 0xDA:
            place = _after_scan(data, place)


def _after_scan(data: bytes, place: int) -> int:
    """Return where the next marker stands after the points of a scan."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise Finding("broken")
        following = data[place + 1]
        if following and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return place
        place += 1 if following == 0xFF else 2
