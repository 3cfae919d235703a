"""A version from before the site, imported as a fact: date, outcome, source; no rounds and no chain."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from proposals.models import Proposal
from roadmap.actions.restoring import restore
from roadmap.models import Holding, Project, ProjectSource, ScopingDocument, Version
from roadmap.plan import Plan
from roadmap.states import Amendment, VersionState


@transaction.atomic
def import_version(plan: Plan, *, by: Hat | None, edition: str, endorsed_on: dt.date, note: str) -> Version:
    """Write a published version of the past with the plan it held, and return it; the working rows follow it.

    It has no positions, no rounds and no chain of deeds; ``note`` says what of it is public and what invented.
    Refuses a hat (``Refused``: history is entered by the installation), a second one (``WrongState``: the past
    comes first), and a day to come or a source that is no proposal (``Invalid``).
    """
    if by is not None:
        raise Refused(_("The record of earlier years is entered by the installation's own command."))
    if Version.objects.exists():
        raise WrongState(_("A version from the record is entered before any other."))
    symbols = {source.symbol for each in plan.projects for source in each.sources}
    proposals = {each.symbol: each for each in Proposal.objects.filter(symbol__in=symbols)}
    if endorsed_on > clock.now().date():
        raise Invalid({"endorsed_on": [_("The record holds only what has happened.")]})
    if symbols - set(proposals):
        raise Invalid({"projects": [_("A source of a project is no proposal.")]})
    restore(plan)
    rows = {str(each.uuid): each for each in Project.objects.in_plan()}
    ProjectSource.objects.bulk_create(
        ProjectSource(project=rows[each.key], proposal=proposals[source.symbol])
        for each in plan.projects
        for source in each.sources
    )
    made = _write(plan, edition, dt.datetime.combine(endorsed_on, dt.time(12), dt.UTC), note)
    Holding.objects.bulk_create(Holding(version=made, project=each) for each in rows.values())
    audit.record(made, "version.imported", by=by, data={"edition": edition})
    return made


def _write(plan: Plan, edition: str, instant: dt.datetime, note: str) -> Version:
    return Version.objects.create(
        kind=Amendment.MAJOR,
        state=VersionState.PUBLISHED,
        visibility=Visibility.PUBLIC,
        title=plan.title,
        preamble=plan.preamble,
        scoping=ScopingDocument.objects.filter(symbol=plan.scoping).first(),
        target=edition,
        symbol=f"NETAI/RM/{edition} Prov.1",
        snapshot=plan.canonical(),
        sha256=plan.sha256,
        edition=edition,
        compiled_at=instant,
        frozen_at=instant,
        approved_at=instant,
        endorsed_at=instant,
        published_at=instant,
        origin=Version.Origin.RECORD,
        record_note=note,
    )
