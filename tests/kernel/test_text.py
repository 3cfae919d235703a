"""Canonical JSON and its fingerprint."""

import hashlib

import pytest

from ip5.kernel.text import canonical_json, sha256_hex


def test_equal_content_has_equal_bytes():
    assert canonical_json({"b": [1, None, True], "a": "特許 é"}) == '{"a":"特許 é","b":[1,null,true]}'
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


def test_line_ends_and_spaces_are_content():
    assert canonical_json({"a": "x\ny "}) == '{"a":"x\\ny "}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json({"a": value})


def test_what_is_no_plain_data_is_refused():
    with pytest.raises(TypeError):
        canonical_json({"a": {1, 2}})


@pytest.mark.parametrize("text", ["", "abc", "特許"])
def test_the_fingerprint_is_the_sha256_of_the_utf8_bytes(text):
    assert sha256_hex(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_a_known_fingerprint():
    assert sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
