"""Pages: what counts as a page number, and the neighbours' addresses."""

from __future__ import annotations

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from ip5.api import pagination


def asking(query: str) -> Request:
    """Return a request for a list with this query."""
    return Request(APIRequestFactory().get(f"/api/v1/proposals/{query}"))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("?page=7", 7),
        ("?page=0", 1),
        ("?page=-3", 1),
        ("?page=x", 1),
        ("?page=10000", 10_000),
        ("?page=10001", 1),
        ("?page=%C2%B2", 1),
        (f"?page={'9' * 5_000}", 1),
    ],
)
def test_what_is_no_number_in_reach_is_the_first_page(query, number):
    assert pagination.number_of(asking(query)) == number


def test_a_page_keeps_the_query_in_its_neighbours_addresses():
    data = pagination.answer(asking("?q=x&page=2"), 2, ["row"], has_next=True).data
    assert data["next"] == "http://testserver/api/v1/proposals/?page=3&q=x"
    assert data["previous"] == "http://testserver/api/v1/proposals/?page=1&q=x"
    assert data["results"] == ["row"]


def test_a_list_is_read_one_row_beyond_the_page():
    pages = pagination.KeyPagination()
    rows = pages.paginate_queryset(list(range(51)), asking(""))
    assert (rows, pages.has_next) == (list(range(50)), True)
    assert pages.get_paginated_response(rows).data["previous"] is None
