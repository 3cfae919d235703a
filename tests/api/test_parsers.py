"""Bodies that are too large, too deep, or no JSON: refused before anything is done."""

from __future__ import annotations

import pytest

from proposals.models import Proposal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"title": NaN}', 400),
        (b'{"version": ' + b"9" * 5_000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b'{"title": "' + b"x" * (5 * 1024 * 1024) + b'"}', 413),
        (b'"\\ud800"', 422),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(cast, body, status):
    answer = cast.client("hod_ep").post("/api/v1/proposals/", body, content_type="application/json")
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/json"
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"]
)
def test_only_json_is_read(cast, kind):
    answer = cast.client("hod_ep").post("/api/v1/proposals/", b"title=T", content_type=kind)
    assert answer.status_code == 415
    assert not Proposal.objects.exists()
