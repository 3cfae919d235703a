"""Handing mails to the server: one row, one lock, one mail, and "sent" only once it was accepted."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from smtplib import SMTPException
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from ip5.accounts.models import Mandate
from ip5.ballots import actions as ballots
from ip5.ballots.models import LinkMail
from ip5.kernel import clock
from ip5.outbox.models import Letter, Mailed, Notice
from ip5.post import mails, subjects

logger = logging.getLogger(__name__)

BATCH = 200
LONGEST_WAIT = dt.timedelta(days=1)


class ServerAway(Exception):
    """No mail server answers: nothing else will be tried in this run."""


class Taken(Exception):
    """Another worker has this mail's rows: leave them to it."""


class Postman:
    """One connection to the mail server for a run, opened at the first mail and again after a failure."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def hand_over(self, mail: EmailMultiAlternatives) -> None:
        """Send one mail.

        Raises ``ServerAway`` when no server answers, SMTPException or OSError when it refuses.
        """
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (SMTPException, OSError) as error:
                raise ServerAway(str(error)) from error
            self._connection = connection
        try:
            self._connection.send_messages([mail])
        except (SMTPException, OSError):
            self._close()
            raise

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (SMTPException, OSError):
                logger.info("The mail server closed the connection first.")


@dataclass
class Tally:
    """What a run did."""

    sent: int = 0
    kept: int = 0
    dropped: int = 0

    def add(self, other: Tally) -> None:
        self.sent += other.sent
        self.kept += other.kept
        self.dropped += other.dropped


def deliver_row(
    row: Mailed,
    compose: Callable[[], EmailMultiAlternatives],
    postman: Postman,
    claim: Callable[[], None] = lambda: None,
    **accepted: Any,
) -> Tally:
    """Send one row's mail inside its lock and mark it sent; returns what became of it.

    ``claim`` takes further rows of the same mail and may raise ``Taken``. ``accepted`` are columns to set
    once the server took it. A row that another worker holds or has sent is left alone. A refused
    mail is kept and tried again later. Raises ``ServerAway`` after noting it on the row.
    """
    model = type(row)
    try:
        with transaction.atomic():
            rows = model.objects.unsent().filter(pk=row.pk)  # type: ignore[attr-defined]
            if not list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)):
                return Tally()
            claim()
            postman.hand_over(compose())
            # Sent: whatever happens from here on, a repeat carries the same Message-ID.
            model.objects.filter(pk=row.pk).update(  # type: ignore[attr-defined]
                sent_at=clock.now(), message_id=row.derived_message_id, last_error="", **accepted
            )
    except Taken:
        return Tally()
    except ServerAway as error:
        _note(row, error, wait=False)
        raise
    except (SMTPException, OSError) as error:
        _note(row, error, wait=True)
        return Tally(kept=1)
    return Tally(sent=1)


def _note(row: Mailed, error: Exception, *, wait: bool) -> None:
    """Keep the failure on the row. A refused mail waits 1, 2, 4 ... minutes, one without a server none."""
    attempts = row.attempts + 1
    pause = min(dt.timedelta(minutes=2 ** min(attempts - 1, 11)), LONGEST_WAIT)
    type(row).objects.filter(pk=row.pk, sent_at__isnull=True).update(  # type: ignore[attr-defined]
        attempts=attempts,
        message_id=row.derived_message_id,
        last_error=f"{type(error).__name__}: {error}"[:300],
        try_after=clock.now() + pause if wait else None,
    )
    logger.warning("Kept for the next sweep: %s %s (%s)", type(row).__name__, row.uuid, type(error).__name__)


def deliver_letters(postman: Postman) -> Tally:
    """Send the sign-in mails that are due; their text is emptied once accepted."""
    total = Tally()
    for letter in Letter.objects.unsent().due(clock.now()).order_by("created_at")[:BATCH]:
        total.add(deliver_row(letter, partial(mails.letter_mail, letter), postman, text="", html=""))
    return total


def deliver_immediate(postman: Postman) -> Tally:
    """Send the immediate notices that are due, each under its reader's rights at this instant.

    A notice whose mandate has ended, or whose subject the reader may no longer see, is dropped.
    """
    total, now = Tally(), clock.now()
    notices = list(Notice.objects.unsent().due(now).order_by("created_at", "pk")[:BATCH])
    active = Mandate.objects.active(now).worn()
    hats = {hat.pk: hat for hat in active.filter(pk__in={each.mandate_id for each in notices})}
    seen = subjects.look_up(
        (hats[each.mandate_id], each.subject_kind, each.subject_uuid)
        for each in notices
        if each.mandate_id in hats
    )
    for notice in notices:
        facts = seen.get((notice.mandate_id, notice.subject_kind, notice.subject_uuid))
        if facts is None:
            total.dropped += Notice.objects.unsent().filter(pk=notice.pk).update(dropped_at=now)
            continue
        notice.mandate = hats[notice.mandate_id]
        total.add(deliver_row(notice, partial(mails.notice_mail, notice, facts, now), postman))
    return total


def deliver_links(postman: Postman) -> Tally:
    """Send the Heads' links and codes that are due; each is composed now, and what is sent stands in the link's log.

    A link that is not valid any more is dropped, and a code whose second address was taken away.
    """
    total, now = Tally(), clock.now()
    rows = LinkMail.objects.unsent().due(now).select_related("link").order_by("created_at", "pk")
    for row in rows[:BATCH]:
        link = ballots.link_of(row.link.token)
        if link is None or (row.part == LinkMail.Part.CODE and not link.mandate.person.second_address):
            total.dropped += LinkMail.objects.unsent().filter(pk=row.pk).update(dropped_at=now)
            continue
        row.link = link
        claim = partial(ballots.note_mailed, link, row.part)
        total.add(deliver_row(row, partial(mails.link_mail, row), postman, claim))
    return total
