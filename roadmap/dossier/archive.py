"""The files of a dossier, and the ZIP that holds them: equal values give equal bytes.

Entries are stored as they are, in a fixed order, at a fixed day: nothing of the machine that writes them, and no
compression whose library may change.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from ip5 import typeset
from ip5.kernel.errors import WrongState
from proposals.exports.responses import safe
from roadmap.comparison.words import value
from roadmap.dossier.content import Content
from roadmap.dossier.pages import data_of

FIXED: Final = (1980, 1, 1, 0, 0, 0)
MANIFEST, SNAPSHOT = "MANIFEST.txt", "roadmap.json"
CONTRIBUTIONS, POSITIONS = "contributions.csv", "positions.csv"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the bundle with its fingerprint."""

    name: str
    body: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ZIP and what is in it."""

    archive: bytes
    files: tuple[File, ...]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the whole ZIP."""
        return hashlib.sha256(self.archive).hexdigest()


def bundle(content: Content) -> Bundle:
    """Return the dossier's files, the manifest last, and the ZIP of them.

    Refuses with ``WrongState`` what cannot be set as PDF within the limits.
    """
    files = [
        File(f"{content.stem}.pdf", pdf(content)),
        File(SNAPSHOT, content.plan.canonical().encode()),
        File(CONTRIBUTIONS, table(contributions(content))),
        File(POSITIONS, table(positions(content))),
    ]
    files.append(File(MANIFEST, manifest(content, files)))
    return Bundle(zipped(files), tuple(files))


def pdf(content: Content) -> bytes:
    """Return the dossier as PDF/A-2a and PDF/UA-1, the page for the Head first."""
    try:
        return typeset.typeset(data_of(content))
    except typeset.NotSet:
        raise WrongState(_("The dossier could not be set as PDF within the limits of this server.")) from None


def contributions(content: Content) -> list[list[str]]:
    """Return who takes which part in which project, with its place in the plan; the head first."""
    plan = content.plan
    rows = [
        [
            *(each.office, each.acronym, each.role, each.project.title),
            plan.goal_of(each.project).area,
            value("horizon", plan.goal_of(each.project).horizon),
            each.project.group,
            *(day.isoformat() if day else "" for day in (each.project.starts_on, each.project.ends_on)),
        ]
        for each in content.contributions
    ]
    head = [
        _("Code"),
        _("Office"),
        _("Part"),
        _("Project"),
        _("Area"),
        _("Horizon"),
        _("Group"),
        _("Start"),
        _("End"),
    ]
    return [head, *rows]


def positions(content: Content) -> list[list[str]]:
    """Return the positions of the closed rounds; the head first."""
    head = [_("Round"), _("Office"), _("Position"), _("Passage"), _("Words")]
    return [head, *(list(each) for each in content.positions)]


def table(rows: list[list[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with its mark; no cell is taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[safe(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def manifest(content: Content, files: list[File]) -> bytes:
    """Return what the bundle is, and a line with the SHA-256 of each file as ``sha256sum -c`` reads it."""
    lines = [
        f"# {content.symbol} {content.title}",
        f"# {_('Made for')}: {content.made_for}",
        f"# {_('Made')}: {content.made_at:%Y-%m-%dT%H:%M:%SZ}",
        f"# {_('SHA-256 of the version')}: {content.sha256}",
        *(f"{each.sha256}  {each.name}" for each in files),
    ]
    return ("\n".join(" ".join(each.split("\n")) for each in lines) + "\n").encode()


def zipped(files: list[File]) -> bytes:
    """Return the ZIP of the files, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for each in files:
            entry = zipfile.ZipInfo(each.name, FIXED)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, each.body)
    return out.getvalue()


def entries(archive: bytes) -> tuple[File, ...]:
    """Return the files of a ZIP that this site wrote."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return tuple(File(each.filename, opened.read(each)) for each in opened.infolist())


def checked(
    archive: bytes, sha256: str, files: Sequence[Mapping[str, Any]], snapshot: str
) -> list[tuple[str, bool]]:
    """Return what is checked of a kept bundle, each with whether it holds: the whole, each file, the version.

    ``sha256`` and ``files`` are what was written down when it was made, ``snapshot`` the version's own fingerprint.
    """
    found = {each.name: each for each in entries(archive)}
    points = [(_("The ZIP is the one that was made"), hashlib.sha256(archive).hexdigest() == sha256)]
    for each in files:
        held = found.get(each["name"])
        points.append(
            (
                _("%(name)s is unchanged") % {"name": each["name"]},
                held is not None and held.sha256 == each["sha256"],
            )
        )
    plan = found.get(SNAPSHOT)
    points.append((_("Its plan is the frozen version’s"), plan is not None and plan.sha256 == snapshot))
    return points


def read(archive: bytes, ending: str) -> File:
    """Return the first file with this ending; refuses (KeyError) what the bundle does not hold."""
    found = next((each for each in entries(archive) if each.name.endswith(ending)), None)
    if found is None:
        raise KeyError(ending)
    return found
