"""The table of kinds: what is taken and as what it is served."""

import pytest

from ip5.papers.kinds import KINDS, SUFFIXES, kind_of_name


def test_nothing_that_a_browser_runs_is_in_the_table():
    assert list(SUFFIXES) == ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "png", "jpg", "jpeg", "txt", "csv"]
    served = {kind.content_type.split(";")[0] for kind in KINDS.values()}
    assert not served & {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "text/javascript"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.JPEG", "jpg"),
        ("a.docm", None),
        ("a.svg", None),
        ("pdf", None),
        ("a.pdf.", None),
    ],
)
def test_the_last_ending_counts(name: str, code: str | None):
    kind = kind_of_name(name)
    assert (kind.code if kind else None) == code
