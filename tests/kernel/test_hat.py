"""Both kinds of hat offer what the lower floors may know of one."""

import pytest

from ip5.accounts.hats import NOBODY
from ip5.kernel.hat import Facts, Hat, facts_of

FACTS = sorted(name for name, value in vars(Hat).items() if isinstance(value, property))


def test_the_protocol_names_facts_and_no_rights():
    assert [name for name in FACTS if name.startswith(("may_", "can_"))] == []
    assert len(FACTS) == 14


@pytest.mark.parametrize("name", FACTS)
def test_the_anonymous_hat_has_every_fact_and_none_speaks_for_it(name):
    assert getattr(NOBODY, name) in ((True,) if name == "is_anonymous" else (None, "", False, "public"))


@pytest.mark.django_db
def test_a_mandate_has_every_fact(cast):
    assert {
        name: getattr(cast.hod_ep, name)
        for name in FACTS
        if name not in {"pk", "uuid", "person_id", "office_id"}
    } == {
        "group_id": None,
        "seconding_office_id": None,
        "capacity": "hod",
        "sees_from": "members",
        "is_anonymous": False,
        "is_chair": False,
        "is_secretariat": False,
        "is_delegation": True,
        "speaks_for_office": True,
        "answers_as_head": False,
    }


def test_the_facts_of_a_hat_are_all_that_a_hat_says():
    assert sorted(Facts._fields) == FACTS
    assert facts_of(NOBODY) == Facts(*(getattr(NOBODY, name) for name in Facts._fields))


@pytest.mark.django_db
def test_the_facts_are_a_hat_and_differ_where_hats_do(cast):
    first, again, other = facts_of(cast.hod_ep), facts_of(cast.hod_ep), facts_of(cast.deputy_ep)
    assert first == again != other
    assert {first: "kept"}[again] == "kept"
    assert {name: getattr(first, name) for name in FACTS} == {
        name: getattr(cast.hod_ep, name) for name in FACTS
    }
