"""What lies between two versions as one hat sees them: the two sides of a comparison, and the acts that decided it.

Reads, never writes. A side is a version, or a day that is over: then it is the version that was current at the end of
that day in UTC, wherever the reader is. An address with a day says the same for ever; one of today could not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from roadmap import working
from roadmap.comparison import Change, Comparison, decided_in
from roadmap.models import Version, VersionRound
from roadmap.plan import Plan
from roadmap.querysets import VersionQuerySet
from roadmap.states import DECIDED, Stage


class NoVersion(LookupError):
    """No version answers what was asked; the reason is a sentence for the person who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a version with its plan as the hat sees it, and the day that was asked for."""

    version: Version
    plan: Plan
    day: dt.date | None = None

    @property
    def key(self) -> str:
        """What names this side in an address: the day, or the version's uuid."""
        return self.day.isoformat() if self.day else str(self.version.uuid)

    @property
    def name(self) -> Callable[[str], str]:
        """What turns an office's code into the acronym it bore at the time of this side."""
        return names_on(self.day or moment_of(self.version))


@dataclass(frozen=True, slots=True)
class Act:
    """What decided a version: in words, when, by which round, under which decision number."""

    version: Version
    words: str
    at: dt.datetime | None
    round: Round | None = None

    @property
    def decision(self) -> str:
        """The symbol of the decision, where the round has one."""
        return self.round.decision.symbol if self.round and self.round.decision else ""


def names_on(day: dt.date) -> Callable[[str], str]:
    """Return what turns an office's code into the acronym it bore on a day; no office has no name."""

    def name(code: str) -> str:
        return Office.objects.directory().of_code(code).acronym_on(day) if code else "–"

    return name


def moment_of(version: Version) -> dt.datetime:
    """Return the instant a version tells of: when it was frozen, or now while it is compiled."""
    return version.frozen_at or version.published_at or version.endorsed_at or clock.now()


def versions_for(hat: Hat) -> VersionQuerySet:
    """Return the versions a hat may compare, the newest first, without their snapshots."""
    found = Version.objects.visible_to(hat).defer("snapshot")
    return found.order_by(Coalesce("frozen_at", "published_at", "compiled_at").desc(), "-pk")


def current_on(day: dt.date) -> Version:
    """Return the version that was current at the end of a day in UTC.

    Refuses with ``NoVersion`` a day that is not over in UTC, today too, and one before the first publication.
    """
    if day >= clock.now().date():
        raise NoVersion(
            _("%(day)s is not over in UTC: no version can be named for it yet.") % {"day": f"{day:%Y-%m-%d}"}
        )
    found = Version.objects.as_of(day).first()
    if found is not None:
        return found
    first = Version.objects.published().values_list("published_at", flat=True).last()
    if first is None:
        raise NoVersion(_("No version of the roadmap has been published yet."))
    raise NoVersion(
        _("No version was current on %(day)s: the first one was published on %(first)s (UTC).")
        % {"day": f"{day:%Y-%m-%d}", "first": f"{first:%Y-%m-%d}"}
    )


def side_of(asked: str, hat: Hat) -> Side:
    """Return the side that an address asks for: a version's uuid or a day.

    Refuses with ``Version.DoesNotExist`` a version the hat does not see, with ``NoVersion`` what names none.
    """
    if day_of(asked) is not None:
        return side_on(asked, hat)
    try:
        uuid = UUID(asked)
    except ValueError:
        raise NoVersion(_("“%(words)s” is neither a version nor a date.") % {"words": asked[:80]}) from None
    found = Version.objects.visible_to(hat).select_related("scoping", "base").get(uuid=uuid)
    return Side(found, plan_of(found, hat))


def side_on(asked: str, hat: Hat) -> Side:
    """Return the version that was current on a day written as ``YYYY-MM-DD``; refuses with ``NoVersion``."""
    day = day_of(asked)
    if day is None:
        raise NoVersion(_("“%(words)s” is no date: write it as 2021-06-30.") % {"words": asked[:80]})
    found = current_on(day)
    return Side(found, found.plan_for(hat), day)


def day_of(asked: str) -> dt.date | None:
    """Return the day of ``YYYY-MM-DD``, or None."""
    try:
        return dt.datetime.strptime(asked, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None


def plan_of(version: Version, hat: Hat) -> Plan:
    """Return the plan of a version the hat sees: the working rows while it is compiled, else as far as it may."""
    return working.plan_of(version) if version.is_compiling else version.plan_for(hat)


def acts_between(found: Comparison, old: Side, new: Side, hat: Hat) -> dict[Change, Act]:
    """Return change -> the act that decided it, of the versions after ``old`` up to ``new``.

    Only what was decided for good lies between; the newer side counts whatever its state. Where the older side is
    asked for as the new one nothing was decided in that direction, and nothing is returned.
    """
    start, end = moment_of(old.version), moment_of(new.version)
    if start >= end or old.version == new.version:
        return {}
    lying = [
        each
        for each in Version.objects.visible_to(hat).filter(state__in=DECIDED).exclude(pk=new.version.pk)
        if start < moment_of(each) < end
    ]
    lying.sort(key=moment_of)
    places = decided_in(found, [old.plan, *(each.plan_for(hat) for each in lying), new.plan])
    acts = acts_of([*lying, new.version], hat)
    return {change: acts[place - 1] for change, place in places.items()}


def acts_of(versions: Sequence[Version], hat: Hat) -> list[Act]:
    """Return what decided each version, as far as the hat sees it; one query."""
    seen = VersionRound.objects.filter(version__in=versions, round__in=Round.objects.visible_to(hat))
    links = seen.select_related("round__decision").order_by("round__number", "round__pk")
    deciding: dict[tuple[int, str], Round] = {}
    for link in links:
        if link.round.is_closed:
            deciding[link.version_id, link.stage] = link.round
    return [_act(each, deciding) for each in versions]


def _act(version: Version, deciding: dict[tuple[int, str], Round]) -> Act:
    if version.endorsed_at is not None:
        words, stage = _("Endorsed by the Heads"), Stage.HEADS
    elif version.approved_at is not None:
        words, stage = _("Endorsed by the task force"), Stage.TASK_FORCE
    else:
        return Act(version, str(version.get_state_display()), version.frozen_at)
    return Act(version, words, version.decided_at, deciding.get((version.pk, stage)))
