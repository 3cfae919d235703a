"""Early plugin: how the tests are shared out among the workers.

A file is one worker's, so that what it sets up is made once; the journeys are one worker's too, because they share
one site. The longest come first, so that no worker waits at the end.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/journeys/",)
# By what they take, the longest first (make test ARGS="--durations=0"); what is not named follows in its order.
LONGEST = (
    "tests/journeys/",
    "tests/test_canary.py",
    "tests/test_access.py",
)


def share_of(nodeid: str) -> str:
    """Return the name of what one worker runs as a whole: the test's file, or a folder."""
    path = nodeid.split("::", 1)[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def place(item: pytest.Item) -> int:
    """Return where the test's share comes in the order."""
    share = share_of(item.nodeid)
    return LONGEST.index(share) if share in LONGEST else len(LONGEST)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest shares come first; within a share the order stays."""
    items.sort(key=place)


class ByShare(LoadScopeScheduling):
    """Hands out whole shares in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByShare | None:
    """Share out by file where ``--dist loadfile`` asks for it."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return ByShare(config, log)
