"""Offices over the API: their codes, their names of today and of other days."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.offices.models import Office
from tests.api.scenes import call, leaves

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["hod_ep", "observer", "industry", "expert", "site_admin"])
def test_every_hat_reads_all_offices_in_protocol_order(cast, key):
    rows = call(cast.client(key), "get", "/offices/").json()["results"]
    assert [row["code"] for row in rows] == list(Office.objects.values_list("code", flat=True))
    assert [row["code"] for row in rows[:6]] == ["EP", "JP", "KR", "CN", "US", "WO"]
    assert set(rows[0]) == {"code", "kind", "acronym", "name", "city", "tz"}


def test_an_office_has_its_dated_names_and_no_deed(cast):
    shown = call(cast.client("observer"), "get", "/offices/KR/").json()
    assert (shown["acronym"], shown["kind"], shown["tz"]) == ("MOIP", "member", "Asia/Seoul")
    assert [line["acronym"] for line in shown["names"]] == ["KIPO", "MOIP"]
    assert shown["names"][0]["until"] == "2025-09-30"
    assert shown["abilities"] == {}
    assert not {name for name, _value in leaves(shown)} & {"id", "pk", "uuid"}


@pytest.mark.parametrize("code", ["QQ", "kr", "1", "%00", "x" * 4_000])
def test_an_unknown_code_is_not_found(cast, code):
    assert call(cast.client("hod_ep"), "get", f"/offices/{code}/").status_code == 404


def test_strangers_are_told_to_sign_in(cast):
    for path in ("/offices/", "/offices/EP/"):
        assert call(cast.client("anonymous"), "get", path).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_offices_are_read_only(cast, method):
    assert call(cast.client("site_admin"), method, "/offices/EP/").status_code == 405


def test_offices_keep_their_budgets(cast):
    client = cast.client("hod_ep")
    # The first call of a session notes when it was used.
    call(client, "get", "/offices/")
    for path, most in (("/offices/", 6), ("/offices/EP/", 12)):
        with CaptureQueriesContext(connection) as captured:
            assert call(client, "get", path).status_code == 200
        assert len(captured) <= most


def test_a_page_past_the_end_is_empty(cast):
    answer = call(cast.client("hod_ep"), "get", "/offices/", {"page": 7}).json()
    assert (answer["results"], answer["next"]) == ([], None)
