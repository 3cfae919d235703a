"""The filters of the roadmap's page: choices come from the plan and versions shown; what is unknown fits nothing."""

from dataclasses import replace

import pytest

from roadmap.forms.lists import ListForm, named
from roadmap.models import Version
from tests.roadmap import scenes
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db
WHOLE = scenes.keyed(plan())


def form(versions, **data):
    return ListForm(data, WHOLE, versions, versions[0])


@pytest.fixture
def versions():
    old = scenes.version(WHOLE, state="superseded")
    return [scenes.version(WHOLE, edition="1.1", base=old), old]


def test_choices_are_those_of_the_plan(versions):
    fields = form(versions).fields
    assert [label for _code, label in fields["area"].choices] == ["Any area", *WHOLE.area_names.values()]
    assert [code for code, _label in fields["group"].choices] == ["", "WG1", "WG2"]
    assert [code for code, _label in fields["office"].choices] == ["", "EP", "JP", "KR", "CN", "US"]
    assert fields["version"].choices == [
        ("", "NETAI/RM/1.1, Published"),
        (str(versions[1].uuid), "NETAI/RM/1.0, Superseded"),
    ]


def test_a_single_version_is_no_choice(versions):
    assert not form(versions)["version"].is_hidden
    assert form(versions[:1])["version"].is_hidden


def test_a_version_being_compiled_is_named_by_its_state():
    assert named(Version(state="compiling")) == "Being compiled"


@pytest.mark.parametrize(
    ("data", "projects"),
    [
        ({}, 3),
        ({"area": "A", "office": "EP", "status": "at_risk"}, 1),
        ({"group": "WG2"}, 2),
        ({"area": "Z"}, 0),
        ({"office": "WO"}, 0),
        ({"status": "never"}, 0),
    ],
)
def test_what_the_filters_leave(versions, data, projects):
    assert len(form(versions, **data).narrowed(WHOLE).projects) == projects


def test_a_group_that_no_project_has_is_no_choice(versions):
    bare = replace(WHOLE, projects=())
    assert ListForm({}, bare, versions, versions[0]).fields["group"].choices == [("", "Any group")]
