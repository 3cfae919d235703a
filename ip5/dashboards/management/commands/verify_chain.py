"""``manage.py verify_chain``: prove hash chains and frozen versions, or name the first row that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from ip5.audit.models import Chain
from ip5.audit.verifier import Report, check_chains, event_digest
from ip5.ballots.verifier import rounds_report
from roadmap.verifier import versions_report


def audit_report(database: str) -> Report:
    """Return the report on the record's chains."""
    return check_chains(Chain.objects.using(database).rows_to_verify(), event_digest)


# One entry for each kind of chain: the events of every subject, the positions of every round; and the frozen
# versions of the roadmap, which both of them name.
CHAINS: dict[str, Callable[[str], Report]] = {
    "record": audit_report,
    "rounds": rounds_report,
    "versions": versions_report,
}


class Command(BaseCommand):
    """Ends with 0 when every chain holds, with 1 naming the first bad row."""

    help = "Check every hash chain; exit 1 names the first bad row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, help="the connection to read through")

    def handle(self, *args: Any, database: str = DEFAULT_DB_ALIAS, **options: Any) -> None:
        flaws = []
        for name, check in CHAINS.items():
            report = check(database)
            self.stdout.write(f"{name}: {report.chains} chains, {report.rows} rows read.")
            if report.flaw is not None:
                flaws.append(f"{name}: {report.flaw}")
        if flaws:
            raise CommandError("\n".join(flaws), returncode=1)
        self.stdout.write("No flaw found.")
