"""Prove the frozen versions: each snapshot has its fingerprint, and record and rounds name the same one.

The snapshot is canonical JSON in UTF-8; its SHA-256 stands beside it, in the event that froze it and in the one
that published it (chains that ``ip5.audit.verifier`` proves), and as the last line of each round's frozen text
(which the round's own chain binds). Whoever changes a snapshot would have to change all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

from ip5.audit.models import Event
from ip5.audit.verifier import Flaw, Report
from ip5.kernel.text import canonical_json, sha256_hex
from roadmap.models import Version, VersionRound

SEALED = ("version.frozen", "version.published", "version.imported")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A frozen version as the verifier reads it, with what its record and its rounds say of it.

    ``said`` is the data of the events that sealed it, ``texts`` the frozen texts of its rounds.
    """

    uuid: str
    symbol: str
    edition: str
    snapshot: str
    sha256: str
    said: tuple[dict[str, str], ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a flaw calls it."""
        return f"roadmap.version {self.uuid} {self.symbol}"


def faults(row: VersionRow) -> Iterator[str]:
    """Yield what does not hold of a frozen version."""
    if sha256_hex(row.snapshot) != row.sha256:
        yield "the snapshot does not have the stored fingerprint"
    elif canonical_json(json.loads(row.snapshot)) != row.snapshot:
        yield "the snapshot is not canonical"
    if not row.said:
        yield "no event says that it was frozen"
    for name, own in (("sha256", row.sha256), ("symbol", row.symbol), ("edition", row.edition)):
        if any(name in each and each[name] != own for each in row.said):
            yield f"the record names another {'fingerprint' if name == 'sha256' else name}"
    if row.edition and not any("edition" in each for each in row.said):
        yield "no event says that it was published"
    if any(each.rpartition("\n")[2] != f"sha-256 {row.sha256}" for each in row.texts):
        yield "a round was held on another fingerprint"


def check_versions(rows: Iterable[VersionRow]) -> Report:
    """Return how many frozen versions were read, and the first flaw."""
    read = 0
    for row in rows:
        read += 1
        fault = next(faults(row), None)
        if fault is not None:
            return Report(read, read, Flaw(0, fault, row.name))
    return Report(read, read, None)


def versions_report(database: str = DEFAULT_DB_ALIAS) -> Report:
    """Return the report on every frozen version in the database."""
    return check_versions(_rows(database))


def _rows(database: str) -> Iterator[VersionRow]:
    said: dict[str, list[dict[str, str]]] = {}
    events = Event.objects.using(database).filter(chain__subject_kind="roadmap.version", verb__in=SEALED)
    for uuid, payload in events.order_by("seq").values_list("chain__subject_uuid", "payload"):
        said.setdefault(str(uuid), []).append(json.loads(payload)["data"])
    texts: dict[int, list[str]] = {}
    links = VersionRound.objects.using(database).values_list("version_id", "round__text")
    for key, text in links:
        texts.setdefault(key, []).append(text)
    for version in (
        Version.objects.using(database).exclude(snapshot="").order_by("frozen_at", "pk").iterator()
    ):
        yield VersionRow(
            uuid=str(version.uuid),
            symbol=version.symbol or "",
            edition=version.edition or "",
            snapshot=version.snapshot,
            sha256=version.sha256,
            said=tuple(said.get(str(version.uuid), ())),
            texts=tuple(texts.get(version.pk, ())),
        )
