"""``manage.py send_digests``: send the digests that are due, or with ``--now`` what would go next."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ip5.accounts.models import Person
from ip5.offices import directory
from ip5.post import delivery, digests
from ip5.post.delivery import Postman, Tally


class Command(BaseCommand):
    """Runs the worker's own code at once; ends with 1 when the mail server does not answer."""

    help = "Send the digests that are due; with --now send at once what would go next."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", action="store_true", help="do not wait for 08:00 in the reader's zone")
        parser.add_argument("--to", metavar="ADDRESS", help="only the reader with this address (with --now)")

    def handle(self, *args: Any, now: bool = False, to: str | None = None, **options: Any) -> None:
        if to and not now:
            raise CommandError("--to goes with --now.")
        if to and not Person.objects.filter(email__iexact=to).exists():
            raise CommandError(f"Nobody signs in as {to}.")
        directory.clear()
        claimed = digests.claim_now(to) if now else digests.claim_due()
        self.stdout.write(f"{claimed} reader(s) due.")
        try:
            with Postman() as postman:
                total = digests.deliver_pending(postman, self._progress)
        except delivery.ServerAway as error:
            raise CommandError(
                f"The mail server does not answer ({error}); all is kept and sent by the next sweep."
            ) from error
        if not total.sent and not total.kept:
            self.stdout.write(f"Nothing is due for {to}." if to else "Nothing is due.")

    def _progress(self, total: Tally) -> None:
        self.stdout.write(f"{total.sent} sent, {total.kept} kept, {total.dropped} without anything to tell.")
