"""What must not stand in a log: the secret part of an address."""

from __future__ import annotations

import logging
import re

# What follows one of these in an address lets whoever has it in.
SECRET = re.compile(r"(/by-link/)[^/\s\"'?]+")


class WithoutSecrets(logging.Filter):
    """Blots the secret part out of a record's message, whoever handles it afterwards; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place and return True."""
        if isinstance(record.msg, str):
            record.msg = blotted(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(blotted(each) if isinstance(each, str) else each for each in record.args)
        return True


def blotted(text: str) -> str:
    """Return the text without the secret part of any address in it."""
    return SECRET.sub(r"\1…", text)
