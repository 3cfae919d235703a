"""The deadline page: the end in six cities, what lies in the way, what is refused and why."""

import datetime as dt

import pytest

from ip5.ballots.views.deadlines import opening_dates
from ip5.offices.models import Office

pytestmark = pytest.mark.django_db
ADDRESS = "/ballots/deadlines/"


def asked(cast, query, key="hod_jp"):
    """Return the page for a query, as the head of delegation of the JPO sees it."""
    return cast.client(key).get(f"{ADDRESS}?{query}")


def test_the_check_of_the_domain(cast):
    page = asked(cast, "opened=2021-04-19&n=10&rule=tf_explicit")
    assert page.status_code == 200
    rows = {row["office"].code: (str(row["date"]), row["time"], row["shift"]) for row in page.context["rows"]}
    assert rows == {
        "EP": ("2021-05-07", "23:00", 0),
        "JP": ("2021-05-08", "06:00", 1),
        "KR": ("2021-05-08", "06:00", 1),
        "CN": ("2021-05-08", "05:00", 1),
        "US": ("2021-05-07", "17:00", 0),
        "WO": ("2021-05-07", "23:00", 0),
    }
    text = page.content.decode()
    assert "Friday 7 May 2021" in text
    assert "Saturday 8 May 2021" in text
    assert {str(each["day"]): each["offices"] for each in page.context["skipped"]} == {
        "2021-04-29": "JPO",
        "2021-05-03": "JPO and CNIPA",
        "2021-05-04": "JPO and CNIPA",
        "2021-05-05": "JPO, KIPO and CNIPA",
    }


def test_suggested_are_the_usual_lengths_and_the_first_that_ends_on_a_working_day_everywhere(cast):
    page = asked(cast, "opened=2021-04-19&n=10")
    rows = [(each["n"], each.get("is_first_open", False)) for each in page.context["suggestions"]]
    assert rows[:3] == [(10, False), (15, False), (20, False)]
    ((quiet, is_first),) = rows[3:]
    assert is_first
    assert quiet > 10


def test_a_length_below_the_minimum_is_refused_and_the_offices_are_named(cast):
    page = asked(cast, "opened=2021-04-19&n=8")
    assert page.status_code == 422
    assert page.context["refusals"][0].startswith("A round lasts at least 10 common working days")
    assert "rows" not in page.context
    # From 19 April to the eighth common day on the 30th all five had fewer than ten days of their own.
    assert page.context["refusals"][1:] == [
        "Fewer than 10 of their own working days would be left to: EPO, JPO, KIPO, CNIPA and USPTO."
    ]


def test_a_short_round_with_a_reason_may_be_shorter(cast):
    assert asked(cast, "opened=2021-04-19&n=8&short=on").status_code == 200
    assert asked(cast, "opened=2021-04-19&n=4&short=on").status_code == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [("n=5", 200), ("n=10", 200), ("n=11", 422), ("n=4", 422), ("n=3", 422), ("n=3&short=on", 200)],
)
def test_the_lengths_of_a_silence(cast, query, status):
    assert asked(cast, f"opened=2021-04-19&rule=tf_silence&{query}").status_code == status


def test_a_year_without_a_holiday_table_is_refused_naming_the_office(cast):
    page = asked(cast, "opened=2012-04-19&n=10")
    assert page.status_code == 422
    assert page.context["refusals"] == [
        "There is no holiday table of the EPO for 2012: no deadline can lie there."
    ]


@pytest.mark.parametrize(
    "query", ["opened=yesterday&n=10", "opened=2021-04-19&n=0", "opened=2021-04-19&n=999"]
)
def test_what_is_not_understood_is_said_beside_its_field(cast, query):
    page = asked(cast, query)
    assert (page.status_code, bool(page.context["form"].errors)) == (422, True)


def test_provisional_tables_are_named(cast):
    from ip5.offices.models import HolidayTable

    HolidayTable.objects.filter(office__code="CN", year=2021).update(status="provisional")
    assert asked(cast, "opened=2021-04-19&n=10").context["provisional"] == ["CNIPA 2021"]


def test_without_a_question_it_starts_with_today(cast, django_assert_max_num_queries):
    client = cast.client("chair_kr")
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):
        page = client.get(ADDRESS)
    assert page.status_code == 200
    assert page.context["n"] == 10


def test_it_is_for_members(cast):
    assert {key: asked(cast, "", key).status_code for key in ("observer", "site_admin", "secretariat")} == {
        "observer": 404,
        "site_admin": 404,
        "secretariat": 200,
    }


def test_on_the_page_that_opens_a_round_the_usual_lengths_have_their_ends(cast):
    rows = opening_dates(cast.chair_kr)["rows"]
    assert [(row["days"], row["is_short"]) for row in rows] == [
        (5, True),
        (10, False),
        (15, False),
        (20, False),
    ]
    assert all(row["at"] > dt.datetime.now(dt.UTC) for row in rows)
    assert Office.objects.members().count() == 5
