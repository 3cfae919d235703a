"""Which hat a request wears."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from ip5.accounts import hats, sessions
from ip5.accounts.models import Designation

from .conftest import ago, ahead


@pytest.fixture
def asked(db):
    """Return a function that makes a request of a person (None: anonymous) with a session."""
    from importlib import import_module

    from django.conf import settings

    store = import_module(settings.SESSION_ENGINE).SessionStore

    def make(person, **session):
        request = RequestFactory().get("/")
        request.user = person or AnonymousUser()
        request.session = store()
        sessions.begin(request)
        request.session.update(session)
        return request

    return make


def test_nobody_wears_the_anonymous_hat(asked, people):
    for person in (None, people("nothing@x.test")):
        request = asked(person)
        hat = hats.choose(request)
        assert not hat
        assert hat.is_anonymous
        assert hat.sees_from == "public"
        assert {hat.speaks_for_office, hat.is_chair, hat.is_delegation} == {False}
        assert hat.office_id is None
        assert request.hats == []


def test_ended_and_future_mandates_are_no_hats(asked, hold, people):
    ended = hold("a@x.test", "EP", "hod", until=ago(seconds=1))
    future = hold("a@x.test", "JP", "hod", since=ahead(seconds=30))
    for mandate in (ended, future):
        request = asked(people("a@x.test"), hat=str(mandate.uuid))
        assert hats.choose(request).is_anonymous
        assert request.hats == []


def test_the_chosen_hat_counts_while_it_is_active_and_ones_own(asked, hold, people):
    chair = hold("a@x.test", "TF", "chair")
    delegate = hold("a@x.test", "KR", "delegate")
    stranger = hold("b@x.test", "KR", "hod")
    person = people("a@x.test")
    assert hats.choose(asked(person)) == chair
    assert hats.choose(asked(person, hat=str(delegate.uuid))) == delegate
    assert hats.choose(asked(person, hat=str(stranger.uuid))) == chair
    assert hats.choose(asked(person, hat="nonsense")) == chair
    delegate.until = ago(seconds=1)
    delegate.save()
    assert hats.choose(asked(person, hat=str(delegate.uuid))) == chair


def test_an_inactive_person_has_no_hat(asked, hold, people):
    hold("a@x.test", "EP", "hod")
    person = people("a@x.test")
    person.is_active = False
    person.save()
    assert hats.choose(asked(person)).is_anonymous


@pytest.mark.parametrize("count", [1, 3])
def test_all_hats_with_what_rules_ask_are_one_query(asked, hold, people, count, django_assert_num_queries):
    alternate = hold("a@x.test", "EP", "alternate")
    Designation.objects.create(mandate=alternate, since=ago(days=1), until=ahead(days=1))
    if count == 3:
        hold("a@x.test", "EP", "expert")
        hold("a@x.test", "JP", "delegate")
    request = asked(people("a@x.test"))
    with django_assert_num_queries(1):
        hat = hats.choose(request)
        assert hat == alternate
        assert hat.speaks_for_office
        assert hat.office.code == "EP"
        assert hat.person.email == "a@x.test"
        assert hat.seconding_office is None
        assert hat.group is None
    assert len(request.hats) == count
