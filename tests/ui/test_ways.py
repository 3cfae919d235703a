"""The way back from a refusal leads to a page of this site that can be opened, or nowhere."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from ip5.ui.views import theme
from ip5.ui.ways import answers_get, way_back


def asked(referer, path="/here/"):
    return RequestFactory().get(path, headers={"Referer": referer} if referer else {})


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/proposals/?view=led#top", "/proposals/?view=led"),
        ("http://testserver/proposals/", "/proposals/"),
        ("", ""),
        ("/proposals/", ""),
        ("http://elsewhere.example/proposals/", ""),
        ("http://testserver.elsewhere.example/proposals/", ""),
        ("javascript:alert(1)", ""),
        ("http://testserver/no-such-page/", ""),
        ("http://testserver//elsewhere.example/", ""),
    ],
)
def test_only_pages_of_this_site(referer, back):
    assert way_back(asked(referer)) == back


def test_not_the_refused_page_itself():
    assert way_back(asked("http://testserver/proposals/", "/proposals/")) == ""


def test_not_a_page_that_only_takes_post():
    assert not answers_get(theme)
    assert way_back(asked(f"http://testserver{reverse('ui:theme')}")) == ""
