"""The choice of appearance."""

import pytest
from django.test import RequestFactory

from ip5.kernel.access import Access, declared
from ip5.ui import views


def chosen(theme, back="/proposals/"):
    return views.theme(RequestFactory().post("/appearance/", {"theme": theme, "next": back}))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_is_kept_in_a_cookie(theme):
    response = chosen(theme)
    assert (response.status_code, response.url) == (302, "/proposals/")
    assert response.cookies["theme"].value == theme
    assert response.cookies["theme"]["httponly"]


@pytest.mark.parametrize("theme", ["system", "", "<script>"])
def test_anything_else_is_the_system_s(theme):
    assert chosen(theme).cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_it_leads_nowhere_else(back):
    assert chosen("dark", back).url == "/"


def test_it_is_no_link():
    assert views.theme(RequestFactory().get("/appearance/")).status_code == 405


def test_both_views_declare_their_access():
    assert declared(views.theme) == declared(views.components) == Access.PUBLIC
