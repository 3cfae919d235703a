"""Daily and weekly digests: who is due, what they are told, each step in chunks of readers.

A digest's row is written first (the claim, and the Message-ID); its text is composed when it is sent, from
the notices that wait then and under the rights of then. Both steps cost the same number of queries a chunk.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ip5.accounts.models import Mandate
from ip5.kernel import clock
from ip5.offices.models import Group, Holiday, Office
from ip5.outbox.models import Notice
from ip5.post import mails, subjects
from ip5.post.calculations import due_since
from ip5.post.delivery import Postman, Taken, Tally, deliver_row
from ip5.post.models import Digest

logger = logging.getLogger(__name__)

CHUNK = 500
WEEKLY_KINDS = (Office.Kind.OBSERVER, Office.Kind.INDUSTRY)


@dataclass
class Content:
    """What one reader's digest says, the notices it reports, and those it must not."""

    sections: list[mails.Section] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)
    zone: dt.tzinfo = dt.UTC


def rhythm_of(office: Office) -> str:
    """Return whether an office's people get a daily or a weekly digest."""
    return Digest.Kind.WEEKLY if office.kind in WEEKLY_KINDS else Digest.Kind.DAILY


def claim_due(now: dt.datetime | None = None) -> int:
    """Write a digest row for every reader whose hour has come and for whom something waited then.

    Returns how many were new. A reader whose office has an unknown zone is logged and left out, the
    others go on. May run twice or in parallel: the ledger takes one row a reader and day.
    """
    moment = now or clock.now()
    claimed = 0
    for (kind, day, since), offices in _due_offices(moment).items():
        got_it = Digest.objects.filter(person=OuterRef("mandate__person"), kind=kind, local_date=day)
        waiting = _waiting(moment).filter(mandate__office__in=offices, created_at__lt=since)
        claimed += _claim(waiting.exclude(Exists(got_it)), kind, day)
    return claimed


def claim_now(to: str | None = None) -> int:
    """Write a digest row for every reader for whom something waits (or only for ``to``, an address)."""
    moment = clock.now()
    waiting = _waiting(moment)
    if to is not None:
        waiting = waiting.filter(mandate__person__email__iexact=to)
    pending = Digest.objects.unsent().filter(person=OuterRef("mandate__person"))
    return _claim(waiting.exclude(Exists(pending)), Digest.Kind.ASKED, moment.date())


def deliver_pending(postman: Postman, progress: Callable[[Tally], None] = lambda _tally: None) -> Tally:
    """Compose and send every claimed digest, in chunks; calls ``progress`` after each chunk."""
    total, last, now = Tally(), 0, clock.now()
    while True:
        rows = Digest.objects.unsent().due(now).filter(pk__gt=last).select_related("person").order_by("pk")
        chunk = list(rows[:CHUNK])
        if not chunk:
            return total
        last = chunk[-1].pk
        contents = compose(chunk, now)
        for digest in chunk:
            total.add(_deliver(digest, contents[digest.pk], now, postman))
        progress(total)


def compose(digests: list[Digest], now: dt.datetime) -> dict[int, Content]:
    """Return what each digest says at ``now``, by its key; the same number of queries for 1 and 500."""
    hats = _hats_of({digest.person_id for digest in digests}, now)
    waiting = _waiting_for(hats)
    seen = subjects.look_up(
        (hat, kind, uuid) for hat in hats for _pk, _notice, kind, uuid, _data in waiting[hat.pk]
    )
    wanted = subjects.awaiting(hats)
    hats_of: dict[int, list[Mandate]] = defaultdict(list)
    for hat in hats:
        hats_of[hat.person_id].append(hat)
    contents = {}
    voices: dict[Any, mails.Voice] = {}
    with mails.writing():
        for digest in digests:
            content = contents[digest.pk] = Content()
            for hat in hats_of[digest.person_id]:
                if digest.kind in (Digest.Kind.ASKED, rhythm_of(hat.office)):
                    key = subjects.key_of(hat)
                    voice = voices.get(key) or voices.setdefault(key, mails.voice_of(hat))
                    _add(content, hat, voice, waiting[hat.pk], seen, wanted.get(hat.pk, []), now)
    return contents


# A notice as a digest reads it: its key, its kind, what it is about, its data.
Row = tuple[int, str, str, UUID, dict[str, Any]]


def _hats_of(readers: set[int], now: dt.datetime) -> list[Mandate]:
    """Return the active hats of the readers; offices and groups are not read once a hat."""
    hats = list(Mandate.objects.active(now).knowing(now).filter(person__in=readers))
    offices = {each.pk: each for each in Office.objects.directory().offices}
    groups = Group.objects.in_bulk({hat.group_id for hat in hats if hat.group_id})
    for hat in hats:
        hat.office = offices[hat.office_id]
        hat.group = groups.get(hat.group_id)
        hat.seconding_office = offices.get(hat.seconding_office_id)
    return hats


def _waiting_for(hats: list[Mandate]) -> dict[int, list[Row]]:
    """Return what waits for each hat, by its key, in the order in which it was written."""
    waiting: dict[int, list[Row]] = defaultdict(list)
    rows = Notice.objects.undigested().filter(mandate__in=[hat.pk for hat in hats])
    columns = ("mandate_id", "pk", "kind", "subject_kind", "subject_uuid", "data")
    for mandate, *row in rows.order_by("created_at", "pk").values_list(*columns):
        waiting[mandate].append(tuple(row))
    return waiting


def _add(
    content: Content,
    hat: Mandate,
    voice: mails.Voice,
    waiting: list[Row],
    seen: subjects.Seen,
    wanted: list[subjects.Facts],
    now: dt.datetime,
) -> None:
    told = []
    for key, notice_kind, kind, uuid, data in waiting:
        facts = seen.get((hat.pk, kind, uuid))
        if facts is None:
            content.withheld.append(key)
        else:
            told.append((notice_kind, data, facts))
            content.told.append(key)
    if told or wanted:
        content.sections.append(mails.section(voice, told, wanted, now))
        content.zone = voice.zone


def _deliver(digest: Digest, content: Content, now: dt.datetime, postman: Postman) -> Tally:
    """Send one digest, or drop it when nothing is left that its reader may be told."""
    if content.withheld:
        Notice.objects.undigested().filter(pk__in=content.withheld).update(dropped_at=now)
    if not content.told:
        dropped = Digest.objects.unsent().filter(pk=digest.pk).update(dropped_at=now)
        return Tally(dropped=dropped)

    def claim() -> None:
        """Take the notices: if another mail has told some of them, this one's text is stale."""
        taken = Notice.objects.undigested().filter(pk__in=content.told).update(digested_at=clock.now())
        if taken != len(content.told):
            raise Taken

    local = now.astimezone(content.zone)
    return deliver_row(
        digest, lambda: mails.digest_mail(digest, digest.person, content.sections, local), postman, claim
    )


def _waiting(moment: dt.datetime) -> QuerySet[Notice]:
    active = Mandate.objects.active(moment)
    return Notice.objects.undigested().filter(mandate__in=active)


def _claim(waiting: QuerySet[Notice], kind: str, day: dt.date) -> int:
    readers = waiting.order_by("mandate__person_id").values_list("mandate__person_id", flat=True).distinct()
    claimed, last = 0, 0
    while chunk := list(readers.filter(mandate__person_id__gt=last)[:CHUNK]):
        last = chunk[-1]
        rows = [Digest(person_id=key, kind=kind, local_date=day) for key in chunk]
        Digest.objects.bulk_create(rows, ignore_conflicts=True)
        claimed += len(chunk)
        if len(chunk) < CHUNK:
            break
    return claimed


def _due_offices(moment: dt.datetime) -> dict[tuple[str, dt.date, dt.datetime], list[int]]:
    """Return the offices whose digest is due, by rhythm, local day and instant."""
    span = dt.timedelta(days=8)
    closed = Holiday.objects.closed_days((moment - span).date(), (moment + span).date())
    due: dict[tuple[str, dt.date, dt.datetime], list[int]] = defaultdict(list)
    for office in Office.objects.all():
        kind = rhythm_of(office)
        try:
            zone = office.zone
        except (ValueError, OSError, LookupError):
            logger.error("Office %s has an unknown time zone: its digests wait.", office.code)
            continue
        found = due_since(moment, zone, closed.get(office.pk, {}), weekly=kind == Digest.Kind.WEEKLY)
        if found is not None:
            due[kind, found.day, found.since].append(office.pk)
    return due
