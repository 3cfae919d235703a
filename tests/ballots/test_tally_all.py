"""The count of the three other rule sets against the oracle, over every combination there is."""

import csv
from itertools import product
from pathlib import Path

import pytest

from ip5.ballots import tally
from ip5.ballots.models import RuleSet
from tests.ballots import oracle_all as oracle

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parent / "ballot_cases.csv"
CASES = list(csv.DictReader(TABLE.read_text().splitlines()))
SESSION = ("present", "reserve", "object", "absent")
HEADS = ("endorse", "endorse_subject_to", "return", "defer", None)
SILENT = ("received", "statement")


def data(code):
    return RuleSet.objects.filter(code=code).order_by("-version")[0].data


def counted(rule, given):
    result = tally.count(rule, dict(zip(oracle.OFFICES, given, strict=True)))
    return result.outcome, result.level


def differing(rule, words, expected):
    """Return how many combinations were counted, and those in which the oracle says otherwise."""
    seen = list(product(words, repeat=5))
    return len(seen), [
        (given, counted(rule, given), expected(given))
        for given in seen
        if counted(rule, given) != expected(given)
    ]


def silence_answers(*, broken, receipts_complete):
    """Return what five offices did, so that the flags hold."""
    answers = dict.fromkeys(oracle.OFFICES, "received")
    if not receipts_complete:
        answers["CN"] = "not_received"
    if broken:
        answers["JP"] = "object"
    return answers


def test_every_session():
    assert differing(data("tf_session"), SESSION, oracle.session) == (1024, [])


def test_every_answer_of_the_heads():
    assert differing(data("heads"), HEADS, oracle.heads) == (3125, [])


@pytest.mark.parametrize(("broken", "complete", "extended"), list(product([False, True], repeat=3)))
def test_every_silence(broken, complete, extended):
    answers = silence_answers(broken=broken, receipts_complete=complete)
    result = tally.silence(data("tf_silence"), answers, extended=extended)
    assert (result.outcome, result.level) == oracle.silence(broken, complete, extended)


def test_every_combination_of_what_offices_do_under_silence():
    rule, words = data("tf_silence"), (*SILENT, "object", "amend", "not_received")
    seen = 0
    for given in product(words, repeat=5):
        broken, complete = bool({"object", "amend"} & set(given)), "not_received" not in given
        for extended in (False, True):
            result = tally.silence(rule, dict(zip(oracle.OFFICES, given, strict=True)), extended=extended)
            assert (result.outcome, result.level) == oracle.silence(broken, complete, extended)
            seen += 1
    assert seen == 6250


@pytest.mark.parametrize("case", CASES, ids=[f"{line['ruleset']} {line['why']}" for line in CASES])
def test_every_row_of_the_table(case):
    rule, cells = data(case["ruleset"]), [case[office] for office in oracle.OFFICES]
    expected = (case["outcome"], case["level"])
    if case["ruleset"] == "tf_silence":
        flags = dict(cell.split("=") for cell in cells if cell)
        done = {name: flags[name] == "1" for name in ("broken", "receipts_complete", "extended_before")}
        extended = done.pop("extended_before")
        result = tally.silence(rule, silence_answers(**done), extended=extended)
        assert (result.outcome, result.level) == expected
    else:
        assert counted(rule, [cell or None for cell in cells]) == expected


def test_the_table_and_the_oracle_agree_row_by_row():
    assert oracle.check(TABLE) == (37, [])
    codes = [line["ruleset"] for line in CASES]
    assert {code: codes.count(code) for code in codes} == {
        "tf_explicit": 18, "tf_silence": 4, "tf_session": 8, "heads": 7,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["tf_explicit", "tf_silence", "tf_session", "heads"])
def test_what_an_outcome_makes_of_its_subject(code):
    rule = data(code)
    for outcome in {test["outcome"] for test in rule["tests"]} - {"pending"}:
        assert rule["subject"].get(outcome, outcome) == oracle.subject_after(outcome)
