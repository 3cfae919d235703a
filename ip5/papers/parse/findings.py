"""How a look at a file ends in the child process: a finding is raised, and told to the parent as a word."""

from __future__ import annotations


class Finding(Exception):
    """Why a file is not taken; ``code`` is a key of ``inspection.SENTENCES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
