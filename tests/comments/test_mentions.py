"""Offices named in a comment: which words count, and that only they are set off."""

import pytest

from ip5.comments.mentions import codes_in, rendered


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Why so, @KR and @jp?", ["KR", "jp"]),
        ("(@EP)", ["EP"]),
        ("a@jp.example, x.@jp", []),
        ("@ @1 @A", []),
        ("@日本", []),
    ],
)
def test_what_counts_as_named(text, codes):
    assert codes_in(text) == codes


def test_only_known_offices_are_set_off():
    assert rendered("@KR, @XX", {"KR"}) == '<p><b class="mention">@KR</b>, @XX</p>'


@pytest.mark.parametrize("text", ["<b>@KR</b>", '<a href="//x/@KR">', "&lt;@KR", "<img src=x onerror=@KR>"])
def test_the_words_are_escaped_before_anything_is_added(text):
    html = rendered(text, {"KR"}).replace('<b class="mention">@KR</b>', "@KR")
    assert html.removeprefix("<p>").removesuffix("</p>").count("<") == 0


def test_paragraphs_and_lines_stay():
    assert rendered("One\nTwo\n\nThree", {"KR"}) == "<p>One<br>Two</p>\n\n<p>Three</p>"
