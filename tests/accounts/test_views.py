"""The hat switch, the people page, and the account without a capacity."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from ip5.accounts.models import Designation
from ip5.audit.models import Event

from .conftest import ago, ahead

PEOPLE = "accounts:people"


def wear(client, mandate, **fields):
    return client.post(reverse("accounts:wear"), {"hat": str(getattr(mandate, "uuid", mandate)), **fields})


def test_wearing_another_hat_changes_the_key_and_is_logged(hold, sign_in, events):
    chair = hold("a@x.test", "TF", "chair")
    delegate = hold("a@x.test", "KR", "delegate")
    client = sign_in(chair)
    key = client.session.session_key
    answer = wear(client, delegate, next=reverse(PEOPLE))
    assert answer.status_code == 302
    assert answer.url == reverse(PEOPLE)
    assert client.session.session_key not in (None, key)
    assert events(delegate) == ["hat.worn"]
    event = Event.objects.for_subject(delegate).get()
    assert (event.by, event.visibility, event.offices) == (delegate, "office_internal", [delegate.office_id])
    assert client.get(reverse(PEOPLE)).context["hat"] == delegate


@pytest.mark.parametrize("which", ["foreign", "ended", "future", "unknown", "nonsense", ""])
def test_any_other_hat_is_not_found(hold, sign_in, which):
    mine = hold("a@x.test", "EP", "delegate")
    others = {
        "foreign": hold("b@x.test", "EP", "hod"),
        "ended": hold("a@x.test", "JP", "hod", until=ago(seconds=1)),
        "future": hold("a@x.test", "KR", "hod", since=ahead(days=1)),
        "unknown": "11111111-2222-4333-8444-555555555555",
        "nonsense": "x" * 5000,
        "": "",
    }
    client = sign_in(mine)
    key = client.session.session_key
    assert wear(client, others[which]).status_code == 404
    assert client.session.session_key == key
    assert client.session["hat"] == str(mine.uuid)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""],
)
def test_only_local_addresses_follow(hold, sign_in, address):
    mine = hold("a@x.test", "EP", "delegate")
    assert wear(sign_in(mine), mine, next=address).url == "/"


def test_wearing_needs_post_a_token_and_a_person(hold, sign_in):
    mine = hold("a@x.test", "EP", "delegate")
    assert sign_in(mine).get(reverse("accounts:wear")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mine.person)
    assert wear(strict, mine).status_code == 403
    anonymous = wear(Client(), mine)
    assert anonymous.status_code == 403
    assert reverse("account_login") in anonymous.content.decode()
    assert not Event.objects.exists()


def test_without_a_capacity_a_page_says_so(hold, client):
    mandate = hold("a@x.test", "EP", "delegate", until=ago(days=1))
    client.force_login(mandate.person)
    answer = client.get(reverse(PEOPLE))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You act for nobody today" in page
    assert "delegate, EPO" in page
    assert reverse("account_logout") in page


def test_people_are_those_of_the_own_office(hold, sign_in):
    mine = hold("a@x.test", "EP", "delegate")
    hold("colleague@x.test", "EP", "hod")
    hold("coming@x.test", "EP", "delegate", since=ahead(days=5))
    hold("former@x.test", "EP", "delegate", until=ago(days=5))
    hold("foreign@x.test", "JP", "hod")
    page = sign_in(mine).get(reverse(PEOPLE)).content.decode()
    assert all(name in page for name in ("colleague", "coming"))
    assert not any(name in page for name in ("former", "foreign"))


@pytest.mark.parametrize("count", [1, 3])
def test_people_cost_the_same_for_one_and_three(hold, sign_in, count, django_assert_max_num_queries):
    mine = hold("head@x.test", "EP", "head")
    for number in range(count):
        alternate = hold(f"{number}@x.test", "EP", "alternate")
        Designation.objects.create(mandate=alternate, since=ago(days=1), until=ahead(days=1))
    client = sign_in(mine)
    client.get(reverse(PEOPLE))
    with django_assert_max_num_queries(7):
        client.get(reverse(PEOPLE))


def designate(client, alternate, first, last):
    address = reverse("accounts:designate", args=[alternate.uuid])
    return client.post(address, {"first": first, "last": last})


def test_the_head_designates_for_days_of_the_office(hold, sign_in):
    head = hold("head@x.test", "JP", "head")
    alternate = hold("alt@x.test", "JP", "alternate")
    first = (head.office.today + dt.timedelta(days=2)).isoformat()
    client = sign_in(head)
    assert "Designate" in client.get(reverse(PEOPLE)).content.decode()
    assert designate(client, alternate, first, first).status_code == 302
    designation = Designation.objects.get()
    assert designation.by == head
    assert designation.until - designation.since == dt.timedelta(days=1)
    assert designation.since.astimezone(head.office.zone).date().isoformat() == first
    again = designate(client, alternate, first, first)
    assert again.status_code == 422
    page = again.content.decode()
    assert "Already designated" in page
    assert f'value="{first}"' in page
    assert client.post(reverse("accounts:withdraw_designation", args=[designation.uuid])).status_code == 302
    assert not Designation.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("2020-01-01", "2020-01-02"),
        ("2999-01-02", "2999-01-01"),
        ("x", "y"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_bad_dates_come_back_with_what_was_typed(hold, sign_in, first, last):
    head = hold("head@x.test", "EP", "head")
    answer = designate(sign_in(head), hold("alt@x.test", "EP", "alternate"), first, last)
    assert answer.status_code == 422
    assert answer.context["failed"].errors
    if first:
        assert f'value="{first}"' in answer.content.decode()
    assert not Designation.objects.exists()


def test_the_head_delegates_on_the_page_and_takes_it_back(hold, sign_in):
    head, deputy = hold("head@x.test", "EP", "head"), hold("deputy@x.test", "EP", "deputy")
    client, day = sign_in(head), "2999-01-01"
    page = client.get(reverse(PEOPLE)).content.decode()
    assert page.count(f"/account/people/{deputy.uuid}/designate/") == 1
    assert designate(client, deputy, day, day).status_code == 302
    page = client.get(reverse(PEOPLE)).content.decode()
    assert "Delegated from 1 January 2999 until 1 January 2999." in page
    delegation = Designation.objects.get()
    withdraw = reverse("accounts:withdraw_designation", args=[delegation.uuid])
    assert sign_in(deputy).post(withdraw).status_code == 403
    assert sign_in(head).post(withdraw).status_code == 302
    assert not Designation.objects.exists()


def test_who_may_not_designate(hold, sign_in):
    alternate = hold("alt@x.test", "EP", "alternate")
    foreign = hold("foreign@x.test", "JP", "head")
    designation = Designation.objects.create(mandate=alternate, since=ago(days=1), until=ahead(days=1))
    withdraw = reverse("accounts:withdraw_designation", args=[designation.uuid])
    assert designate(sign_in(foreign), alternate, "2999-01-01", "2999-01-02").status_code == 404
    assert sign_in(foreign).post(withdraw).status_code == 404
    client = sign_in(hold("hod@x.test", "EP", "hod"))
    page = client.get(reverse(PEOPLE)).content.decode()
    assert "Only the head or a deputy head of the office" in page
    assert f"{alternate.uuid}/designate" not in page
    refusal = designate(client, alternate, "2999-01-01", "2999-01-02")
    assert refusal.status_code == 403
    assert "Only the head or a deputy head" in refusal.content.decode()
    assert client.post(withdraw).status_code == 403
    assert Designation.objects.get().until == designation.until
