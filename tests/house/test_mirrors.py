"""Tests mirror the source: each room of an app has tests/<app>/test_<room>.py, or one for a file of the room."""

from tests.house import source

NO_ROOM = {"__init__", "apps", "urls", "api_urls", "migrations", "management", "templatetags", "demo"}
# Rooms that other files test for now. The list only shrinks: a line whose file exists fails.
MISSING = {
    "accounts/forms",
    "ballots/explanations",
    "ballots/forms",
    "ballots/models",
    "ballots/states",
    "dashboards/calculations",
    "dashboards/forms",
    "dashboards/querysets",
    "outbox/kinds",
    "outbox/models",
    "outbox/querysets",
    "outbox/wake",
    "post/mails",
    "post/models",
    "post/querysets",
    "post/tasks",
    "ui/fields",
    "ui/parts",
    "ui/specimens",
}


def rooms() -> set[str]:
    """Return every room as app/room."""
    found = set()
    for app, folder in {**source.APPS, "kernel": source.ROOT / "ip5" / "kernel"}.items():
        for path in folder.iterdir():
            name = path.stem
            is_room = path.suffix == ".py" or (path / "__init__.py").is_file()
            if is_room and name not in NO_ROOM and not name.startswith("_"):
                found.add(f"{app}/{name}")
    return found


def test_every_room_has_its_tests():
    without = set()
    for room in rooms():
        app, name = room.split("/")
        files = {path.stem for path in (source.ROOT / "tests" / app).glob("test_*.py")}
        parts = {f"test_{path.stem}" for path in (source.APPS.get(app, source.ROOT) / name).glob("[!_]*.py")}
        if not any(
            each == f"test_{name}" or each.startswith(f"test_{name}_") or each in parts for each in files
        ):
            without.add(room)
    assert without == MISSING
