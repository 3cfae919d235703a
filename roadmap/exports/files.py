"""All files of one published version, with their hashes; built once, the same bytes whenever that is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.utils import translation

from ip5.kernel.errors import DeedError
from roadmap import actions
from roadmap.exports import data, pdf, sheets
from roadmap.exports.edition import LANGUAGE, Edition
from roadmap.exports.editions import edition_of
from roadmap.models import Version
from roadmap.plan import Plan

log = logging.getLogger(__name__)

SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is published."""

    name: str
    body: bytes

    @property
    def sha256(self) -> str:
        """The hash of its bytes, as 64 hexadecimal digits."""
        return sha256(self.body).hexdigest()


# Names of file formats are not translated.
FORMATS: Final[dict[str, tuple[str, str, Callable[[Plan, Edition], bytes]]]] = {
    "roadmap.pdf": ("PDF", "application/pdf", pdf.write),
    "roadmap.json": ("JSON", "application/json", data.write),
    "roadmap.schema.json": (
        "JSON Schema",
        "application/schema+json",
        lambda plan, edition: data.schema(),
    ),
    "roadmap.csv": ("CSV", "text/csv; charset=utf-8", sheets.as_csv),
    "roadmap.xlsx": (
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        sheets.as_xlsx,
    ),
}


def content_type(name: str) -> str:
    """Return what a file is, by its name; refuses an unknown one with ``KeyError``."""
    return "text/plain; charset=utf-8" if name == SUMS else FORMATS[name][1]


def build(plan: Plan, edition: Edition) -> list[File]:
    """Return every file of the version and, last, their hashes, in the language of publication.

    Refuses with ``WrongState`` a plan whose PDF cannot be set within the limits.
    """
    with translation.override(LANGUAGE):
        files = [File(name, write(plan, edition)) for name, (_label, _type, write) in FORMATS.items()]
    return [*files, File(SUMS, sums(files))]


def sums(files: Iterable[File]) -> bytes:
    """Return the hashes in the form that ``sha256sum --check`` reads."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in files).encode()


def build_due() -> int:
    """Build and keep the files of every published version that has none; return for how many.

    A version whose files cannot be built waits for the next turn and does not stop the others.
    """
    kept = 0
    for version in Version.objects.without_files():
        try:
            built = build(version.public_plan, edition_of(version))
            kept += actions.keep_files(version, {each.name: each.body for each in built}, by=None)
        except DeedError:
            log.exception("the files of %s could not be built", version.printed_symbol)
    return kept
