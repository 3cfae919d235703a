"""Token and code of a Head's link: long enough, read out without doubt, stored as hashes alone."""

import secrets

import pytest

from ip5.ballots import tokens

SEED = "00112233445566778899aabbccddeeff"


def test_a_token_has_256_bits_and_fits_an_address():
    found = {tokens.token_of(secrets.token_hex(16)) for _ in range(50)}
    assert len(found) == 50
    assert all(tokens.TOKEN.fullmatch(each) for each in found)


def test_a_code_is_eight_characters_that_nobody_takes_for_another():
    found = [tokens.code_of(secrets.token_hex(16)) for _ in range(200)]
    assert {len(each) for each in found} == {8}
    assert set("".join(found)) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert not set("01OILU") & set(tokens.ALPHABET)
    assert len(set(tokens.ALPHABET)) == len(tokens.ALPHABET) == 30


def test_both_come_from_the_seed_and_the_sites_key(settings):
    before = tokens.token_of(SEED), tokens.code_of(SEED), tokens.code_hash(SEED, "ABCDEFGH")
    assert before == (tokens.token_of(SEED), tokens.code_of(SEED), tokens.code_hash(SEED, "ABCDEFGH"))
    settings.SECRET_KEY = "another key of another site, long enough for every check"
    after = tokens.token_of(SEED), tokens.code_of(SEED), tokens.code_hash(SEED, "ABCDEFGH")
    assert not set(before) & set(after)


def test_neither_says_the_other():
    assert tokens.code_of(SEED) not in tokens.token_of(SEED)
    assert tokens.token_hash(tokens.token_of(SEED)) != tokens.code_hash(SEED, tokens.code_of(SEED))


@pytest.mark.parametrize("typed", ["", "x", "a" * 42, "a" * 44, "a" * 42 + "/", "ä" * 43, "a" * 43 + "\n"])
def test_what_is_no_token_has_no_hash(typed):
    assert tokens.token_hash(typed) == ""


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: f" {code[:4]} - {code[4:]} ", tokens.grouped]
)
def test_a_code_is_read_however_it_is_typed(change):
    code = tokens.code_of(SEED)
    stored = tokens.code_hash(SEED, code)
    assert tokens.is_code(SEED, stored, change(code))
    assert not tokens.is_code(SEED, stored, change(code[:-1]))
    assert not tokens.is_code("f" * 32, stored, change(code))
