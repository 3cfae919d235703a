"""Files for tests, made on the spot: one of each kind that is taken, and one of each attack."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile

Parts = Iterable[tuple[str, bytes]]
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
PPTX_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    """Return the bytes as a browser sends them."""
    return SimpleUploadedFile(name, data)


def zipped(parts: Parts, *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a zip archive of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return out.getvalue()


def content_types(main: str, *more: str) -> bytes:
    """Return the list of content types of an Office document."""
    rows = "".join(
        f'<Override PartName="/p{n}" ContentType="{kind}"/>' for n, kind in enumerate((main, *more))
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0"?><Types xmlns="{space}">{rows}</Types>'.encode()


def relationship(kind: str, target: str, mode: str = "External") -> bytes:
    """Return a list of relationships that holds one."""
    row = f'<Relationship Id="r1" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="{RELS}">{row}</Relationships>'.encode()


def ooxml(*parts: tuple[str, bytes], main: str = DOCX_MAIN, kinds: tuple[str, ...] = ()) -> bytes:
    """Return a small Office document with these parts beside the needed one."""
    return zipped([("[Content_Types].xml", content_types(main, *kinds)), *parts])


def docx(words: str = "Metrics in use", link: str = "") -> bytes:
    """Return a real Word document."""
    import docx as library

    made = library.Document()
    made.add_paragraph(words)
    if link:
        made.part.relate_to(link, f"{REL}/hyperlink", is_external=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx(rows: int = 3) -> bytes:
    """Return a real workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    for number in range(rows):
        book.active.append([number, f"row {number}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx() -> bytes:
    """Return a small presentation."""
    return ooxml(("ppt/presentation.xml", b"<p/>"), main=PPTX_MAIN)


def odf(
    kind: str = "text", content: str = "<doc/>", *more: tuple[str, bytes], manifest: str = "<manifest/>"
) -> bytes:
    """Return an OpenDocument file."""
    parts = [
        ("mimetype", f"application/vnd.oasis.opendocument.{kind}".encode()),
        ("META-INF/manifest.xml", manifest.encode()),
        ("content.xml", content.encode()),
        *more,
    ]
    return zipped(parts, stored=("mimetype",))


def pdf(*, catalog: str = "", more: str = "", tail: bytes = b"") -> bytes:
    """Return a PDF of one empty page, with more in its catalog or more objects."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    ]
    objects += [more] if more else []
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode()
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return out + tail


def packed_pdf(entry: str) -> bytes:
    """Return a PDF whose script is packed into a stream, where no plain search finds it."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    act = DictionaryObject({NameObject("/S"): NameObject(entry), NameObject("/X"): TextStringObject("x")})
    writer.root_object[NameObject("/OpenAction")] = act
    out = io.BytesIO()
    writer.write(out)
    plain = out.getvalue()
    return plain.replace(entry.encode(), ("/" + "".join(f"#{ord(each):02x}" for each in entry[1:])).encode())


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png(width: int = 1, height: int = 1, tail: bytes = b"") -> bytes:
    """Return a grey picture."""
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"") + tail


def jpg(width: int = 1, height: int = 1, tail: bytes = b"") -> bytes:
    """Return the frame of a picture with a scan of a few bytes."""
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"\xff\xe0\x00\x04JF" + frame + scan + b"\xff\xd9" + tail


MEGABYTE = 1024 * 1024


def spaces(megabytes: int) -> tuple[bytes, int, int]:
    """Return a packed document of so many megabytes of spaces, its sum and its size: quickly made."""
    body = b" " * MEGABYTE
    pieces = [b"<w>", *[body] * megabytes, b"</w>"]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(b"<w>") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(body) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(b"</w>") + packer.flush()
    crc = 0
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
    return start + block * megabytes + end, crc, megabytes * MEGABYTE + 7


def dense(megabytes: int, ballast: int = 0) -> bytes:
    """Return a Word document that unpacks to so many megabytes, beside a picture of ``ballast`` random bytes."""
    packed, crc, size = spaces(megabytes)
    types, ballast_bytes = content_types(DOCX_MAIN), os.urandom(ballast)
    members = [
        (b"[Content_Types].xml", types, zlib.crc32(types), len(types), 0),
        (b"word/document.xml", packed, crc, size, 8),
        (
            b"word/media/i.png",
            b"\x89PNG" + ballast_bytes,
            zlib.crc32(b"\x89PNG" + ballast_bytes),
            ballast + 4,
            0,
        ),
    ]
    out, rows = b"", b""
    for name, raw, crc, length, how in members:
        facts = struct.pack("<5H3L2H", 20, 0, how, 0, 33, crc, len(raw), length, len(name), 0)
        rows += (
            b"PK\x01\x02" + struct.pack("<H", 20) + facts + struct.pack("<3H2L", 0, 0, 0, 0, len(out)) + name
        )
        out += b"PK\x03\x04" + facts + name + raw
    return out + rows + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(rows), len(out), 0)


def lying(size: int = 40 * 1024 * 1024) -> bytes:
    """Return an archive whose directory says that a member is small."""
    data = ooxml(("word/document.xml", b"<w>" + b" " * size + b"</w>"))
    real = struct.pack("<L", size + 7)
    return data.replace(real, struct.pack("<L", 10))


TAKEN = {
    "report.pdf": pdf,
    "text.docx": docx,
    "figures.xlsx": xlsx,
    "slides.pptx": pptx,
    "text.odt": odf,
    "figures.ods": lambda: odf("spreadsheet"),
    "slides.odp": lambda: odf("presentation"),
    "drawing.png": png,
    "photo.jpg": jpg,
    "photo2.JPEG": jpg,
    "notes.txt": lambda: "Grüße, 特許, براءة\n".encode(),
    "wide.txt": lambda: "Wide words".encode("utf-16"),
    "series.csv": lambda: b"office,filings\nEPO,3\n",
}
