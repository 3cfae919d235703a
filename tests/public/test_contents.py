"""What the pages print of a plan."""

import datetime as dt

import pytest

from ip5.public import contents, published
from tests.public.publications import publish, three
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db


def test_figures():
    assert [(each["number"], str(each["label"])) for each in contents.figures(plan())] == [
        (5, "offices, with WIPO as observer"),
        (4, "areas of co-operation"),
        (3, "projects"),
        (2, "planned, on track or completed"),
        (2, "milestones"),
    ]


def test_areas_with_their_goals_and_projects():
    publish()
    found = contents.areas(published.current())
    assert [(each["code"], each["spoken"]) for each in found] == [
        ("A", "1 of 2 projects on track"),
        ("B", "0 of 1 project on track"),
        ("C", "No project counted"),
        ("D", "No project counted"),
    ]
    [goal] = found[0]["goals"]
    assert [(each["title"], each["until"]) for each in goal["projects"]] == [
        ("Automatic classification", "to 30 June 2027"),
        ("Prior-art search", "to 31 August 2027"),
    ]
    assert found[0]["url"] == "/public/roadmap/1.0/areas/A/"


@pytest.mark.parametrize(
    ("year", "name"), [(2021, "Korean Intellectual"), (2026, "Ministry of Intellectual")]
)
def test_offices_are_named_as_on_the_day_of_publication(year, name):
    publish(at=dt.datetime(year, 6, 24, tzinfo=dt.UTC))
    found = published.current()
    facts = dict(contents.project_facts(found, found.plan.projects[0]))
    assert name in facts["Co-leads"]
    row = contents.areas(found)[0]["goals"][0]["projects"][0]
    assert name in row["offices"]


def test_reservations_are_those_an_office_wants_printed():
    publish()
    found = published.current()
    assert [(each["ref"], each["office"].acronym, each["text"]) for each in contents.reservations(found)] == [
        ("1", "CNIPA", "Prefers another word.")
    ]
    assert contents.reservations(found, []) == []


def test_how_it_came_about():
    three()
    documents = published.scoping_documents()
    events = contents.events(published.versions(), documents)
    assert [(each["day"].isoformat(), str(each["what"]), each["note"]) for each in events] == [
        ("2023-01-17", "Published", "NETAI/RM/1.1 Corr.1"),
        ("2022-06-10", "Published", "NETAI/RM/1.1"),
        ("2021-06-24", "Published", "NETAI/RM/1.0"),
        ("2021-06-23", "Endorsed by the Heads of Office", "NETAI/RM/1.0"),
        ("2020-07-21", "Scoping document endorsed by the Heads", "13th meeting of the Heads of Office"),
    ]
