"""``manage.py export_round``: the archive of a closed round, or of all, for docs/verify/verify.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ip5.ballots import archive
from ip5.ballots.models import Round
from ip5.kernel.text import canonical_json, sha256_hex

INDEX = "ip5-archive-index-1"
WIDTH = 30


class Command(BaseCommand):
    """Write one archive, or all of them with an index; the same record gives the same bytes."""

    help = (
        "Write the archive of a closed round as canonical JSON: NETAI/B/2026/001 R1, or --all --output DIR."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("symbol", nargs="?", help="the ballot, as NETAI/B/2026/001")
        parser.add_argument("round", nargs="?", help="its round, as R1")
        parser.add_argument("--all", action="store_true", help="every closed round, each in its own file")
        parser.add_argument("--redacted", action="store_true", help="hashes instead of the offices' words")
        parser.add_argument("--output", type=Path, help="a file, or with --all a folder; else it is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        form = archive.REDACTED if options["redacted"] else archive.FULL
        if options["all"]:
            if options["symbol"] or options["output"] is None:
                raise CommandError("Say either one round, or --all with --output and a folder.")
            self.write_all(options["output"], form)
        else:
            self.write_one(options["symbol"] or "", options["round"] or "", form, options["output"])

    def write_one(self, symbol: str, number: str, form: str, output: Path | None) -> None:
        """Write or print the archive of one round. Refuses one that is not there or not closed."""
        if not symbol or not number[:1] == "R" or not number[1:].isdecimal():
            raise CommandError("Name a ballot and its round: NETAI/B/2026/001 R1")
        rounds = Round.objects.filter(symbol=symbol, number=int(number[1:]))
        found = next(archive.archives(rounds, form), None)
        if found is None:
            state = rounds.values_list("state", flat=True).first()
            why = f"is {state}; only a closed round is exported" if state else "does not exist"
            raise CommandError(f"{symbol} {number} {why}.")
        if output is None:
            self.stdout.write(found[1], ending="")
        else:
            output.write_bytes(found[1].encode())

    def write_all(self, folder: Path, form: str) -> None:
        """Write every closed round into ``folder``, and index.json with the hash of each file."""
        folder.mkdir(parents=True, exist_ok=True)
        rounds = Round.objects.all()
        total, entries = archive.exportable(rounds).count(), []
        for symbol, text in archive.archives(rounds, form):
            name = archive.file_name(symbol, form)
            (folder / name).write_bytes(text.encode())
            entries.append({"file": name, "symbol": symbol, "sha256": sha256_hex(text)})
            self.show(len(entries), max(total, len(entries)), symbol)
        index = canonical_json({"format": INDEX, "form": form, "archives": entries})
        (folder / "index.json").write_bytes(index.encode())
        self.stdout.write(f"{len(entries)} archives and index.json written.")

    def show(self, done: int, total: int, symbol: str) -> None:
        """Draw the bar: on a terminal in one line, else nothing, so that logs stay short."""
        if not self.stderr.isatty():
            return
        full = WIDTH * done // total
        end = "\n" if done == total else ""
        self.stderr.write(f"\r[{'#' * full}{' ' * (WIDTH - full)}] {done}/{total} {symbol}", ending=end)
