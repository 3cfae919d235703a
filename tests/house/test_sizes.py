"""Files stay under 400 lines and functions under 40; junk drawers have no name here."""

import re

from tests.house import source

FILE, FUNCTION = 400, 40
JUNK = {"helpers", "utils", "util", "services", "managers", "signals", "selectors", "common", "misc"}
# Longer than the house allows; each leaves this list when it is split, none joins it.
LONG_FILES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()


def test_files_stay_short():
    kinds = (".py", ".css", ".js", ".html")
    files = [path for kind in kinds for path in source.named(kind) if "migrations" not in path.parts]
    long = {source.short(path) for path in files if len(path.read_text().splitlines()) >= FILE}
    assert long == LONG_FILES


def test_functions_stay_short():
    long = {
        f"{source.short(path)}::{node.name}"
        for path in source.python()
        for node in source.functions(path)
        if node.end_lineno - node.lineno + 1 >= FUNCTION
    }
    assert long == LONG_FUNCTIONS


def test_no_room_is_a_junk_drawer():
    assert not [
        source.short(path) for path in source.python() if path.stem in JUNK or path.parent.name in JUNK
    ]


def test_nothing_is_left_for_later():
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")))
    text = [path for kind in (".py", ".html", ".css", ".js", ".md") for path in source.named(kind)]
    assert not [source.short(path) for path in text if marks.search(path.read_text())]


def test_every_public_function_says_what_it_does():
    silent = [
        f"{source.short(path)}::{node.name}"
        for path in source.python("ip5", *source.BESIDE)
        for node in source.tree(path).body
        if isinstance(node, source.Function) and not node.name.startswith("_")
        if not source.ast.get_docstring(node)
    ]
    assert not silent
