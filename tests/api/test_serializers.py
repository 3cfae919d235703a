"""Bodies refuse what they do not know; verdicts are told in words."""

from __future__ import annotations

from rest_framework import serializers

from ip5.api.serializers import Body, Reading, plain, word
from ip5.kernel.verdict import ALLOWED, refused


class Named(Body):
    """A body with one field."""

    name = serializers.CharField()


def test_an_unknown_field_is_refused():
    body = Named(data={"name": "x", "nmae": "y"})
    assert not body.is_valid()
    assert set(body.errors) == {"nmae"}


def test_a_flood_of_unknown_fields_is_not_echoed():
    body = Named(data={f"{n}{'x' * 1_000}": 1 for n in range(1_000)})
    assert not body.is_valid()
    assert len(body.errors) == 20
    assert max(map(len, body.errors)) == 60


def test_verdicts_are_plain():
    assert plain({"a": ALLOWED, "b": refused("no")}) == {
        "a": {"allowed": True, "reason": ""},
        "b": {"allowed": False, "reason": "no"},
    }


def test_a_word_is_answered_as_it_is():
    class Row(serializers.Serializer):
        state = word(["draft"])

    assert Row({"state": "draft"}).data == {"state": "draft"}


def test_what_is_only_read_lists_no_deed():
    class Row(Reading):
        name = serializers.CharField()

    assert Row({"name": "x"}).data == {"name": "x", "abilities": {}}
