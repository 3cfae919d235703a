"""One head of delegation an office at an instant, and the other walls of the tables."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from ip5.accounts.models import Designation, Mandate
from ip5.kernel import clock

from .conftest import ago, ahead


def refused(make, *args, **fields):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make(*args, **fields)
    return str(caught.value)


@pytest.mark.parametrize("capacity", ["hod", "head"])
def test_one_an_office_at_an_instant(hold, capacity):
    hold("one@x.test", "EP", capacity, since=ago(days=10), until=ahead(days=10))
    name = f"one_{capacity}_an_office_at_an_instant"
    assert name in refused(hold, "two@x.test", "EP", capacity, since=ahead(days=5))
    assert name in refused(hold, "two@x.test", "EP", capacity, since=ago(days=60), until=ago(days=9))
    assert name in refused(hold, "two@x.test", "EP", capacity, since=ago(days=60))


def test_the_next_head_of_delegation_may_begin_at_the_very_instant(hold):
    change = ahead(days=10)
    hold("one@x.test", "EP", "hod", until=change)
    hold("two@x.test", "EP", "hod", since=change)
    hold("three@x.test", "JP", "hod")
    hold("four@x.test", "EP", "delegate")
    hold("five@x.test", "EP", "delegate")
    assert Mandate.objects.active().in_capacity("hod").count() == 2
    assert (
        Mandate.objects.active(change)
        .in_capacity("hod")
        .of_office(Mandate.objects.get(person__email="two@x.test").office_id)
        .get()
        .person.email
        == "two@x.test"
    )


@pytest.mark.parametrize(
    ("code", "capacity", "fields", "wall"),
    [
        ("EP", "delegate", {"until": ago(days=40)}, "mandate_since_before_until"),
        ("TF", "chair", {"seconding_office": None}, "mandate_seconding_office_of_chairs"),
        ("JP", "expert", {"group": None}, "mandate_group_of_experts"),
    ],
)
def test_terms_that_do_not_fit_are_no_rows(hold, code, capacity, fields, wall):
    assert wall in refused(hold, "one@x.test", code, capacity, **fields)


def test_designations_of_one_alternate_do_not_overlap(hold):
    alternate = hold("alt@x.test", "EP", "alternate")
    other = hold("alt@x.test", "JP", "alternate")
    now = clock.now()
    week = dt.timedelta(days=7)
    Designation.objects.create(mandate=alternate, since=now, until=now + week)
    Designation.objects.create(mandate=alternate, since=now + week, until=now + 2 * week)
    Designation.objects.create(mandate=other, since=now, until=now + week)
    wall = refused(
        Designation.objects.create, mandate=alternate, since=now - week, until=now + dt.timedelta(seconds=1)
    )
    assert "one_designation_a_mandate_at_an_instant" in wall


def test_speaks_for_the_office(hold):
    alternate = hold("alt@x.test", "EP", "alternate")
    assert hold("hod@x.test", "EP", "hod").speaks_for_office
    assert not hold("del@x.test", "EP", "delegate").speaks_for_office
    assert not hold("head@x.test", "EP", "head").speaks_for_office
    assert not alternate.speaks_for_office
    Designation.objects.create(mandate=alternate, since=ago(days=1), until=ahead(days=1))
    assert Mandate.objects.get(pk=alternate.pk).speaks_for_office
    assert Mandate.objects.worn().get(pk=alternate.pk).speaks_for_office
    assert not Mandate.objects.worn(ahead(days=2)).get(pk=alternate.pk).speaks_for_office


def test_capacity_as_printed(hold):
    assert hold("hod@x.test", "EP", "hod").acting_as == "head of delegation"
    assert hold("x@x.test", "JP", "expert").acting_as.startswith("expert, ")
    assert hold("c@x.test", "TF", "chair").acting_as == "co-chair, seconded by the EPO"
