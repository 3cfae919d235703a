"""Appointing, ending, designating, wearing: outcome, audit event and mail."""

import datetime as dt

import pytest

from ip5.accounts import actions
from ip5.accounts.hats import hats_of
from ip5.accounts.models import Capacity, Designation, Mandate, Person
from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Group, Office
from ip5.outbox.models import Letter

from .conftest import PASSWORD, ago, ahead


def office(code):
    return Office.objects.get(code=code)


def test_appoint_makes_the_person_and_the_hat(db, events):
    mandate = actions.appoint(
        " New@X.test ", name="Ann New", office=office("EP"), capacity="delegate", password=PASSWORD, by=None
    )
    person = Person.objects.get(email="new@x.test")
    assert person.name == "Ann New"
    assert person.check_password(PASSWORD)
    assert hats_of(person) == [mandate]
    assert events(mandate) == ["mandate.appointed"]
    again = actions.appoint("new@x.test", office=office("JP"), capacity="delegate", by=None)
    assert again.person == person
    assert not Letter.objects.exists()


def test_a_new_person_without_a_password_cannot_sign_in(db):
    mandate = actions.appoint("new@x.test", name="N", office=office("EP"), capacity="delegate", by=None)
    assert not mandate.person.has_usable_password()


@pytest.mark.parametrize("capacity", [Capacity.CHAIR, Capacity.SECRETARIAT])
def test_an_appointment_to_the_body_is_told_to_all_heads(hold, events, capacity):
    for code in ("EP", "JP"):
        hold(f"head.{code}@x.test", code, "head")
    hold("deputy@x.test", "EP", "deputy")
    hold("former@x.test", "KR", "head", until=ago(days=1))
    seconding = office("KR") if capacity == Capacity.CHAIR else None
    mandate = actions.appoint(
        "new@x.test", name="Ann New", office=office("TF"), capacity=capacity, seconding=seconding, by=None
    )
    letters = {letter.to_address: letter for letter in Letter.objects.all()}
    assert sorted(letters) == ["head.ep@x.test", "head.jp@x.test"]
    assert f"Ann New was appointed: {mandate.acting_as}." in letters["head.jp@x.test"].text
    event = Event.objects.for_subject(mandate).get()
    assert set(event.offices) == {office(code).pk for code in ("TF", "EP", "JP", "KR", "CN", "US")}


@pytest.mark.parametrize(
    ("code", "capacity", "fields", "wrong"),
    [
        ("WO", "delegate", {}, "office"),
        ("EP", "chair", {"seconding": "EP"}, "office"),
        ("TF", "hod", {}, "office"),
        ("EP", "observer", {}, "office"),
        ("TF", "chair", {}, "seconding"),
        ("TF", "chair", {"seconding": "WO"}, "seconding"),
        ("EP", "hod", {"seconding": "EP"}, "seconding"),
        ("JP", "expert", {}, "group"),
        ("JP", "delegate", {"group": True}, "group"),
        ("JP", "delegate", {"until": ago(days=1)}, "until"),
        ("JP", "delegate", {"name": " "}, "name"),
    ],
)
def test_terms_that_do_not_fit(db, code, capacity, fields, wrong):
    fields = {"name": "N", **fields}
    if "seconding" in fields:
        fields["seconding"] = office(fields["seconding"])
    if "group" in fields:
        fields["group"] = Group.objects.all()[0]
    with pytest.raises(Invalid) as caught:
        actions.appoint("new@x.test", office=office(code), capacity=capacity, by=None, **fields)
    assert list(caught.value.errors) == [wrong]
    assert not Mandate.objects.exists()
    assert not Event.objects.exists()


def test_a_second_head_of_delegation_is_told_who_holds_it_until_when(hold, people):
    until = dt.datetime(2030, 12, 31, 23, tzinfo=dt.UTC)
    people("hod@x.test", name="Anna Weber")
    hold("hod@x.test", "EP", "hod", until=until)
    with pytest.raises(Invalid) as caught:
        actions.appoint("new@x.test", name="N", office=office("EP"), capacity="hod", by=None)
    assert caught.value.errors == {
        "capacity": ["Anna Weber (hod@x.test) is head of delegation of the EPO until 31 December 2030."]
    }
    after = actions.appoint("new@x.test", name="N", office=office("EP"), capacity="hod", since=until, by=None)
    assert not after.is_active


def test_the_same_person_does_not_hold_the_same_twice(hold):
    hold("a@x.test", "EP", "delegate")
    with pytest.raises(Invalid, match="without an end date"):
        actions.appoint("a@x.test", office=office("EP"), capacity="delegate", by=None)


def test_a_closed_account_is_not_appointed(people):
    person = people("closed@x.test")
    person.is_active = False
    person.save()
    with pytest.raises(Invalid, match="closed"):
        actions.appoint("closed@x.test", office=office("EP"), capacity="delegate", by=None)


def test_the_head_appoints_the_own_head_of_delegation_only(hold):
    head = hold("head@x.test", "EP", "head")
    assert actions.appoint("hod@x.test", name="H", office=office("EP"), capacity="hod", by=head).is_active
    for code, capacity in (("JP", "hod"), ("EP", "delegate"), ("EP", "head")):
        with pytest.raises(Refused):
            actions.appoint("hod@x.test", office=office(code), capacity=capacity, by=head)


def test_an_ended_mandate_is_no_hat(hold, events):
    mandate = hold("a@x.test", "EP", "hod")
    actions.end_mandate(mandate, by=None, reason="moved")
    assert hats_of(mandate.person) == []
    assert events(mandate) == ["mandate.ended"]
    with pytest.raises(WrongState):
        actions.end_mandate(mandate, by=None)


def test_a_mandate_that_has_not_begun_is_taken_back(hold, events):
    mandate = hold("a@x.test", "EP", "alternate", since=ahead(days=5))
    Designation.objects.create(mandate=mandate, since=ahead(days=6), until=ahead(days=7))
    actions.end_mandate(mandate, by=hold("head@x.test", "EP", "head"))
    assert not Mandate.objects.filter(uuid=mandate.uuid).exists()
    assert events(mandate) == ["mandate.ended"]


def test_designation_gives_the_rights_for_its_time(hold, events):
    deputy = hold("deputy@x.test", "EP", "deputy")
    alternate = hold("alt@x.test", "EP", "alternate")
    before = clock.now()
    designation = actions.designate(alternate, since=ago(days=3), until=ahead(days=3), by=deputy)
    assert designation.since >= before
    assert Mandate.objects.worn().get(pk=alternate.pk).speaks_for_office
    assert events(alternate) == ["alternate.designated"]
    actions.withdraw_designation(designation, by=deputy)
    assert not Mandate.objects.worn().get(pk=alternate.pk).speaks_for_office
    assert events(alternate) == ["alternate.designated", "alternate.designation_withdrawn"]
    with pytest.raises(WrongState):
        actions.withdraw_designation(designation, by=deputy)


def test_designation_refusals(hold):
    head = hold("head@x.test", "EP", "head")
    alternate = hold("alt@x.test", "EP", "alternate", until=ahead(days=10))
    actions.designate(alternate, since=ahead(days=2), until=ahead(days=4), by=head)
    for since, until, field in (
        (ahead(days=3), ahead(days=5), "first"),
        (ahead(days=5), ahead(days=11), "last"),
        (ahead(days=6), ahead(days=5), "last"),
        (ago(days=5), ago(days=1), "last"),
    ):
        with pytest.raises(Invalid) as caught:
            actions.designate(alternate, since=since, until=until, by=head)
        assert list(caught.value.errors) == [field]
    for who in (hold("hod@x.test", "EP", "hod"), hold("other@x.test", "JP", "head"), alternate):
        with pytest.raises(Refused):
            actions.designate(alternate, since=ahead(days=5), until=ahead(days=6), by=who)
    assert Designation.objects.count() == 1


def test_a_delegation_gives_a_deputy_the_heads_answer_for_its_time(hold, events):
    head, deputy = hold("head@x.test", "EP", "head"), hold("deputy@x.test", "EP", "deputy")
    with pytest.raises(Refused):
        actions.designate(deputy, since=ago(days=1), until=ahead(days=3), by=deputy)
    delegation = actions.designate(deputy, since=ago(days=1), until=ahead(days=3), by=head)
    worn = Mandate.objects.worn().get(pk=deputy.pk)
    assert (worn.answers_as_head, worn.speaks_for_office) == (True, False)
    with pytest.raises(Refused):
        actions.withdraw_designation(delegation, by=worn)
    actions.withdraw_designation(delegation, by=head)
    assert not Mandate.objects.worn().get(pk=deputy.pk).answers_as_head
    assert events(deputy) == ["deputy.delegated", "deputy.delegation_withdrawn"]


def test_a_future_designation_is_withdrawn_without_a_trace_of_rights(hold):
    head = hold("head@x.test", "EP", "head")
    alternate = hold("alt@x.test", "EP", "alternate")
    designation = actions.designate(alternate, since=ahead(days=2), until=ahead(days=4), by=head)
    actions.withdraw_designation(designation, by=head)
    assert not Designation.objects.exists()


def test_only_the_own_active_mandate_is_worn(hold, events):
    mine = hold("a@x.test", "EP", "delegate")
    other = hold("b@x.test", "EP", "hod")
    ended = hold("a@x.test", "JP", "hod", until=ago(seconds=1))
    actions.wear(mine, by=mine)
    assert events(mine) == ["hat.worn"]
    for mandate in (other, ended):
        with pytest.raises(Refused):
            actions.wear(mandate, by=mine)
