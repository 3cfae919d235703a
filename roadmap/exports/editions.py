"""Published versions as editions: the rows read as the facts that files and pages print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ip5.offices.models import Group, Office
from roadmap.exports import data
from roadmap.exports.edition import Edition, Name
from roadmap.models import Version
from roadmap.plan import plan_of_text


def edition_of(version: Version) -> Edition:
    """Return the edition of one published version; constant queries. Refuses (ValueError) what is not published."""
    if version.published_at is None:
        raise ValueError("only a published version has an edition")
    before = Version.objects.published().filter(published_at__lt=version.published_at).first()
    return _edition(version, before.printed_symbol if before else "", groups())


def editions_of(versions: Sequence[Version]) -> list[Edition]:
    """Return the editions of all published versions, given newest first."""
    known = groups()
    return [
        _edition(version, before.printed_symbol if before else "", known)
        for version, before in zip(versions, [*versions[1:], None], strict=False)
    ]


@lru_cache(maxsize=64)
def _fingerprint(snapshot: str) -> str:
    """Return the fingerprint of a frozen text's public rendition: it never changes, so it is kept."""
    return data.fingerprint(plan_of_text(snapshot))


def groups() -> dict[str, Name]:
    """Return the groups' names by code."""
    return {each.code: Name(each.code, each.code, each.name) for each in Group.objects.all()}


def _edition(version: Version, supersedes: str, known: dict[str, Name]) -> Edition:
    plan = version.public_plan
    return Edition(
        uuid=str(version.uuid),
        symbol=version.printed_symbol,
        edition=version.edition,
        title=version.title,
        published_at=version.published_at,
        sha256=_fingerprint(version.snapshot),
        endorsed_on=version.endorsed_at.date() if version.endorsed_at else None,
        supersedes=supersedes,
        notice=version.record_note,
        offices=tuple(_names(version)),
        groups=tuple(known[code] for code in sorted({each.group for each in plan.projects}) if code in known),
    )


def _names(version: Version) -> Iterable[Name]:
    """Yield the member offices, and whoever else takes part, as they were called on the day of publication."""
    taking_part = {code for each in version.plan.projects for code in each.offices}
    for office in Office.objects.directory().offices:
        if office.kind == Office.Kind.MEMBER or office.code in taking_part:
            name = office.name_on(version.published_at)
            yield Name(office.code, name.acronym, name.name)
