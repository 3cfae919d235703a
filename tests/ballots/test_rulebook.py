"""A rule set in plain words: every figure, answer and test of every row is told, and nothing else is."""

import re

import pytest

from ip5.ballots import rulebook
from ip5.ballots.models import RuleSet

ROWS = [("tf_explicit", 1), ("tf_explicit", 2), ("tf_silence", 1), ("tf_session", 1), ("heads", 1)]


def test_these_are_all_rows(db):
    assert sorted(RuleSet.objects.values_list("code", "version")) == sorted(ROWS)


@pytest.mark.parametrize(("code", "version"), ROWS)
def test_every_figure_and_every_test_of_the_row_is_told(db, code, version):
    data = RuleSet.objects.get(code=code, version=version).data
    told = {each.title: each.lines for each in rulebook.chapters(code, data)}
    figures = [value for key, value in data.items() if key not in rulebook.NOT_TOLD]
    numbers = [int(re.search(r"\d+", line)[0]) for line in told["Periods and figures"]]
    assert sorted(numbers) == sorted(figures)
    decided = next(lines for title, lines in told.items() if title.startswith("How it is decided"))
    assert len(decided) == len(data["tests"])
    assert ("What follows for the text" in told) == bool(data["subject"])


def test_a_changed_row_changes_the_words(db):
    data = RuleSet.objects.get(code="tf_explicit", version=2).data
    made = rulebook.chapters("tf_explicit", {**data, "quorum": 3, "sealed": False})
    told = {each.title: each.lines for each in made}
    assert "Quorum: 3 of the five offices." in told["Periods and figures"]
    assert "Answers are not sealed" in told["What may be answered"][1]


def test_the_date_of_an_ad_referendum_is_chosen_at_the_opening_never_moved(db):
    """Decision 0017."""
    data = RuleSet.objects.get(code="tf_explicit", version=2).data
    told = {each.title: each.lines for each in rulebook.chapters("tf_explicit", data)}
    assert [line for line in told["Periods and figures"] if " 20 " in line] == [
        "At the opening the chair may set a longer time for that: at most 20 common working days."
    ]


def test_a_figure_without_words_is_refused(db):
    data = RuleSet.objects.get(code="heads", version=1).data
    with pytest.raises(KeyError):
        rulebook.chapters("heads", {**data, "weeks": 3})


@pytest.mark.parametrize(("code", "version"), ROWS)
def test_its_page(db, client, cast, code, version, django_assert_max_num_queries):
    rule = RuleSet.objects.get(code=code, version=version)
    client.force_login(cast.observer.person)
    with django_assert_max_num_queries(10):
        response = client.get(f"/ballots/rules/{code}/v{version}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert rule.sha256 in text
    assert client.get(f"/ballots/rules/{code}/v9/").status_code == 404
