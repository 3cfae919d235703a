"""A proposal as a file: PDF, DOCX or Markdown of one revision, or of a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ip5.kernel.hat import Hat
from proposals.exports import pdf, plain, word
from proposals.exports.content import Document, document_of
from proposals.exports.reservations import lines_of, of_revision
from proposals.models import Proposal, Revision


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a document."""

    label: str
    ending: str
    content_type: str
    write: Callable[[Document], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """A file as it leaves."""

    name: str
    content_type: str
    body: bytes


# Names of file formats are not translated.
FORMATS = {
    "pdf": Format("PDF", "pdf", "application/pdf", pdf.write),
    "docx": Format(
        "DOCX",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word.write,
    ),
    "markdown": Format("Markdown", "md", "text/markdown; charset=utf-8", plain.write),
}


def revision_of(proposal: Proposal, number: int | None) -> Revision | None:
    """Return the revision of that number, the newest without one, or None where the proposal has none.

    Refuses with ``Revision.DoesNotExist`` a number that was never submitted.
    """
    revisions = proposal.revisions.newest_first()
    return revisions.first() if number is None else revisions.get(number=number)


def export(proposal: Proposal, kind: str, *, number: int | None = None, hat: Hat | None = None) -> File:
    """Return the proposal as a file of a kind of ``FORMATS``, at a revision or as it stands.

    Who may see the proposal is decided before; the reservations beside it are those that ``hat`` sees.
    Refuses ``KeyError`` an unknown kind, ``Revision.DoesNotExist`` an unknown revision, ``WrongState`` what
    cannot be set within the limits.
    """
    made = FORMATS[kind]
    revision = revision_of(proposal, number)
    notes = lines_of(of_revision(proposal, revision, hat)) if hat is not None else ()
    document = document_of(proposal, revision, notes)
    return File(f"{document.stem}.{made.ending}", made.content_type, made.write(document))
