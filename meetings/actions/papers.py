"""Deeds on papers of a meeting and of the library: handed in, a next version, put under another item."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.accounts.querysets import MEMBERS
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.actions import next_number
from ip5.offices.models import Office
from ip5.offices.symbols import meeting_key
from ip5.outbox import actions as outbox
from ip5.papers import names
from ip5.papers.inspection import Checked
from meetings.actions import steps
from meetings.models import (
    AgendaItem,
    LibraryPaper,
    LibraryPaperVersion,
    Meeting,
    MeetingPaper,
    MeetingPaperVersion,
)
from meetings.querysets import reads_closed
from meetings.rules import papers as rules

MAX_PAPERS, MAX_VERSIONS, MAX_SHELVED = 200, 100, 500
OPEN, CLOSED = Visibility.MEMBERS_OBSERVERS, Visibility.MEMBERS


@transaction.atomic
def add_paper(
    meeting: Meeting,
    *,
    by: Hat,
    title: str,
    upload: Checked,
    visibility: str = OPEN,
    item: AgendaItem | None = None,
) -> MeetingPaperVersion:
    """Hand in a paper with its first version and return that: it gets its symbol, and those who read it are told.

    A paper for members only counts in the restricted series. It is marked late after the day on which documents
    were due. Refuses with ``Invalid`` what has no title, one that its own office could not read, an open paper
    under an item closed to observers, an item of another agenda, and the two-hundred-and-first.
    """
    row = steps.locked(meeting)
    require(rules.may_add_paper(by, row))
    line = _title(title)
    if visibility not in {OPEN, CLOSED} or (visibility == CLOSED and not reads_closed(by)):
        raise Invalid({"visibility": [_("Choose who may read it.")]})
    if row.papers.count() >= MAX_PAPERS:
        raise Invalid({"file": [_("A meeting has at most %(n)d documents.") % {"n": MAX_PAPERS}]})
    _check_item(row, by, item, visibility)
    is_restricted = visibility == CLOSED
    paper = MeetingPaper.objects.create(  # type: ignore[misc]
        meeting=row,
        item=item,
        title=line,
        visibility=visibility,
        number=_number(row, is_restricted=is_restricted),
        is_restricted=is_restricted,
        office_id=by.office_id,
        due_on=row.papers_due_on,
        is_late=_is_late(row, by),
        created_at=clock.now(),
        created_by_id=by.pk,
    )
    return _add(paper, by, upload)


def _title(title: str) -> str:
    line = names.plain_line(title)
    if not line or len(line) > 200:
        raise Invalid({"title": [_("Give a title of at most 200 characters.")]})
    return line


def _check_item(meeting: Meeting, by: Hat, item: AgendaItem | None, visibility: str) -> None:
    if item is None:
        return
    on_agenda = AgendaItem.objects.visible_to(by).on_agenda().filter(meeting=meeting, pk=item.pk)
    if not on_agenda.exists():
        raise Invalid({"item": [_("Choose an item of this agenda.")]})
    is_closed = item.is_closed_to_observers or (item.under is not None and item.under.is_closed_to_observers)
    if is_closed and visibility != CLOSED:
        raise Invalid(
            {"visibility": [_("Observers leave for this item, so its documents are for members only.")]}
        )


def _number(meeting: Meeting, *, is_restricted: bool) -> int:
    """Return the next number of the series; number 1 of the open one is the agenda's."""
    key = meeting_key(meeting.number or 0, restricted=is_restricted)
    number = next_number(key)
    return next_number(key) if number == 1 and not is_restricted else number


def _is_late(meeting: Meeting, by: Hat) -> bool:
    """Whether the day on which documents are due is over where they are handed in."""
    zone = Office.objects.get(pk=by.office_id or 0).zone
    return meeting.papers_due_on is not None and clock.now().astimezone(zone).date() > meeting.papers_due_on


@transaction.atomic
def add_paper_version(paper: MeetingPaper, *, by: Hat, upload: Checked) -> MeetingPaperVersion:
    """Add the next version of a paper; all former ones are kept. Refuses the same file again."""
    steps.locked(paper.meeting)
    row = MeetingPaper.objects.select_related("meeting").get(pk=paper.pk)
    require(rules.may_add_paper_version(by, row))
    _check_version(row, upload)
    return _add(row, by, upload)


def _check_version(paper: Any, upload: Checked) -> None:
    newest = paper.versions.first()
    if newest is not None and newest.sha256 == upload.sha256:
        raise Invalid({"file": [_("This is the same file as version %(n)d.") % {"n": newest.number}]})
    if newest is not None and newest.number >= MAX_VERSIONS:
        raise Invalid({"file": [_("A document has at most %(n)d versions.") % {"n": MAX_VERSIONS}]})


def _add(paper: MeetingPaper, by: Hat, upload: Checked) -> MeetingPaperVersion:
    version = MeetingPaperVersion(paper=paper)
    _keep(version, paper, by, upload)
    data = {"paper": str(paper.uuid), "version": version.number, "sha256": version.sha256}
    audit.record(paper.meeting, "meeting.paper_added", by=by, visibility=paper.visibility, data=data)
    readers = steps.told(paper.meeting)
    if paper.is_restricted:
        readers = Mandate.objects.active().in_capacity(*MEMBERS)
    outbox.notify("meeting_paper_added", to=readers, subject=paper.meeting)
    return version


def _keep(version: Any, paper: Any, by: Hat, upload: Checked) -> None:
    """Write a version with its file; the file goes again where the row cannot be written."""
    last = paper.versions.values_list("number", flat=True).first() or 0
    version.number, version.file_name, version.kind_code = last + 1, upload.name, upload.kind.code
    version.size, version.sha256, version.at, version.by_id = upload.size, upload.sha256, clock.now(), by.pk
    version.file.save(upload.name, upload.file, save=False)
    try:
        version.save(force_insert=True)
    except BaseException:
        version.file.storage.delete(version.file.name)
        raise


@transaction.atomic
def place_paper(paper: MeetingPaper, *, by: Hat, item: AgendaItem | None) -> MeetingPaper:
    """Put a paper under another item of the same agenda, or under none."""
    meeting = steps.locked(paper.meeting)
    row = MeetingPaper.objects.select_related("meeting").get(pk=paper.pk)
    require(rules.may_place_paper(by, row))
    _check_item(meeting, by, item, row.visibility)
    row.item = item
    row.save(update_fields=["item"])
    data = {"paper": str(row.uuid)}
    audit.record(meeting, "meeting.paper_placed", by=by, visibility=row.visibility, data=data)
    return row


@transaction.atomic
def shelve_paper(
    *, by: Hat, title: str, upload: Checked, visibility: str = OPEN, shelf: str = LibraryPaper.Shelf.REFERENCE
) -> LibraryPaperVersion:
    """Put a document into the library and return its first version. Refuses the five-hundred-and-first."""
    require(rules.may_keep_library(by))
    line = _title(title)
    if visibility not in {OPEN, CLOSED} or shelf not in LibraryPaper.Shelf.values:
        raise Invalid({"visibility": [_("Choose who may read it.")]})
    if LibraryPaper.objects.count() >= MAX_SHELVED:
        raise Invalid({"file": [_("The library has at most %(n)d documents.") % {"n": MAX_SHELVED}]})
    paper = LibraryPaper.objects.create(  # type: ignore[misc]
        title=line, visibility=visibility, shelf=shelf, created_at=clock.now(), created_by_id=by.pk
    )
    return _shelve(paper, by, upload)


@transaction.atomic
def shelve_version(paper: LibraryPaper, *, by: Hat, upload: Checked) -> LibraryPaperVersion:
    """Add the next version of a document of the library; all former ones are kept."""
    require(rules.may_keep_library(by))
    row = LibraryPaper.objects.select_for_update().get(pk=paper.pk)
    _check_version(row, upload)
    return _shelve(row, by, upload)


def _shelve(paper: LibraryPaper, by: Hat, upload: Checked) -> LibraryPaperVersion:
    version = LibraryPaperVersion(paper=paper)
    _keep(version, paper, by, upload)
    audit.record(
        paper, "library.paper_added", by=by, data={"version": version.number, "sha256": version.sha256}
    )
    return version
