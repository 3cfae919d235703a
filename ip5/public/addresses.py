"""How what is published is addressed: by edition, by uuid and by an area's code, never by a key that counts. Pure."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from meetings.models import Meeting
from roadmap.models import Version

NOBODY = str(UUID(int=0))


class EditionConverter:
    """An edition in an address: ``1.0``, ``1.1``, ``1.1-Corr.1`` (whose name has a space instead of the hyphen)."""

    regex = r"[1-9][0-9]*\.[0-9]+(?:-Corr\.[1-9][0-9]*)?"

    def to_python(self, value: str) -> str:
        """Return the edition's name."""
        return value.replace("-", " ")

    def to_url(self, value: str) -> str:
        """Return the edition as it stands in an address."""
        return in_address(value)


def in_address(edition: str) -> str:
    """Return an edition as it stands in an address."""
    return edition.replace(" ", "-")


def of_version(version: Version) -> str:
    """Return the permanent address of a published version."""
    return reverse("public:version", args=[version.edition])


def of_file(version: Version, name: str) -> str:
    """Return the permanent address of one of its files."""
    return reverse("public:file", args=[version.edition, name])


def of_area(version: Version, code: str) -> str:
    """Return the permanent address of an area in a version."""
    return reverse("public:area", args=[version.edition, code])


def of_projects(version: Version) -> str:
    """Return the pattern of the projects' addresses in a version, ``{}`` for the key."""
    return reverse("public:project", args=[version.edition, NOBODY]).replace(NOBODY, "{}")


def of_comparison(old: Version, new: Version) -> str:
    """Return the permanent address of what one published version changes of another."""
    return reverse("public:comparison", args=[old.edition, new.edition])


def of_meeting(meeting: Meeting) -> str:
    """Return the permanent address of a published extract."""
    return reverse("public:meeting", args=[meeting.number])
