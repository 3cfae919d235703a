"""Symbols: as printed, parsed back, and as part of an address."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ip5.offices import symbols
from ip5.offices.symbols import Symbol


@pytest.mark.parametrize(
    ("printed", "path"),
    [
        (symbols.proposal(2021, 7), "P-2021-007"),
        (symbols.proposal(2021, 1, restricted=True), "PR-2021-001"),
        (symbols.proposal(2021, 1234), "P-2021-1234"),
        (symbols.revised(symbols.proposal(2021, 7), 1), "P-2021-007-Rev.1"),
        (symbols.ballot(2021, 4, 2), "B-2021-004-R2"),
        (symbols.ballot(2021, 4, 1, restricted=True), "BR-2021-004-R1"),
        (symbols.decision(2021, 5), "D-2021-5"),
        (symbols.decision(2021, 5, restricted=True), "DR-2021-5"),
    ],
)
def test_an_address_carries_the_symbol_without_slashes(printed: str, path: str) -> None:
    assert symbols.to_path(printed) == path
    assert symbols.from_path(path) == printed
    assert re.fullmatch(symbols.PATH_PATTERN, path)
    assert symbols.SymbolConverter().to_python(path) == printed
    assert symbols.SymbolConverter().to_url(printed) == path


def test_symbols_are_printed_as_the_domain_text_has_them() -> None:
    assert symbols.proposal(2021, 7) == "NETAI/P/2021/007"
    assert symbols.proposal(2021, 1, restricted=True) == "NETAI/PR/2021/001"
    assert symbols.revised("NETAI/P/2021/007", 1) == "NETAI/P/2021/007 Rev.1"
    assert symbols.ballot(2021, 4, 2) == "NETAI/B/2021/004 R2"
    assert symbols.ballot(2021, 4, 2, restricted=True) == "NETAI/BR/2021/004 R2"
    assert symbols.decision(2021, 5) == "NETAI/D/2021/5"
    assert symbols.decision(2021, 5, restricted=True) == "NETAI/DR/2021/5"


def test_a_restricted_twin_counts_in_a_series_of_its_own() -> None:
    assert symbols.series_key("P", 2021) == "P/2021"
    assert symbols.parse("NETAI/PR/2021/001").key == "PR/2021"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NETAI/P/2021/7",
        "NETAI/P/2021/0007",
        "NETAI/X/2021/007",
        "OTHER/P/2021/007",
        "NETAI/P/2021/007 ",
        "NETAI/P/2021/007 R01",
        "NETAI/P/2021/007 Rev.",
        "NETAI/P/2021/٠٠٧",
        "netai/p/2021/007",
        "NETAI/D/2021/05",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a symbol"):
        symbols.parse(text)


@pytest.mark.parametrize("path", ["", "P", "P-2021", "P-2021-7", "P-2021-007-R2-R2", "P-2021-007/x"])
def test_another_address_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a symbol"):
        symbols.from_path(path)


@given(
    st.sampled_from(["P", "B", "D"]),
    st.integers(2000, 2999),
    st.integers(1, 99_999),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 99)),
)
def test_every_symbol_comes_back_from_text_and_address(
    series: str, year: int, number: int, is_restricted: bool, count: int | None
) -> None:
    symbol = Symbol(
        series,
        year,
        number,
        is_restricted,
        round=count if series == "B" else None,
        revision=count if series == "P" else None,
    )
    assert symbols.parse(str(symbol)) == symbol
    assert symbols.from_path(symbols.to_path(str(symbol))) == str(symbol)
