"""Appoint the demo's people through the installation's own door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ip5.accounts import actions, periods
from ip5.accounts.models import Mandate
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


def appoint_all(password: str) -> Iterator[bool]:
    """Appoint everybody, one step each, and yield whether the step was new.

    Mandates run since 1 January of last year. Whoever holds or held the mandate is passed over, and an
    account that exists keeps its name and password.
    """
    offices = {office.code: office for office in Office.objects.all()}
    groups = {group.code: group for group in Group.objects.all()}
    for each in appointments():
        yield _appoint(each, offices, groups, password)


def _appoint(
    appointment: Appointment, offices: dict[str, Office], groups: dict[str, Group], password: str
) -> bool:
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
        name=appointment.name,
        office=office,
        capacity=facts["capacity"],
        since=periods.start_of(dt.date(year - 1, 1, 1), office.zone),
        until=periods.end_of(last, office.zone) if facts.get("ends") else None,
        seconding=offices[facts["seconding"]] if "seconding" in facts else None,
        group=group,
        password=password,
        by=None,
    )
    return True


def hat(account: str, capacity: str) -> Mandate:
    """Return the active mandate of a demo account in a capacity: the hat it wears for a deed."""
    return Mandate.objects.active().worn().get(person__email=accounts.address(account), capacity=capacity)
