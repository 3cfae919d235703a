"""The public pages on verification: for everybody, with the files as they lie in the repository."""

from pathlib import Path

import pytest

from ip5.kernel.text import sha256_hex

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("key", [None, "hod_ep", "observer", "site_admin"])
def test_everybody_reads_the_page(db, client, cast, key, django_assert_max_num_queries):
    if key:
        client.force_login(cast.hat(key).person)
    with django_assert_max_num_queries(8):
        response = client.get("/verify/")
    text = response.content.decode()
    assert response.status_code == 200
    assert sha256_hex((DOCS / "verify" / "verify.py").read_text()) in text
    for path in ("/verify/verify.py", "/verify/verify-format.md"):
        assert f'href="{path}"' in text


@pytest.mark.parametrize(
    ("path", "file"), [("verify.py", "verify/verify.py"), ("verify-format.md", "verify-format.md")]
)
def test_the_files_are_those_of_the_repository(db, client, path, file):
    response = client.get(f"/verify/{path}")
    assert response.content == (DOCS / file).read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{path}"'
