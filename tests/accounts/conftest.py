"""People and mandates for the tests of this app, made directly: appointing is what is tested."""

import datetime as dt

import pytest

from ip5.accounts.models import Capacity, Mandate, Person
from ip5.kernel import clock
from ip5.offices.models import Group, Office

PASSWORD = "a long enough password 7"


def ago(**span):
    return clock.now() - dt.timedelta(**span)


def ahead(**span):
    return clock.now() + dt.timedelta(**span)


@pytest.fixture(autouse=True)
def _empty(db):
    """Start from an installation without anybody: the standing cast would hold what is appointed here."""
    Mandate.objects.all().delete()
    Person.objects.all().delete()


@pytest.fixture
def people(db):
    """Return a function that makes a person, or returns the one of that address."""

    def make(email, **fields):
        person = Person.objects.filter(email=email).first()
        fields.setdefault("name", email.split("@")[0])
        return person or Person.objects.create_user(email, PASSWORD, **fields)

    return make


@pytest.fixture
def hold(people):
    """Return a function that gives a mandate: ``hold("a@x.test", "EP", "hod", until=...)``."""

    def make(email, code, capacity, **fields):
        if capacity == Capacity.CHAIR:
            fields.setdefault("seconding_office", Office.objects.members()[0])
        if capacity == Capacity.EXPERT:
            fields.setdefault("group", Group.objects.all()[0])
        fields.setdefault("since", ago(days=30))
        office = Office.objects.get(code=code)
        return Mandate.objects.create(person=people(email), office=office, capacity=capacity, **fields)

    return make


@pytest.fixture
def sign_in(client):
    """Return a function that signs a mandate's person in, wearing that hat."""

    def make(mandate):
        client.force_login(mandate.person)
        session = client.session
        session["hat"] = str(mandate.uuid)
        session.save()
        return client

    return make


@pytest.fixture
def events():
    """Return the verbs recorded on a subject, oldest first."""
    from ip5.audit.models import Event

    def of(subject):
        found = Event.objects.for_subject(subject).order_by("seq")
        return [event.verb for event in found]

    return of
