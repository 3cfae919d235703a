"""Addresses of what is published: by edition and uuid."""

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from ip5.public.addresses import EditionConverter, in_address


@pytest.mark.parametrize(
    ("edition", "address"),
    [
        ("1.0", "/public/roadmap/1.0/"),
        ("2.11", "/public/roadmap/2.11/"),
        ("1.1 Corr.2", "/public/roadmap/1.1-Corr.2/"),
    ],
)
def test_an_edition_stands_in_the_address(edition, address):
    assert reverse("public:version", args=[edition]) == address
    assert resolve(address).kwargs == {"edition": edition}
    assert EditionConverter().to_python(in_address(edition)) == edition


@pytest.mark.parametrize("edition", ["0.1", "1", "1.0 Prov.1", "a", "1.0 Corr.0"])
def test_what_is_no_edition_has_no_address(edition):
    with pytest.raises(NoReverseMatch):
        reverse("public:version", args=[edition])
