"""The kinds of file that are taken: how each is named, served and called. Nothing else is taken."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SIZE = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its endings, the type it is served as, the word on the page."""

    code: str
    suffixes: tuple[str, ...]
    content_type: str
    label: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
KINDS: dict[str, Kind] = {
    each.code: each
    for each in (
        Kind("pdf", ("pdf",), "application/pdf", "PDF"),
        Kind("docx", ("docx",), f"{_OOXML}wordprocessingml.document", "DOCX"),
        Kind("xlsx", ("xlsx",), f"{_OOXML}spreadsheetml.sheet", "XLSX"),
        Kind("pptx", ("pptx",), f"{_OOXML}presentationml.presentation", "PPTX"),
        Kind("odt", ("odt",), f"{_ODF}text", "ODT"),
        Kind("ods", ("ods",), f"{_ODF}spreadsheet", "ODS"),
        Kind("odp", ("odp",), f"{_ODF}presentation", "ODP"),
        Kind("png", ("png",), "image/png", "PNG"),
        Kind("jpg", ("jpg", "jpeg"), "image/jpeg", "JPG"),
        Kind("txt", ("txt",), "text/plain; charset=utf-8", "TXT"),
        Kind("csv", ("csv",), "text/csv; charset=utf-8", "CSV"),
    )
}
SUFFIXES: dict[str, Kind] = {suffix: kind for kind in KINDS.values() for suffix in kind.suffixes}


def kind_of_name(name: str) -> Kind | None:
    """Return the kind a file's ending claims, or None for an ending that is not taken."""
    return SUFFIXES.get(name.rpartition(".")[2].lower()) if "." in name else None
