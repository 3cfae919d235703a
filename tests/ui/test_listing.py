"""Pages of a list, and the filters that are on."""

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from ip5.ui.listing import narrowed, page_of, tags_of, url_with

ROWS = list(range(125))


def asked(query=""):
    return RequestFactory().get(f"/list/{query}")


def test_a_page_reads_one_row_more_than_it_shows():
    page = page_of(ROWS, asked("?page=2&q=ai"), size=50)
    assert list(page) == ROWS[50:100]
    assert (page.start, page.end, page.total) == (51, 100, "100+")
    assert (page.has_previous, page.has_next) == (True, True)
    assert page.next_url == "?q=ai&page=3"
    assert page.previous_url == "?q=ai"


def test_the_last_page_knows_the_total():
    page = page_of(ROWS, asked("?page=3"), size=50)
    assert (page.end, page.total, page.has_next) == (125, "125", False)


def test_an_empty_list_is_page_one():
    page = page_of([], asked(), size=50)
    assert (page.number, page.start, len(page), page.total) == (1, 0, 0, "0")
    assert page.first_url == "/list/"


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "9" * 30, "２"])
def test_a_number_that_is_none_is_the_first_page(number):
    assert page_of(ROWS, asked(f"?page={number}"), size=50).number == 1


def test_an_address_keeps_the_rest_of_its_query():
    request = asked("?a=1&a=2&b=x%26y&page=4")
    assert QueryDict(url_with(request, page=None, b="z")[1:]) == QueryDict("a=1&a=2&b=z")


class Filters(forms.Form):
    q = forms.CharField(label="Words", required=False)
    area = forms.ChoiceField(label="Area", required=False, choices=[("", "Any"), ("ops", "Operations")])


def test_tags_name_the_filters_that_are_on():
    request = asked("?area=ops&page=3")
    assert tags_of(Filters(request.GET), request) == [
        {"label": "Area", "value": "Operations", "url": "/list/"}
    ]


class Rows:
    """Stands for a queryset only in that it notes its filters."""

    def __init__(self, noted=()):
        self.noted = list(noted)

    def filter(self, **lookups):
        return Rows([*self.noted, lookups])


def test_a_list_is_narrowed_by_what_is_filled_and_valid():
    form = Filters(QueryDict("q=ai&area=nowhere"))
    assert narrowed(Rows(), form, {"q": "title__icontains", "area": "area"}).noted == [
        {"title__icontains": "ai"}
    ]
