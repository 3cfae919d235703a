"""What every viewset keeps: an access declaration, no OPTIONS, one answer for what is not found."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from ip5.checks import routes
from ip5.kernel import access
from tests.api.scenes import API, UNKNOWN, call

pytestmark = pytest.mark.django_db
NOUNS = ("proposals", "ideas", "rounds", "offices", "versions", "areas", "goals", "projects")
NOUNS += ("meetings", "decisions", "action-items")


def test_every_route_of_the_api_is_for_hats():
    found = [
        pattern for address, pattern in routes(get_resolver().url_patterns) if address.startswith("api/")
    ]
    assert len(found) >= 20
    assert {access.declared(pattern.callback) for pattern in found} == {access.Access.HAT}


@pytest.mark.parametrize(
    "path", ["/proposals/", f"/proposals/{UNKNOWN}/", "/rounds/", "/offices/", "/versions/", "/meetings/"]
)
def test_options_describes_nothing(cast, path):
    assert cast.client("hod_ep").options(f"{API}{path}").status_code == 405


def test_unknown_and_malformed_ids_have_the_same_answer(cast):
    client = cast.client("hod_ep")
    bodies = {
        call(client, "get", f"/{noun}/{name}/").content for noun in NOUNS for name in (UNKNOWN, "x", "1")
    }
    assert len(bodies) == 1


def test_answers_are_not_kept_by_caches(cast):
    answer = call(cast.client("hod_ep"), "get", "/proposals/")
    assert "no-store" in answer["Cache-Control"]


def test_an_empty_filter_is_none_and_an_unknown_name_is_not_read(cast):
    client = cast.client("hod_ep")
    for path, query in (("/proposals/", {"state": ""}), ("/meetings/", {"state": "", "stata": "x"})):
        assert call(client, "get", path, query).status_code == 200
