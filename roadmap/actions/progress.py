"""Deeds on how projects stand: reports by lead and co-lead, notes by the co-chairs, reservations made public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox
from roadmap import rules
from roadmap.actions import steps
from roadmap.models import ProgressReport, Project, ReservationRelease
from roadmap.states import ProgressState, Status

MAX_REPORT = 2_000


def check_report(state: str, status: str, text: str) -> None:
    """Refuse (``Invalid``) a report without words, an unknown state, a status beside an inactive one."""
    errors: dict[str, list[str]] = {}
    if state not in ProgressState.values:
        errors["state"] = [_("Choose where the project stands.")]
    elif state == ProgressState.ACTIVE and status not in Status.values:
        errors["status"] = [_("Say whether it is on track, at risk or delayed.")]
    elif state != ProgressState.ACTIVE and status:
        errors["status"] = [_("Only an active project is on track, at risk or delayed.")]
    if not text.strip():
        errors["text"] = [_("Say in a few words how the project stands.")]
    elif len(text) > MAX_REPORT:
        errors["text"] = [_("At most %(n)s characters.") % {"n": f"{MAX_REPORT:,}"}]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def report(
    project: Project,
    *,
    by: Hat,
    state: str,
    status: str = "",
    text: str,
    reached: Iterable[UUID] = (),
    reached_on: dt.date | None = None,
) -> ProgressReport:
    """Report how a project stands: its state, how it keeps to the plan, a few words, milestones reached.

    ``reached_on`` is the day of the milestones ``reached``, today unless given. The report is kept for ever; the
    project shows the last one. Refuses like ``rules.may_report``; ``Invalid`` like ``check_report`` and for a day
    to come.
    """
    row = steps.locked_project(project)
    require(rules.may_report(by, row))
    check_report(state, status, text)
    now = clock.now()
    day = reached_on or now.date()
    if day > now.date():
        raise Invalid({"reached_on": [_("A milestone is reported once it is reached.")]})
    stones = list(row.milestones.filter(uuid__in=list(reached), reached_on__isnull=True))
    for stone in stones:
        stone.reached_on = day
        stone.save(update_fields=["reached_on"])
    row.state, row.status, row.reported_at = state, status, now
    row.save(update_fields=["state", "status", "reported_at"])
    made = _write(row, by, text, [str(each.uuid) for each in stones])
    audit.record(row, "project.reported", by=by, data={"state": state, "status": status})
    return made


@transaction.atomic
def note(project: Project, *, by: Hat, text: str) -> ProgressReport:
    """Write a co-chair's note beside the reports; how the project stands does not change."""
    row = steps.locked_project(project)
    require(rules.may_note(by, row))
    check_report(ProgressState.PLANNED, "", text)
    made = _write(row, by, text, [])
    audit.record(row, "project.noted", by=by)
    return made


def _write(row: Project, by: Hat, text: str, reached: list[str]) -> ProgressReport:
    made = ProgressReport.objects.create(  # type: ignore[misc]
        project=row,
        office_id=by.office_id,
        by_id=by.pk,
        at=clock.now(),
        state=row.state,
        status=row.status,
        text=text.strip(),
        reached=reached,
    )
    outbox.notify("progress_reported", to=Mandate.objects.active().of_body(), subject=row)
    return made


@transaction.atomic
def release_reservation(project: Project, *, by: Hat, is_public: bool) -> None:
    """Have the own office's reservation printed in the public rendition from the next version on, or not any more.

    Refuses like ``rules.may_release_reservation``.
    """
    row = steps.locked_project(project)
    require(rules.may_release_reservation(by, row))
    if is_public:
        ReservationRelease.objects.get_or_create(  # type: ignore[misc]
            project=row, office_id=by.office_id, defaults={"by_id": by.pk, "at": clock.now()}
        )
    else:
        row.released_reservations.filter(office=by.office_id).delete()
    data = {"project": str(row.uuid), "public": is_public}
    audit.record(row, "project.reservation_released", by=by, visibility="members", data=data)
