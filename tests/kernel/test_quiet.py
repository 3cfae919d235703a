"""No log line holds the secret part of an address."""

import logging

import pytest
from django.conf import settings

from ip5.kernel.quiet import WithoutSecrets, blotted


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Not Found: /ballots/by-link/abc-DEF_1/", "Not Found: /ballots/by-link/…/"),
        ('"GET /ballots/by-link/abc HTTP/1.1"', '"GET /ballots/by-link/… HTTP/1.1"'),
        ("https://a.example/by-link/abc/?x=1 and /by-link/d", "https://a.example/by-link/…/?x=1 and /by-link/…"),
        ("/ballots/", "/ballots/"),
    ],
)  # fmt: skip
def test_the_secret_is_blotted_out(line, left):
    assert blotted(line) == left


def test_a_record_is_changed_before_any_handler(caplog):
    logger = logging.getLogger("ip5.tests.quiet")
    quiet = WithoutSecrets()
    logger.addFilter(quiet)
    try:
        logger.warning("%s: %s (%d)", "Not Found", "/ballots/by-link/abc/", 404)
        logger.warning("/ballots/by-link/abc/")
    finally:
        logger.removeFilter(quiet)
    assert caplog.messages == ["Not Found: /ballots/by-link/…/ (404)", "/ballots/by-link/…/"]


def test_it_stands_where_addresses_are_logged():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_secrets"]
    found = logging.getLogger("django.request").filters
    assert [type(each) for each in found] == [WithoutSecrets]
