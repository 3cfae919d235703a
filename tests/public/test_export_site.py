"""``manage.py export_site``: builds what is missing, tells how far it is, refuses with a sentence."""

import io

import pytest
from django.core.management import CommandError, call_command

from ip5.public.bundle import writing
from roadmap.models import PublishedFile
from tests.public.publications import publish

pytestmark = pytest.mark.django_db


def export(folder, **streams):
    out, err = io.StringIO(), streams.get("stderr", io.StringIO())
    call_command("export_site", output=str(folder), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_builds_the_files_and_writes_the_site(tmp_path):
    publish()
    out, err = export(tmp_path / "site")
    assert PublishedFile.objects.count() == 6
    assert (tmp_path / "site" / "roadmap" / "1.0" / "roadmap.pdf").read_bytes().startswith(b"%PDF-")
    count = len([path for path in (tmp_path / "site").rglob("*") if path.is_file()])
    assert out.startswith(f"{count} files in {tmp_path / 'site'}.")
    lines = err.splitlines()
    assert lines[-1].startswith("[################################] ")
    assert lines[-1].endswith(f"{count - 2}/{count - 2}")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_bar_is_drawn_over_itself(tmp_path):
    screen = Terminal()
    export(tmp_path / "site", stderr=screen)
    assert screen.getvalue().count("\r") > 10
    assert "index.html" in screen.getvalue()


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CommandError, match="holds something that is not a former export"):
        export(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_a_page_that_leads_nowhere_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "FIRST", ("/public/roadmap/9.9/",))
    with pytest.raises(CommandError, match=r"A page leads nowhere: /public/roadmap/9\.9/: 404"):
        export(tmp_path / "site")
    assert not (tmp_path / "site").exists()
