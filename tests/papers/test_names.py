"""Names keep their script and lose what deceives."""

import unicodedata

import pytest

from ip5.papers.names import clean, plain_line


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("特許指標 第2版.docx", "特許指標 第2版.docx"),
        ("براءة اختراع.pdf", "براءة اختراع.pdf"),
        (unicodedata.normalize("NFD", "Prüfung 특허.txt"), "Prüfung 특허.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u2069\u200f.txt", "ab.txt"),
        ("a\r\nb\0\x1b.txt", "a b.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\papers\\a.txt", "a.txt"),
        ("...hidden.txt", "hidden.txt"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("a" * 300, "a" * 200),
    ],
)
def test_a_name_is_kept_in_its_script(given: str, kept: str):
    assert clean(given) == kept


def test_a_title_is_one_line():
    assert plain_line(" Annex\u202e\n 1 ") == "Annex 1"
