"""Write the public site as a folder of files for the IP5 website: relative links, opens from disk."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ip5.public import bundle
from roadmap.exports import files

WIDTH = 32


class Command(BaseCommand):
    help = "Write every public page, with its files, into a folder that needs no server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument(
            "--output",
            required=True,
            metavar="DIR",
            help="a new or empty folder, or a former export to replace",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what the clock has not built yet, then write; a failure leaves the former export as it was."""
        folder = Path(options["output"]).absolute()
        files.build_due()
        try:
            count = bundle.write(folder, tell=self.tell)
        except bundle.NotOurs:
            raise CommandError(
                f"{folder} holds something that is not a former export. Nothing was written."
            ) from None
        except bundle.NotAnswered as error:
            raise CommandError(f"A page leads nowhere: {error}. Nothing was written.") from None
        finally:
            self.end()
        self.stdout.write(
            f"{count} files in {folder}. Open index.html, or check: sha256sum --check SHA256SUMS"
        )

    def tell(self, done: int, known: int, name: str) -> None:
        """Draw the bar over itself on a terminal; elsewhere a line at each tenth."""
        full = WIDTH * done // known
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {done}/{known}"
        if self.stderr.isatty():
            self.stderr.write(f"\r{line} {name[:60]:60}", ending="")
            self.stderr.flush()
        elif done == known or done % 50 == 0:
            self.stderr.write(line)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self.stderr.isatty():
            self.stderr.write("")
