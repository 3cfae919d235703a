"""Two published versions compared: public renditions both, at an address that stays."""

import re

import pytest

from tests.public.publications import publish, rekeyed, three
from tests.roadmap.plans import KEPT_WORDS, plan

pytestmark = pytest.mark.django_db


def text(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_every_pair_is_offered(client):
    three()
    page = client.get("/public/compare/").content.decode()
    assert re.findall(r'href="(/public/compare/[^"]+/)"', page) == [
        "/public/compare/1.1/1.1-Corr.1/",
        "/public/compare/1.0/1.1-Corr.1/",
        "/public/compare/1.0/1.1/",
    ]


def test_what_a_form_asks_for_is_at_an_address_that_stays(client):
    three()
    response = client.get("/public/compare/", {"from": "1.0", "to": "1.1 Corr.1"})
    assert (response.status_code, response["Location"]) == (302, "/public/compare/1.0/1.1-Corr.1/")
    assert client.get("/public/compare/", {"from": "1.0", "to": "9.9"}).status_code == 200


def test_the_difference_of_two_versions(client):
    three()
    said = text(client.get("/public/compare/1.0/1.1/"))
    assert "NETAI/RM/1.0 to NETAI/RM/1.1" in said
    assert "Automatic classification" in said
    assert "30 Sep 2027" in said or "30 September 2027" in said
    assert "Blockchain use cases" not in said
    assert "Both sides are the same version." in text(client.get("/public/compare/1.0/1.0/"))
    assert client.get("/public/compare/1.0/1.2/").status_code == 404
    assert client.get("/public/compare/1.2/1.0/").status_code == 404


def test_nothing_kept_is_compared(client):
    """The kept reservation and the restricted source went; the public page knows of no change at all."""
    whole = rekeyed(plan())
    publish(plan())
    publish(plan().public(), "1.1")
    said = text(client.get("/public/compare/1.0/1.1/"))
    assert "The two plans say the same, word for word." in said
    assert not [word for word in KEPT_WORDS if word in said]
    assert whole.public() != whole


@pytest.mark.parametrize("size", [3, 200])
def test_as_many_queries_whatever_the_size(client, size, django_assert_num_queries):
    from tests.roadmap.plans import large

    publish(large(size))
    publish(large(size), "2.0")
    with django_assert_num_queries(4):
        client.get("/public/compare/1.0/2.0/")
