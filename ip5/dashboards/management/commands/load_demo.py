"""``manage.py load_demo``: invented people, the record of 2021, and proposals at every stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from ip5.dashboards.demo import accounts, history, ideas, meetings, people, proposals, roadmap, rounds
from ip5.kernel.errors import DeedError, Invalid

LOCK = 5_106
BAR = 24


class Command(BaseCommand):
    """Loads what is missing; a second run changes nothing, a run after a broken one completes it."""

    help = "Load the demo data (only where DEMO is on): accounts, the record of 2021, live proposals."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load people, record and proposals in this order; say what was new, and who may sign in."""
        if not (settings.DEMO and settings.DEMO_PASSWORD):
            raise CommandError(_("Demo accounts share one password: they are loaded only with DEMO=1."))
        self.quiet = options["verbosity"] == 0
        self.new = 0
        try:
            with _alone():
                told = [
                    self._count(
                        _("mandates"), people.appoint_all(settings.DEMO_PASSWORD), len(people.appointments())
                    ),
                    self._count(_("entries of the record"), history.import_all(), len(history.records())),
                    self._count(_("ideas"), ideas.load_all(), len(ideas.entries())),
                    self._count(_("live proposals"), proposals.load_all(), len(proposals.entries())),
                    self._count(_("rounds of other rules"), rounds.load_all(), len(rounds.entries())),
                    self._count(_("versions of the roadmap"), roadmap.load_all(), len(roadmap.steps())),
                    self._count(_("steps of a meeting"), meetings.load_all(), len(meetings.steps())),
                ]
        except Invalid as invalid:
            lines = [f"{field}: {line}" for field, each in invalid.errors.items() for line in each]
            raise CommandError("\n".join([_("The demo data is incomplete."), *lines])) from invalid
        except DeedError as error:
            raise CommandError(str(error.reason)) from error
        if not self.quiet:
            self._tell(told)

    def _count(self, what: str, steps: Iterator[bool], total: int) -> str:
        """Take the steps with their progress on standard error; return how many were new, in words."""
        new = 0
        for done, is_new in enumerate(steps, start=1):
            new += is_new
            self._progress(what, done, total)
        self.new += new
        return _("%(new)d of %(total)d %(what)s") % {"new": new, "total": total, "what": what}

    def _progress(self, what: str, done: int, total: int) -> None:
        if self.quiet:
            return
        if self.stderr.isatty():
            filled = BAR * done // total
            bar = "█" * filled + "·" * (BAR - filled)
            self.stderr.write(f"\r  {bar} {done:3}/{total} {what}", str, ending="\n" if done == total else "")
            self.stderr.flush()
        elif done == total:
            self.stderr.write(f"  {done}/{total} {what}", str)

    def _tell(self, told: list[str]) -> None:
        self.stdout.write(_("New: %(list)s.") % {"list": ", ".join(told)})
        if not self.new:
            return
        rows = accounts.demo_accounts()
        width = max(len(email) for email, what in rows)
        for email, what in rows:
            self.stdout.write(f"  {email:<{width}}  {what}")
        self.stdout.write(_("All people, and every text marked so, are fictitious."))


@contextmanager
def _alone() -> Iterator[None]:
    """Let one loader work at a time: a second one waits, then finds everything loaded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
