"""What is printed about a published version beside its plan: facts that never change again. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roadmap.plan import Plan
from roadmap.states import VersionState

# Files keep the language they were published in, whoever takes them.
LANGUAGE = "en-gb"


@dataclass(frozen=True, slots=True)
class Name:
    """What an office or a group was called on the day of publication."""

    code: str
    acronym: str
    name: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A published version as plain values; ``sha256`` is the fingerprint of its public rendition.

    Not that of the frozen record: from it, whoever knows the public part could find out the rest by trying.
    """

    uuid: str
    symbol: str
    edition: str
    title: str
    published_at: dt.datetime
    sha256: str
    endorsed_on: dt.date | None = None
    # The symbol of the version it replaced; empty for the first.
    supersedes: str = ""
    # What must be read first, such as that the content is fictitious.
    notice: str = ""
    offices: tuple[Name, ...] = ()
    groups: tuple[Name, ...] = ()

    @property
    def stem(self) -> str:
        """The symbol as a file may be called: ``NETAI-RM-1.0``."""
        return self.symbol.replace("/", "-").replace(" ", "-")

    @property
    def published_on(self) -> dt.date:
        """The day of publication in UTC."""
        return self.published_at.astimezone(dt.UTC).date()

    @property
    def endorsement(self) -> str:
        """Whose endorsement it has, as a state; a minor version and a corrigendum have the task force's."""
        return VersionState.HEADS_ENDORSED if self.endorsed_on else VersionState.TF_ENDORSED

    @property
    def mark(self) -> str:
        """The same in words."""
        if self.endorsed_on:
            return _("Endorsed by the Heads of Office")
        return _("Endorsed by the task force")

    @property
    def citation(self) -> str:
        """The line by which the version is cited."""
        return _("IP5 NET/AI task force, %(title)s, %(symbol)s, published %(day)s, sha-256 %(hash)s") % {
            "title": self.title,
            "symbol": self.symbol,
            "day": written(self.published_on),
            "hash": self.sha256,
        }

    @property
    def names(self) -> dict[str, Name]:
        """The offices by code, called as on the day of publication."""
        return {each.code: each for each in self.offices}

    def office(self, code: str) -> Name:
        """Return an office's names; of an unknown code the code itself."""
        return next((each for each in self.offices if each.code == code), Name(code, code, code))

    def group(self, code: str) -> Name:
        """Return a group's names; of an unknown code the code itself."""
        return next((each for each in self.groups if each.code == code), Name(code, code, code))

    def in_order(self, codes: tuple[str, ...]) -> list[str]:
        """Return the codes in protocol order; unknown ones last."""
        order = [each.code for each in self.offices]
        return sorted(codes, key=lambda code: order.index(code) if code in order else len(order))

    def taking_part(self, plan: Plan) -> list[str]:
        """Return the codes of the offices that take part in a plan's projects, in protocol order."""
        return self.in_order(tuple(sorted({code for line in plan.projects for code in line.offices})))


def written(day: dt.date | None) -> str:
    """Return the day as people write it, empty for none."""
    return _written(day, get_language()) if day else ""


@lru_cache(maxsize=4096)
def _written(day: dt.date, language: str | None) -> str:
    return str(formats.date_format(day, "j F Y"))
