"""Each attack is found by the child process, and the child is held within its limits."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable

import pytest

from ip5.kernel.errors import Invalid
from ip5.papers import inspection
from ip5.papers.inspection import SENTENCES, checked
from tests.papers import makers
from tests.papers.makers import odf, ooxml, pdf, relationship, upload, zipped

VBA = "application/vnd.ms-word.document.macroEnabled.main+xml"
XLINK = 'xmlns:x="http://www.w3.org/1999/xlink"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><body>Words</body></html>"


ATTACKS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "many entries": ("a.docx", lambda: zipped((f"word/{n}.xml", b"") for n in range(10_000)), "entries"),
    "a directory that lies": ("a.docx", makers.lying, "unpacked"),
    "macros under another name": ("a.docx", lambda: ooxml(("word/vbaProject.bin", OLE)), "macros"),
    "a macro-enabled main part": ("a.docx", lambda: ooxml(main=VBA), "macros"),
    "a macro's content type": (
        "a.docx",
        lambda: ooxml(kinds=("application/vnd.ms-office.vbaProject",)),
        "macros",
    ),
    "an old macro sheet": ("a.xlsx", lambda: ooxml(("xl/macrosheets/s.xml", b"<x/>")), "macros"),
    "a control": ("a.docx", lambda: ooxml(("word/activeX/a.xml", b"<x/>")), "macros"),
    "an embedded object": ("a.docx", lambda: ooxml(("word/embeddings/o.bin", OLE)), "embedded"),
    "an object under another name": ("a.docx", lambda: ooxml(("word/media/i.png", OLE)), "embedded"),
    "an archive inside": ("a.docx", lambda: ooxml(("word/media/a.png", zipped([("x", b"1")]))), "nested"),
    "a program inside": ("a.docx", lambda: ooxml(("word/media/a.png", b"MZ\x90\0" * 9)), "program"),
    "a template from elsewhere": (
        "a.docx",
        lambda: ooxml(
            ("word/_rels/s.xml.rels", relationship("attachedTemplate", "https://x.example/t.dotm"))
        ),
        "external",
    ),
    "a picture from elsewhere": (
        "a.docx",
        lambda: ooxml(("word/_rels/d.xml.rels", relationship("image", "https://x.example/i.png"))),
        "external",
    ),
    "a link to a file": (
        "a.docx",
        lambda: ooxml(("word/_rels/d.xml.rels", relationship("hyperlink", "file://host/share"))),
        "external",
    ),
    "a page inside": (
        "a.docx",
        lambda: ooxml(("word/_rels/d.xml.rels", relationship("aFChunk", "/x.html", "Internal"))),
        "embedded",
    ),
    "a field that runs": (
        "a.docx",
        lambda: ooxml(
            ("word/document.xml", b"<w><instrText>DDE</instrText><instrText>AUTO c:x</instrText></w>")
        ),
        "external",
    ),
    "entities": (
        "a.docx",
        lambda: ooxml(("word/d.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
        "broken",
    ),
    "broken markup": ("a.docx", lambda: ooxml(("word/d.xml", b"<a><b></a>")), "broken"),
    "a name that leaves": ("a.docx", lambda: ooxml(("../evil.xml", b"<a/>")), "names"),
    "an absolute name": ("a.docx", lambda: ooxml(("/etc/x.xml", b"<a/>")), "names"),
    "a drive": ("a.docx", lambda: ooxml(("c:x.xml", b"<a/>")), "names"),
    "no document at all": ("a.docx", lambda: zipped([("a.txt", b"Words")]), "kind"),
    "words before the archive": ("a.docx", lambda: b"PK\x03\x04" + makers.docx(), "archive"),
    "words behind the archive": ("a.docx", lambda: makers.docx() + b"<script>", "archive"),
    "an encrypted archive": ("a.odt", lambda: encrypted(odf()), "encrypted"),
    "an encrypted text": (
        "a.odt",
        lambda: odf(manifest='<m xmlns:a="urn:a"><a:encryption-data/></m>'),
        "encrypted",
    ),
    "a Basic library": ("a.odt", lambda: odf("text", "<d/>", ("Basic/Standard/M.xml", b"<x/>")), "macros"),
    "a listener": ("a.odt", lambda: odf("text", '<d xmlns:s="urn:s"><s:event-listener/></d>'), "macros"),
    "a section from elsewhere": (
        "a.odt",
        lambda: odf("text", f'<d {XLINK}><section x:href="https://x.example/a.odt"/></d>'),
        "external",
    ),
    "an old or encrypted Office file": ("a.docx", lambda: OLE, "old_office"),
    "a script": ("a.pdf", lambda: pdf(catalog="/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "script"),
    "a script under escaped names": ("a.pdf", lambda: makers.packed_pdf("/JavaScript"), "script"),
    "a launch": ("a.pdf", lambda: pdf(catalog="/OpenAction<</S/Launch/F(cmd.exe)>>"), "script"),
    "a launch under escaped names": ("a.pdf", lambda: makers.packed_pdf("/Launch"), "script"),
    "a form that sends": ("a.pdf", lambda: pdf(more="<</S/SubmitForm/F(x)>>"), "script"),
    "a form of its own kind": ("a.pdf", lambda: pdf(catalog="/AcroForm<</XFA(x)>>"), "script"),
    "attached files": ("a.pdf", lambda: pdf(catalog="/Names<</EmbeddedFiles 4 0 R>>"), "attached"),
    "a file under escaped names": ("a.pdf", lambda: pdf(more="<</Type/#45mbeddedFile>>"), "attached"),
    "media": ("a.pdf", lambda: pdf(more="<</Type/Annot/Subtype/Movie>>"), "attached"),
    "an archive behind a PDF": ("a.pdf", lambda: pdf(tail=zipped([("x", b"1" * 9)])), "polyglot"),
    "no end of a PDF": ("a.pdf", lambda: b"%PDF-1.7\nwords", "broken"),
    "no pages": ("a.pdf", lambda: b"%PDF-1.7\nwords\n%%EOF", "broken"),
    "an archive behind a drawing": ("a.png", lambda: makers.png(tail=zipped([("x", b"1")])), "polyglot"),
    "a drawing of a billion points": ("a.png", lambda: makers.png(30_000, 30_000), "points"),
    "half a drawing": ("a.png", lambda: makers.png()[:-9], "broken"),
    "a changed drawing": ("a.png", lambda: makers.png().replace(b"IDAT", b"IDAU"), "broken"),
    "a page behind a photo": ("a.jpg", lambda: makers.jpg(tail=PAGE), "polyglot"),
    "half a photo": ("a.jpg", lambda: makers.jpg()[:-2], "broken"),
    "a photo of a billion points": ("a.jpg", lambda: makers.jpg(30_000, 30_000), "points"),
    "a drawing in markup": ("a.png", lambda: SVG, "page"),
    "a drawing in markup as text": ("a.txt", lambda: b"\n\n  " + SVG, "page"),
    "a page as text": ("a.txt", lambda: PAGE, "page"),
    "a page as figures": ("a.csv", lambda: b"a,b\n<script>alert(1)</script>", "page"),
    "a shell script as text": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /", "program"),
    "a program": ("a.txt", lambda: b"\x7fELF\x02\x01\x01", "program"),
    "NUL in a text": ("a.txt", lambda: b"Words\0and", "text"),
    "another encoding": ("a.txt", lambda: "Grüße".encode("latin-1"), "text"),
    "nothing": ("a.txt", lambda: b"", "empty"),
    "another kind": ("a.svg", lambda: SVG, "kind"),
    "no ending": ("README", lambda: b"Words", "kind"),
    "two endings": ("report.pdf.exe", pdf, "kind"),
}


def encrypted(data: bytes) -> bytes:
    """Return the archive with the mark of encryption on its first member."""
    place = data.index(b"PK\x01\x02") + 8
    return data[:place] + struct.pack("<H", 1) + data[place + 2 :]


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_each_attack_is_refused_with_its_sentence(attack: str):
    name, make, code = ATTACKS[attack]
    with pytest.raises(Invalid) as refusal:
        checked(upload(name, make()))
    assert refusal.value.errors == {"file": [str(SENTENCES[code])]}


# --- The child ----------------------------------------------------------------------------------------


def child(code: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line in a process that has set the limits of the child."""
    line = f"from ip5.papers.parse.__main__ import limit; limit(); {code}"
    return subprocess.run([sys.executable, "-c", line], cwd=inspection.ROOT, capture_output=True, check=False)


def test_the_child_has_no_more_memory_than_its_limit():
    assert b"MemoryError" in child("b'x' * (600 * 1024 * 1024)").stderr


def test_the_child_writes_no_file_and_has_an_end():
    assert child("open('/tmp/ip5-never', 'w').write('x' * 9000)").returncode != 0
    assert child("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))").stdout == b"(10, 10)\n"
