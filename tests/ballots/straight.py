"""Straight SQL as the runtime role, past every rule and action."""

import datetime as dt
import uuid
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from ip5.accounts.models import Mandate
from ip5.kernel import clock
from ip5.offices.models import Office

HOUR = dt.timedelta(hours=1)
FORGED = {"at": dt.datetime(2001, 1, 1, tzinfo=dt.UTC), "seq": 99, "prev": "f" * 64, "hash": "e" * 64}


def run(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@contextmanager
def stopped(state):
    """The statement is refused by the database with exactly this SQLSTATE."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.sqlstate == state, str(caught.value)


def insert(round, mandate, office=None, **over):
    """INSERT as the runtime role, every column given; return the key."""
    row = {
        "uuid": uuid.uuid4(), "round_id": round.pk, "office_id": office or mandate.office_id,
        "mandate_id": mandate.pk, "answer": "reserve", "passage": "3.1", "text": "words", "remedy": "",
        "salt": "0123456789abcdef" * 2, "seq": 0, "at": clock.now(), "prev": "", "hash": "", **over,
    }  # fmt: skip
    marks = ", ".join(["%s"] * len(row))
    return run(
        f"INSERT INTO ballots_position ({', '.join(row)}) VALUES ({marks}) RETURNING id", *row.values()
    )[0][0]


def code(office):
    return Office.objects.get(code=office).pk


def hod(person, office, since, until=None):
    return Mandate.objects.create(
        person=person, office_id=code(office), capacity="hod", since=since, until=until
    )
