"""A subject with a chain, and hats to write it, made directly."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from ip5.accounts.models import Mandate, Person
from ip5.kernel import clock
from ip5.offices.models import Office


@dataclass
class Meta:
    label_lower: str = "proposals.proposal"


@dataclass
class Subject:
    """Anything with a uuid and a class; the record knows no more of it."""

    visibility: str = "members"
    uuid: UUID = field(default_factory=uuid4)
    _meta: Meta = field(default_factory=Meta)


@pytest.fixture
def subject():
    return Subject()


@pytest.fixture
def wear(db):
    """Return a function that gives a mandate: ``wear("JP", "hod")``."""

    def make(code, capacity, **fields):
        office = Office.objects.get(code=code)
        email = f"{capacity}.{code}.{uuid4().hex[:6]}@x.test".lower()
        person = Person.objects.create_user(email, name=f"{capacity} {code}")
        if capacity == "chair":
            fields.setdefault("seconding_office", Office.objects.members()[0])
        since = clock.now() - dt.timedelta(days=30)
        return Mandate.objects.create(person=person, office=office, capacity=capacity, since=since, **fields)

    return make
