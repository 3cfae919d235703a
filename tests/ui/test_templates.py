"""All templates and scripts: nothing inline, nothing from elsewhere, every image and sheet there."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "mail" not in (*path.parts, path.stem)
)
NAMED = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))


@NAMED
def test_nothing_is_inline(path):
    text = re.sub(r"\{[%#].*?[%#]\}", "", path.read_text())  # a tag's option may be called style
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text
    assert "hx-on" not in text


@NAMED
def test_nothing_is_fetched_from_elsewhere(path):
    assert not re.search(r"(?:src|srcset|action)\s*=\s*[\"'](?:https?:)?//", path.read_text())
    assert not re.search(r"<link[^>]+href\s*=\s*[\"'](?:https?:)?//", path.read_text())


# Without cookie or session there is no token: the secret is the address and a code (record 0018).
WITHOUT_TOKEN = {"by_link_question.html", "by_link_sure.html"}


@NAMED
def test_every_post_form_carries_the_token(path):
    text = path.read_text()
    if path.name in WITHOUT_TOKEN:
        assert "csrf_token" not in text
        return
    for form in re.findall(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, flags=re.S | re.I):
        assert "{% csrf_token %}" in form


@NAMED
def test_icons_named_here_are_drawn(path):
    sprite = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = set(re.findall(r'\{% icon "([\w-]+)"', path.read_text()))
    named |= set(re.findall(r'\{% glyph "([\w-]+)"', path.read_text()))
    assert named <= sprite


def test_the_layouts_say_their_language_and_lead_past_the_menu():
    text = (ROOT / "templates/layouts/base.html").read_text()
    assert '<html lang="{{ LANGUAGE_CODE' in text
    assert 'class="skip-link" href="#main"' in text


def test_scripts_are_modules_without_evaluation():
    for path in (ROOT / "static/js").glob("*.js"):
        text = path.read_text()
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|https?://", text), path.name


def test_the_page_weight_leaves_room():
    shipped = [*(ROOT / "static/css").rglob("*.css"), *(ROOT / "static/js").glob("*.js")]
    shipped.append(ROOT / "static/img/icons.svg")
    assert sum(len(gzip.compress(path.read_bytes())) for path in shipped) < 60_000
