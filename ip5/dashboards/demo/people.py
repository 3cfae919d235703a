"""Appoint the demo's people through the installation's own door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Count

from ip5.accounts import actions, periods
from ip5.accounts.models import Mandate, Person
from ip5.dashboards.demo import accounts
from ip5.kernel import clock
from ip5.offices.models import Group, Office


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person in one capacity, as people.json has it."""

    account: str
    name: str
    facts: dict[str, Any]


def appointments() -> list[Appointment]:
    """Return every appointment of people.json, in its order."""
    return [
        Appointment(person["account"], person["name"], facts)
        for person in accounts.people()
        for facts in person["mandates"]
    ]


def share_password(password: str) -> None:
    """Make the accounts that are missing, with one hash for all, and move the others to ``password``.

    One hash, because thirty-seven would take most of the load's time, and the password is public among
    them anyway. An account whose password somebody has changed keeps its own, as it keeps its name.
    """
    names = {accounts.address(each.account): each.name for each in appointments()}
    existing = Person.objects.filter(email__in=names)
    hashes = existing.order_by().values_list("password").annotate(n=Count("pk")).filter(n__gt=1)
    shared = hashes.order_by("-n").values_list("password", flat=True).first()
    if shared is not None and check_password(password, shared):
        encoded = shared
    else:
        encoded = make_password(password)
        if shared is not None:
            existing.filter(password=shared).update(password=encoded)
    known = set(existing.values_list("email", flat=True))
    Person.objects.bulk_create(
        Person(email=email, name=name, password=encoded)
        for email, name in names.items()
        if email not in known
    )


def appoint_all(password: str) -> Iterator[bool]:
    """Appoint everybody, one step each, and yield whether the step was new.

    Mandates run since 1 January of last year. Whoever holds or held the mandate is passed over.
    """
    share_password(password)
    offices = {office.code: office for office in Office.objects.all()}
    groups = {group.code: group for group in Group.objects.all()}
    for each in appointments():
        yield _appoint(each, offices, groups)


def _appoint(appointment: Appointment, offices: dict[str, Office], groups: dict[str, Group]) -> bool:
    facts = appointment.facts
    office = offices[facts["office"]]
    group = groups[facts["group"]] if "group" in facts else None
    email = accounts.address(appointment.account)
    held = Mandate.objects.of_office(office.pk).in_capacity(facts["capacity"])
    if held.filter(person__email=email, group=group).exists():
        return False
    year = clock.now().astimezone(office.zone).year
    last = dt.date(year + 1, 12, 31)
    actions.appoint(
        email,
        office=office,
        capacity=facts["capacity"],
        since=periods.start_of(dt.date(year - 1, 1, 1), office.zone),
        until=periods.end_of(last, office.zone) if facts.get("ends") else None,
        seconding=offices[facts["seconding"]] if "seconding" in facts else None,
        group=group,
        by=None,
    )
    return True


def hat(account: str, capacity: str) -> Mandate:
    """Return the active mandate of a demo account in a capacity: the hat it wears for a deed."""
    return Mandate.objects.active().worn().get(person__email=accounts.address(account), capacity=capacity)
