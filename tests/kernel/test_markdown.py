"""Markdown to HTML: what is kept, and that nothing in it can act."""

import re
import time

import pytest

from ip5.kernel.markdown import render

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in words": "Fine <script src='//x.example/a.js'></script> words",
    "javascript link": "[click](javascript:alert(1))",
    "javascript link, mixed case": "[click](JaVaScRiPt:alert(1))",
    "javascript link, entity": "[click](javascript&colon;alert(1))",
    "javascript link, tab": "[click](java\tscript:alert(1))",
    "data link": "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "vbscript link": "[click](vbscript:msgbox(1))",
    "raw link": '<a href="javascript:alert(1)">x</a>',
    "auto link": "<javascript:alert(1)>",
    "onerror": '<img src=x onerror="alert(1)">',
    "image": '![x](https://x.example/a.png "onerror=alert(1)")',
    "image, javascript": "![x](javascript:alert(1))",
    "svg": "<svg/onload=alert(1)>",
    "iframe": "<iframe src='https://x.example'></iframe>",
    "style": "<style>body{display:none}</style><p style='color:red'>x</p>",
    "broken out of the link": '[x](https://x.example/"onmouseover="alert(1))',
    "title of a link": '[x](https://x.example "\\" onmouseover=alert(1)")',
    "code block's language": '```"><script>alert(1)</script>\ncode\n```',
    "reference": "[x]\n\n[x]: javascript:alert(1)",
    "comment": "<!-- --><script>alert(1)</script>",
    "template": "{{ secret }}{% load x %}",
}
TAG = re.compile(r"<[a-zA-Z][^>]*>")
# A tag without attributes, or a link to a web address, whose title is words.
INERT = re.compile(
    r"<(?:(?:p|br|strong|em|ul|ol|li|blockquote|code|pre|hr|h3|h4)(?: ?/)?"
    r'|a href="https://x\.example(?:/[^"<>]*)?"(?: title="[^"<>]*")? rel="noopener noreferrer")>'
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_inert(name):
    assert [tag for tag in TAG.findall(render(HOSTILE[name])) if not INERT.fullmatch(tag)] == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Plain words.", "<p>Plain words.</p>\n"),
        ("**strong** and *em*", "<p><strong>strong</strong> and <em>em</em></p>\n"),
        ("# One\n\n### Three\n\n##### Five", "<h3>One</h3>\n<h3>Three</h3>\n<h4>Five</h4>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("[x](https://a.example)", '<p><a href="https://a.example" rel="noopener noreferrer">x</a></p>\n'),
        ("[x](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="noopener noreferrer">x</a></p>\n'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
            "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n",
        ),
    ],
)
def test_what_a_proposal_needs_is_kept(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [each * (20_000 // len(each)) for each in ("[", "(", "![", "[a](", "*", "> ", "`", "<", "- ")],
    ids=["brackets", "parens", "images", "links", "stars", "quotes", "ticks", "angles", "lists"],
)
def test_the_worst_text_of_full_length_is_read_within_two_seconds(text):
    start = time.process_time()
    render(text)
    assert time.process_time() - start < 2
