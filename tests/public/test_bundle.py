"""The public site as a folder: every link leads inside it, two runs are alike, a failure leaves the former one."""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
from pathlib import Path

import pytest

from ip5.public import bundle
from ip5.public.bundle import links, writing
from roadmap.exports import files
from tests.public.publications import publish, three
from tests.reading import words_of_pdf
from tests.roadmap.plans import KEPT_WORDS

pytestmark = pytest.mark.django_db

NAMED = re.compile(r"""\b(?:href|src|action|poster|srcset)\s*=\s*["']([^"']*)["']""")
LOADED = re.compile(r"""url\(\s*["']?([^"')]+)""")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    three()
    files.build_due()
    bundle.write(tmp_path / "site")
    return tmp_path / "site"


def test_every_page_and_file_is_in_it(folder):
    names = set(contents(folder))
    for edition in ("1.0", "1.1", "1.1-Corr.1"):
        assert {f"roadmap/{edition}/{name}" for name in (*files.FORMATS, files.SUMS, "index.html")} <= names
        assert {f"roadmap/{edition}/areas/{code}/index.html" for code in "ABCD"} <= names
        assert len([name for name in names if name.startswith(f"roadmap/{edition}/projects/")]) == 3
    assert {
        "index.html",
        "roadmap/index.html",
        "compare/index.html",
        "compare/1.0/1.1/index.html",
        "meetings/index.html",
        "meetings/1/index.html",
        "meetings/2/index.html",
        "verify/index.html",
        "verify/verify.py",
        "feed.atom",
        "roadmap.json",
        "roadmap.schema.json",
        "static/css/app.css",
        "static/css/pages/public.css",
        "SHA256SUMS",
        "ip5-export.json",
    } <= names


def test_every_link_leads_to_a_file_of_the_folder(folder):
    """Read from disk, as a browser would: nothing absolute, nothing foreign, nothing missing, every part there."""
    wrong = []
    for path in folder.rglob("*"):
        if path.suffix in {".html", ".css"}:
            text = path.read_text()
            named = LOADED.findall(text) if path.suffix == ".css" else NAMED.findall(text)
            wrong += [
                (path.name, each) for each in map(html.unescape, named) if is_broken(each, path, folder)
            ]
    assert not wrong


def is_broken(named: str, path: Path, folder: Path) -> bool:
    """Whether what a file of the folder names is foreign, absolute, outside or not there."""
    target, _mark, part = named.partition("#")
    where = (path.parent / target).resolve() if target else path
    if re.match(r"[a-z]+:|/", named) or not where.is_relative_to(folder) or not where.is_file():
        return True
    return bool(part) and where.suffix == ".html" and f'id="{part}"' not in where.read_text()


def test_no_page_asks_anything_of_a_server(folder):
    pages = [path.read_text() for path in folder.rglob("*.html")]
    assert not [page for page in pages if "<script" in page or "<form" in page or "csrf" in page]
    assert not [page for page in pages if "Sign in" in page or "Today" in page]


def test_icons_stand_in_the_page_itself(folder):
    page = (folder / "index.html").read_text()
    used = set(re.findall(r'<use href="#icon-([\w-]+)"', page))
    drawn = set(re.findall(r'<symbol id="icon-([\w-]+)"', page))
    assert used == drawn
    assert "download" in used
    assert "icons.svg" not in page


def test_what_leads_away_is_named_and_not_linked(folder):
    [page] = [path.read_text() for path in folder.glob("scoping/*/index.html")]
    assert "https://www.meti.go.jp/english/press/2020/0722_002.html" in page
    assert 'href="http' not in page


def test_two_runs_are_alike_byte_for_byte(folder, tmp_path):
    bundle.write(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)
    bundle.write(folder)
    assert contents(folder) == contents(tmp_path / "again")


def test_every_hash_is_in_the_list(folder):
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    found = {name: hashlib.sha256(body).hexdigest() for name, body in contents(folder).items()}
    del found["SHA256SUMS"]
    assert listed == found
    assert not subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False
    ).returncode


def test_nothing_kept_is_in_it(folder):
    texts = {
        name: words_of_pdf(body) if name.endswith(".pdf") else body.decode(errors="replace")
        for name, body in contents(folder).items()
        if not name.startswith("verify/")
    }
    assert not {name: word for name, text in texts.items() for word in KEPT_WORDS if word in text}


def test_before_anything_is_published_there_is_a_site_too(tmp_path):
    bundle.write(tmp_path / "site")
    assert "Nothing has been published yet" in (tmp_path / "site" / "index.html").read_text()


# --- Where it is written ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["notes.txt", ".hidden"])
def test_a_folder_with_something_else_in_it_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(bundle.NotOurs):
        bundle.write(tmp_path)
    assert contents(tmp_path) == {name: b"mine"}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(bundle.NotOurs):
        bundle.write(tmp_path / "site")
    assert (tmp_path / "site").read_text() == "mine"


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "site").mkdir()
    bundle.write(tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_what_is_gone_is_gone_from_the_folder_too(folder):
    (folder / "roadmap" / "0.9").mkdir()
    (folder / "roadmap" / "0.9" / "index.html").write_text("of a former export")
    bundle.write(folder)
    assert not (folder / "roadmap" / "0.9").exists()


def test_a_page_that_leads_nowhere_leaves_the_former_export(folder, monkeypatch):
    before = contents(folder)
    monkeypatch.setattr(writing, "FIRST", (*writing.FIRST, "/public/roadmap/9.9/"))
    with pytest.raises(bundle.NotAnswered, match=r"/public/roadmap/9\.9/: 404"):
        bundle.write(folder)
    assert contents(folder) == before
    assert [each.name for each in folder.parent.iterdir()] == ["site"]


def test_a_version_without_files_is_not_exported(tmp_path):
    publish()
    count = bundle.write(tmp_path / "site")
    assert count > 10
    assert "being built" in (tmp_path / "site" / "index.html").read_text()


# --- Links, one by one ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/public/", "index.html"),
        ("/public/roadmap/1.0/", "roadmap/1.0/index.html"),
        ("/public/roadmap/1.0/roadmap.pdf", "roadmap/1.0/roadmap.pdf"),
        ("/verify/", "verify/index.html"),
        ("/verify/verify.py", "verify/verify.py"),
    ],
)
def test_where_an_address_lies(path, place):
    assert links.place_of(path) == place


@pytest.mark.parametrize(
    ("page", "rewritten"),
    [
        ('<a href="/public/#files">x</a>', '<a href="../../index.html#files">x</a>'),
        ('<a href="#files">x</a>', '<a href="#files">x</a>'),
        ('<a href="https://www.example/a">Words</a>', "Words (https://www.example/a)"),
        ('<a rel="nofollow" href="https://www.example/a">https://www.example/a</a>', "https://www.example/a"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="//foreign.example/">Words</a>', "Words (//foreign.example/)"),
    ],
)
def test_an_address_as_a_page_names_it(page, rewritten):
    assert links.rewritten(page, "roadmap/1.0/index.html", links.place_of, "") == rewritten


def test_an_address_outside_the_public_site_stops_the_export(tmp_path):
    crawl = writing.Crawl(writing.Site(), tmp_path, lambda done, known, name: None)
    for path in ("/proposals/", "/account/login/", "/public/compare/?from=1.0"):
        with pytest.raises(bundle.NotAnswered, match="not of the public site"):
            crawl.find(path)
