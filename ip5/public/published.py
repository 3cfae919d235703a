"""What is published, read once for a page: a version with its facts, its public plan and its files.

Everything the public site shows comes from here, and this from ``Version.objects.published()`` and ``public_plan``;
of meetings from ``Meeting.objects.published()`` and the entries marked for the extract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from meetings.models import Meeting, SummaryEntry
from meetings.querysets import MeetingQuerySet
from roadmap.exports.edition import Edition
from roadmap.exports.editions import edition_of
from roadmap.models import PublishedFile, ScopingDocument, Version
from roadmap.plan import Plan


@dataclass(frozen=True)
class Publication:
    """A published version as its pages show it; ``versions`` are all published ones, the newest first."""

    version: Version
    versions: Sequence[Version]

    @cached_property
    def plan(self) -> Plan:
        """The public rendition of its plan."""
        return self.version.public_plan

    @cached_property
    def edition(self) -> Edition:
        """The facts of its publication."""
        return edition_of(self.version)

    @cached_property
    def files(self) -> list[PublishedFile]:
        """Its files with size and hash; none until the clock has built them."""
        return list(self.version.files.listed())

    @cached_property
    def newer(self) -> Version | None:
        """The version that is current, where this one is not."""
        return (
            None if self.version.is_current else next((one for one in self.versions if one.is_current), None)
        )


def versions() -> list[Version]:
    """Return all published versions, the newest first, their texts left in the database."""
    return list(Version.objects.published().defer("snapshot"))


def in_full() -> list[Version]:
    """Return all published versions with their texts, the newest first."""
    return list(Version.objects.published())


def current() -> Publication | None:
    """Return the current version, or None before anything is published."""
    found = versions()
    return next((Publication(each, found) for each in found if each.is_current), None)


def of_edition(edition: str) -> Publication:
    """Return the version of an edition; refuses (``Version.DoesNotExist``) what is not published."""
    found = versions()
    for each in found:
        if each.edition == edition:
            return Publication(each, found)
    raise Version.DoesNotExist(edition)


def holding(key: str) -> list[Version]:
    """Return the published versions whose plan holds a project, the newest first."""
    held = Version.objects.published().filter(snapshot__contains=f'"key":"{key}"')
    return list(held.defer("snapshot"))


def scoping_documents() -> list[ScopingDocument]:
    """Return the scoping documents open to everybody, the newest first."""
    return list(ScopingDocument.objects.published())


def meetings() -> MeetingQuerySet:
    """Return the meetings whose summary is published, the newest first."""
    return Meeting.objects.published().select_related("host", "co_host").prefetch_related("sessions")


def extract_of(meeting: Meeting) -> list[SummaryEntry]:
    """Return the entries of a published summary that everybody reads, in their order."""
    return list(SummaryEntry.objects.extract().filter(meeting=meeting).select_related("office"))
