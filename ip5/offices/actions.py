"""Deeds on offices: load the facts, refresh the holiday tables, give the next number of a series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from ip5.kernel import clock
from ip5.offices import closed_days, directory

GetModel = Callable[[str, str], Any]


def load_offices(*, get_model: GetModel = apps.get_model, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write the offices, their dated names and the groups of data/offices.json; return how many offices.

    Rerun it after a change of the file: rows are updated by code, a name by its acronym, none is
    doubled and none removed. The migration passes its historical models. Refuses nothing.
    """
    facts = closed_days.office_facts()
    offices, names, groups = (get_model("offices", each) for each in ("Office", "OfficeName", "Group"))
    with transaction.atomic(using=using):
        for fact in facts["offices"]:
            values = {key: fact[key] for key in ("kind", "city", "tz", "head_title")}
            office, _created = offices._base_manager.using(using).update_or_create(
                code=fact["code"], defaults={**values, "protocol_order": fact["order"]}
            )
            for name in fact["names"]:
                names._base_manager.using(using).update_or_create(
                    office=office,
                    acronym=name["acronym"],
                    defaults={"name": name["name"], "since": name.get("since"), "until": name.get("until")},
                )
        for fact in facts["groups"]:
            groups._base_manager.using(using).update_or_create(
                code=fact["code"], defaults={"name": fact["name"]}
            )
    directory.clear()
    return len(facts["offices"])


def update_holidays(
    *,
    today: dt.date | None = None,
    overwrite: bool = False,
    get_model: GetModel = apps.get_model,
    using: str = DEFAULT_DB_ALIAS,
) -> int:
    """Write missing holiday tables and refresh provisional ones; return how many tables were written.

    A published table is left as it is, corrections by hand included, unless ``overwrite``. Instants of
    open rounds were fixed at their opening and do not move. Refuses nothing; offices that the data
    file names and the database does not have are passed over.
    """
    tables, days = get_model("offices", "HolidayTable"), get_model("offices", "Holiday")
    wanted = closed_days.closed_years(today or clock.now().date())
    with transaction.atomic(using=using):
        office_ids = dict(get_model("offices", "Office")._base_manager.using(using).values_list("code", "pk"))
        kept = set() if overwrite else _published(tables, using)
        known = [(office_ids[each.office], each) for each in wanted if each.office in office_ids]
        due = [(key, each) for key, each in known if (key, each.year) not in kept]
        written = tables._base_manager.using(using).bulk_create(
            [
                tables(office_id=office_id, year=each.year, status=each.status, source=each.source)
                for office_id, each in due
            ],
            update_conflicts=True,
            unique_fields=["office", "year"],
            update_fields=["status", "source"],
        )
        rows = [
            days(table_id=table.pk, office_id=office_id, day=day, name=name)
            for table, (office_id, each) in zip(written, due, strict=True)
            for day, name in each.days.items()
        ]
        stored = days._base_manager.using(using)
        stored.filter(table__in=[table.pk for table in written]).delete()
        stored.bulk_create(rows)
    return len(due)


def _published(tables: Any, using: str) -> set[tuple[int, int]]:
    """Return (office key, year) of the tables that are published and so left as they are."""
    published = tables._base_manager.using(using).filter(status="published")
    return set(published.values_list("office_id", "year"))


def next_number(key: str) -> int:
    """Return the next number of the series ``key`` (such as ``P/2021``), counting from 1, without gaps.

    The row of the series stays locked until the caller's transaction ends: a rollback gives the number
    back, and a second caller waits for it. Refuses to run outside a transaction, where a failure after
    the call would leave a gap.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is given inside the deed's transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO offices_symbolseries AS series (key, last) VALUES (%s, 1)"
            " ON CONFLICT (key) DO UPDATE SET last = series.last + 1 RETURNING last",
            [key],
        )
        (number,) = cursor.fetchone()
    return int(number)
