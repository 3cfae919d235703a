"""Who holds what at an instant."""

import pytest

from ip5.accounts.models import Designation, Mandate

from .conftest import ago, ahead


def emails(mandates):
    return sorted(mandate.person.email for mandate in mandates)


def test_active_begins_with_since_and_ends_before_until(hold, people):
    change = ahead(hours=1)
    hold("now@x.test", "EP", "delegate", until=change)
    hold("later@x.test", "EP", "delegate", since=change)
    hold("over@x.test", "EP", "delegate", until=ago(seconds=1))
    hold("closed@x.test", "EP", "delegate")
    person = people("closed@x.test")
    person.is_active = False
    person.save()
    assert emails(Mandate.objects.active()) == ["now@x.test"]
    assert emails(Mandate.objects.active(change)) == ["later@x.test"]
    assert emails(Mandate.objects.not_ended()) == ["later@x.test", "now@x.test"]


def test_speaking_for_is_the_head_of_delegation_and_a_designated_alternate(hold):
    hod = hold("hod@x.test", "EP", "hod")
    hold("hod.jp@x.test", "JP", "hod")
    hold("delegate@x.test", "EP", "delegate")
    alternate = hold("alt@x.test", "EP", "alternate")
    assert emails(Mandate.objects.speaking_for(hod.office_id)) == ["hod@x.test"]
    Designation.objects.create(mandate=alternate, since=ahead(days=1), until=ahead(days=3))
    assert emails(Mandate.objects.speaking_for(hod.office_id)) == ["hod@x.test"]
    assert emails(Mandate.objects.speaking_for(hod.office_id, ahead(days=2))) == ["alt@x.test", "hod@x.test"]


CAPACITIES = (
    "delegate",
    "hod",
    "alternate",
    "deputy",
    "head",
    "chair",
    "secretariat",
    "observer",
    "industry",
    "expert",
)


@pytest.fixture
def everybody(hold):
    """Somebody of each capacity."""
    for each in CAPACITIES:
        office = {"observer": "WO", "industry": "AIPLA", "chair": "TF", "secretariat": "TF"}.get(each, "EP")
        hold(f"{each}@x.test", office, each)


@pytest.mark.parametrize(
    ("visibility", "more"),
    [("members", set()), ("members_observers", {"observer"}), ("public", {"observer"})],
)
def test_told_are_the_members_and_observers_of_what_is_open_to_them(everybody, visibility, more):
    told = Mandate.objects.active().told_of(visibility).values_list("capacity", flat=True)
    assert set(told) == {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"} | more


def test_the_body_is_the_co_chairs_and_the_secretariat(everybody):
    assert emails(Mandate.objects.active().of_body()) == ["chair@x.test", "secretariat@x.test"]
