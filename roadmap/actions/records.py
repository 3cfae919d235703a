"""A version from before the site, imported as a fact: date, outcome, source; no rounds and no chain."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from roadmap import working
from roadmap.models import Holding, ScopingDocument, Version
from roadmap.states import Amendment, VersionState


@transaction.atomic
def import_version(
    *, by: Hat | None, edition: str, title: str, preamble: str, endorsed_on: dt.date, note: str
) -> Version:
    """Write a published version of the past from the working rows, and return it.

    Positions, rounds and chain it has none; ``note`` says what is public of it and what is invented. Refuses
    (``Invalid``) where a version exists already: the past comes first.
    """
    if Version.objects.exists():
        raise Invalid({"edition": ["A version from the record is imported before any other."]})
    rows = working.projects_in_plan()
    scoping = ScopingDocument.objects.order_by("-endorsed_on").first()
    draft = Version(title=title, preamble=preamble, scoping=scoping)
    plan = working.plan_of(draft, rows)
    instant = dt.datetime.combine(endorsed_on, dt.time(12), dt.UTC)
    made = Version.objects.create(
        kind=Amendment.MAJOR,
        state=VersionState.PUBLISHED,
        visibility=Visibility.PUBLIC,
        title=title,
        preamble=preamble,
        scoping=scoping,
        target=edition,
        symbol=f"NETAI/RM/{edition} Prov.1",
        snapshot=plan.canonical(),
        sha256=plan.sha256,
        edition=edition,
        compiled_at=clock.now(),
        frozen_at=instant,
        approved_at=instant,
        endorsed_at=instant,
        published_at=instant,
        origin=Version.Origin.RECORD,
        record_note=note,
    )
    Holding.objects.bulk_create(Holding(version=made, project=each) for each in rows)
    audit.record(made, "version.imported", by=by, data={"edition": edition, "sha256": made.sha256})
    return made
