"""The count against the table of cases, and against an oracle that was written apart from it."""

import copy
import csv
from itertools import product
from pathlib import Path

import pytest

from ip5.ballots import tally
from tests.ballots import oracle

pytestmark = pytest.mark.django_db

CASES = [
    line
    for line in csv.DictReader((Path(__file__).parent / "ballot_cases.csv").read_text().splitlines())
    if line["ruleset"] == "tf_explicit"
]
ROLL = ("EP", "JP", "KR", "CN", "US")


def answers(*given):
    return dict(zip(ROLL, given, strict=True))


def test_the_table_has_all_its_cases():
    assert len(CASES) == 18


@pytest.mark.parametrize("case", CASES, ids=[line["why"] for line in CASES])
def test_case(rule, case):
    result = tally.count(rule, {office: case[office] or None for office in ROLL})
    assert (result.outcome, result.level) == (case["outcome"], case["level"])


@pytest.mark.parametrize("case", CASES, ids=[line["why"] for line in CASES])
def test_the_oracle_reads_the_table_alike(case):
    assert oracle.tf_explicit({office: case[office] or None for office in ROLL}) == (
        case["outcome"],
        case["level"],
    )


def test_all_combinations_agree_with_the_oracle(rule):
    seen = 0
    differ = []
    for given in product((*oracle.ANSWERS, None), repeat=5):
        positions = answers(*given)
        result = tally.count(rule, positions)
        seen += 1
        if (result.outcome, result.level) != oracle.tf_explicit(positions):
            differ.append((given, result.outcome, result.level, oracle.tf_explicit(positions)))
    assert (seen, differ) == (7776, [])


def test_exactly_one_test_decides_in_every_combination(rule):
    keys = [line["key"] for line in rule["tests"]]
    for given in product((*oracle.ANSWERS, None), repeat=5):
        result = tally.count(rule, answers(*given))
        holding = [test.key for test in result.tests if test.holds]
        assert len(holding) == 1
        decided = keys.index(holding[0])
        assert [test.reached for test in result.tests] == [at <= decided for at in range(len(keys))]
        assert result.tests[decided].outcome == result.outcome


def line(key, outcome, count, threshold, offices, holds, reached):
    return {
        "key": key, "outcome": outcome, "count": count, "threshold": threshold,
        "offices": offices, "holds": holds, "reached": reached,
    }  # fmt: skip


def test_the_explanation_names_each_test_with_its_figures(rule):
    result = tally.count(rule, answers("support", "reserve", "support", "abstain", None))
    assert result.explanation() == {
        "tests": [
            line("any_object", "no_consensus", 0, None, [], False, True),
            line("below_quorum", "inquorate", 4, 4, ["EP", "JP", "KR", "CN"], False, True),
            line("below_joining", "insufficient_support", 3, 3, ["EP", "JP", "KR"], False, True),
            line("any_ad_referendum", "provisional", 0, None, [], False, True),
            line("any_reserve", "tf_endorsed_with_reservations", 1, None, ["JP"], True, True),
            line("otherwise", "tf_endorsed", 0, None, [], False, False),
        ]
    }


def test_the_explanation_stops_at_the_objection(rule):
    tests = tally.count(rule, answers("object", None, None, "object", None)).explanation()["tests"]
    assert tests[0] == line("any_object", "no_consensus", 2, None, ["EP", "CN"], True, True)
    assert [test["reached"] for test in tests] == [True, False, False, False, False, False]
    assert tests[1]["holds"] is False


@pytest.mark.parametrize("strange", ["Support", "yes", "", "withdrawn"])
def test_unknown_answers_are_refused(rule, strange):
    with pytest.raises(ValueError, match="unknown answers"):
        tally.count(rule, answers("support", "support", "support", "support", strange))


def test_quorum_and_joining_are_data(rule):
    stricter = copy.deepcopy(rule)
    stricter["tests"][1]["fewer_than"] = 5
    four = answers("support", "support", "support", "support", None)
    assert tally.count(rule, four).outcome == "tf_endorsed"
    assert tally.count(stricter, four).outcome == "inquorate"
    stricter = copy.deepcopy(rule)
    stricter["tests"][2]["fewer_than"] = 4
    three = answers("support", "support", "support", "abstain", "abstain")
    assert tally.count(rule, three).outcome == "tf_endorsed"
    assert tally.count(stricter, three).outcome == "insufficient_support"


def test_the_rule_states_its_figures_once_and_alike(rule):
    """The quorum shown while the round is open is the one that the count applies."""
    figures = {test["key"]: test.get("fewer_than") for test in rule["tests"]}
    assert (rule["quorum"], rule["joining"]) == (figures["below_quorum"], figures["below_joining"]) == (4, 3)


@pytest.mark.parametrize(
    ("answered", "needed", "missing"),
    [
        ([], 4, ["EP", "JP", "KR", "CN", "US"]),
        (["JP", "US"], 2, ["EP", "KR", "CN"]),
        (["JP", "US", "EP", "CN"], 0, ["KR"]),
        (["EP", "JP", "KR", "CN", "US"], 0, []),
    ],
)
def test_what_is_still_needed(rule, answered, needed, missing):
    assert tally.still_missing(rule, answered, ROLL) == (needed, missing)
