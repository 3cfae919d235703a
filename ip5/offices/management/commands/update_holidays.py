"""``manage.py update_holidays``: holiday tables up to three years ahead."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ip5.offices import actions


class Command(BaseCommand):
    help = "Write missing holiday tables and refresh provisional ones, from 2018 to three years ahead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also rewrite published tables, with their corrections by hand",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        written = actions.update_holidays(overwrite=options["overwrite"])
        self.stdout.write(f"{written} holiday tables written.")
