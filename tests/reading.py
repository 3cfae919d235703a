"""What a person finds in an answer, whatever it is: page, PDF, office file, archive."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

from pypdf import PdfReader


def text_of(response: Any) -> str:
    """Return the words of an answer: of a PDF its pages and metadata, of an archive every entry."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"%PDF-"):
        return words_of_pdf(body)
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = [words_of(archive.read(name)) for name in archive.namelist()]
        # A word may be cut into runs: the tags go without leaving a space.
        return "\n".join(entry + re.sub(r"<[^>]+>", "", entry) for entry in entries)
    return body.decode(errors="replace")


def words_of(entry: bytes) -> str:
    """Return the words of an archive's entry, which may be a PDF itself."""
    return words_of_pdf(entry) if entry.startswith(b"%PDF-") else entry.decode(errors="replace")


def words_of_pdf(body: bytes) -> str:
    """Return the text of a PDF's pages, its metadata and its addresses, with line ends as spaces."""
    reader = PdfReader(io.BytesIO(body))
    pages = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(f"{pages} {reader.metadata}".replace("\u200b", "").split())


class _Words(HTMLParser):
    """Collects the text between the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of_page(page: str) -> str:
    """Return the words of an HTML page that are read on it, single spaces between them; no tag and no attribute.

    A short word is denied here, never in the page itself: any two digits may stand in a random
    identifier, a form's token or an instant.
    """
    parser = _Words()
    parser.feed(page)
    parser.close()
    return " ".join(" ".join(parser.found).split())
