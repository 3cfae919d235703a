"""Looks into an office document: which kind it is, and that it holds words and pictures, nothing that acts.

Runs in the child process alone. XML is read as a stream, without a tree; a document type is refused, so no
entity is ever expanded.
"""

from __future__ import annotations

import re
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

from ip5.papers.parse import archives
from ip5.papers.parse.findings import Finding

MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
MACRO_TYPES = re.compile(r"macro|vbaproject|activex|vnd\.ms-office\.vba", re.I)
MACRO_NAMES = re.compile(
    r"vbaproject|vbadata|/activex/|/macrosheets/|/dialogsheets/|^basic/|^scripts/|/basic/|/scripts/", re.I
)
EMBEDDED_NAMES = re.compile(r"/embeddings/|oleobject", re.I)
# A document may point at a page of the web; it may not fetch anything by itself.
LINK = re.compile(r"(https?://|mailto:|#)", re.I)
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\|\.\./\.\./|/", re.I)
FIELD = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b", re.I)
SCRIPTS = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
HREF = "http://www.w3.org/1999/xlink href"


def kind_of(file: BinaryIO) -> str:
    """Return the kind of the office document; refuse what is none and what could act."""
    members = archives.directory(file)
    names = {each.filename for each in members}
    for name in names:
        if MACRO_NAMES.search(name):
            raise Finding("macros")
        if EMBEDDED_NAMES.search(name):
            raise Finding("embedded")
    if "[Content_Types].xml" in names:
        return _ooxml(file, members)
    if members and members[0].filename == "mimetype" and "META-INF/manifest.xml" in names:
        return _odf(file, members)
    raise Finding("kind")


def _ooxml(file: BinaryIO, members: list[ZipInfo]) -> str:
    look = _Ooxml()
    for member in members:
        _read(file, member, look)
    if FIELD.search("".join(look.fields)):
        raise Finding("external")
    if len(look.kinds) != 1:
        raise Finding("kind")
    return look.kinds.pop()


def _odf(file: BinaryIO, members: list[ZipInfo]) -> str:
    first = b"".join(archives.pieces(file, members[0]))[:200]
    if first not in ODF:
        raise Finding("kind")
    look = _Odf()
    for member in members:
        _read(file, member, look)
    return ODF[first]


def _read(file: BinaryIO, member: ZipInfo, look: _Look) -> None:
    """Inflate a member whole, piece by piece; read it as XML where its name says so."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".rdf", ".vml"))
    parser = look.parser(member.filename) if is_xml and member.file_size else None
    first = b""
    try:
        for piece in archives.pieces(file, member):
            if len(first) < 8:
                first += piece[: 8 - len(first)]
            if parser:
                parser.Parse(piece, False)
        if parser:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Finding("broken") from error
    archives.refuse_hidden(first)


class _Look:
    """What is watched for while a member is read."""

    def parser(self, name: str) -> expat.XMLParserType:
        """Return a parser for this member."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_type
        parser.buffer_text = True
        self.watch(parser, name)
        return parser

    def _refuse_type(self, *_facts: object) -> None:
        raise Finding("broken")

    def watch(self, parser: expat.XMLParserType, name: str) -> None:
        """Set the handlers this member needs."""


class _Ooxml(_Look):
    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.fields: list[str] = []

    def watch(self, parser: expat.XMLParserType, name: str) -> None:
        if name == "[Content_Types].xml":
            parser.StartElementHandler = self._content_type
        elif name.lower().endswith(".rels"):
            parser.StartElementHandler = self._relationship
        elif name.startswith("word/"):
            parser.StartElementHandler = lambda tag, facts: self._field(parser, tag, facts)

    def _content_type(self, _tag: str, facts: dict[str, str]) -> None:
        kind = facts.get("ContentType", "").strip()
        if MACRO_TYPES.search(kind):
            raise Finding("macros")
        if "oleobject" in kind.lower():
            raise Finding("embedded")
        if kind.lower() in MAIN:
            self.kinds.add(MAIN[kind.lower()])

    def _relationship(self, _tag: str, facts: dict[str, str]) -> None:
        kind = facts.get("Type", "").rpartition("/")[2].lower()
        if kind in {"vbaproject", "wordvbadata", "control", "activexcontrolbinary", "xlmacrosheet"}:
            raise Finding("macros")
        if kind in {"oleobject", "package", "afchunk", "subdocument"}:
            raise Finding("embedded")
        is_link = kind == "hyperlink" and LINK.match(facts.get("Target", "").strip())
        if facts.get("TargetMode", "").strip().lower() == "external" and not is_link:
            raise Finding("external")

    def _field(self, parser: expat.XMLParserType, tag: str, facts: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        parser.CharacterDataHandler = self.fields.append if name == "instrText" else None
        if name == "fldSimple":
            self.fields += [" ", *facts.values(), " "]


class _Odf(_Look):
    def watch(self, parser: expat.XMLParserType, name: str) -> None:
        if name == "META-INF/manifest.xml":
            parser.StartElementHandler = self._manifest
        elif name != "meta.xml":
            parser.StartElementHandler = self._element

    def _manifest(self, tag: str, _facts: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] in {"encryption-data", "encrypted-key"}:
            raise Finding("encrypted")

    def _element(self, tag: str, facts: dict[str, str]) -> None:
        space, _sep, name = tag.rpartition(" ")
        if name in {"event-listener", "event-listeners", "script"} or (
            space == SCRIPTS and name != "scripts"
        ):
            raise Finding("macros")
        if name in {"object-ole", "applet", "plugin"}:
            raise Finding("embedded")
        target = facts.get(HREF, "").strip()
        if OUTSIDE.match(target) and not (name == "a" and LINK.match(target)):
            raise Finding("external")
