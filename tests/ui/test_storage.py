"""The style sheets as a browser gets them: one file, every sheet in its layer, a new name for a new word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from ip5.ui.storage import ENTRY, IMPORT

STORAGES = {"staticfiles": {"BACKEND": "ip5.ui.storage.HashedStaticFiles"}}


@pytest.fixture
def source(tmp_path: Path, settings) -> Path:
    """Our static files alone, in a folder that a test may change; they are collected beside it."""
    shutil.copytree(settings.BASE_DIR / "static", tmp_path / "source")
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | STORAGES
    return tmp_path / "source"


def collected() -> Path:
    """Collect, and return the sheet that pages name."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT / staticfiles_storage.stored_name(ENTRY)


def test_one_sheet_holds_all_others_in_their_layers_and_order(source):
    text = collected().read_text()
    assert "@import" not in text
    at, left = 0, text
    for name, layer in IMPORT.findall((source / ENTRY).read_text()):
        body = f"@layer {layer} {{\n{(source / 'css' / name).read_text()}}}"
        assert left.count(body) == 1, name
        assert text.index(body) > at - 1
        at = text.index(body)
        left = left.replace(body, "")
    assert left.count("{") == 0


def test_collected_twice_it_is_the_same_and_changed_it_is_another(source):
    first = collected()
    assert collected() == first
    sheet = source / "css" / "components" / "tag.css"
    sheet.write_text(sheet.read_text() + "\n.tag { order: 1; }\n")
    second = collected()
    assert second != first
    assert ".tag { order: 1; }" in second.read_text()


def test_no_sheet_names_a_file_that_would_lie_elsewhere(source):
    others = [path for path in (source / "css").rglob("*.css") if path != source / ENTRY]
    assert [path.name for path in others if "url(" in path.read_text()] == []
