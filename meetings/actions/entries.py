"""Deeds on the entries of a summary: added, changed, moved, deleted, marked as public."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from meetings.actions import steps
from meetings.models import Meeting, SummaryEntry
from meetings.rules import summary as rules

FIELDS = ("heading", "kind", "text", "office", "visibility", "is_public")
MAX_TEXT = 20_000
CLASSES = (Visibility.MEMBERS_OBSERVERS, Visibility.MEMBERS)


def _locked(entry: SummaryEntry) -> SummaryEntry:
    """Return the entry locked, its meeting first."""
    row = steps.locked(entry.meeting)
    found: SummaryEntry = SummaryEntry.objects.select_for_update().get(pk=entry.pk)
    found.meeting = row
    return found


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of an entry; refuse what it does not hold, and a public one of class members."""
    found = {name: values[name] for name in FIELDS if name in values}
    found["text"] = str(found.get("text", "")).strip()
    errors = {}
    if not found["text"] or len(found["text"]) > MAX_TEXT:
        errors["text"] = [_("Write one to %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]
    if found.get("visibility", CLASSES[0]) not in CLASSES:
        errors["visibility"] = [_("An entry is for members and observers, or for members only.")]
    if found.get("is_public") and found.get("visibility") == Visibility.MEMBERS:
        errors["is_public"] = [_("What is for members only is not in the public extract.")]
    if errors:
        raise Invalid(errors)
    return found


def _note(meeting: Meeting, by: Hat, what: str) -> None:
    """Record a change of the text for the members: an entry may be of their class."""
    audit.record(meeting, "meeting.summary_edited", by=by, visibility="members", data={"what": what})


@transaction.atomic
def add_entry(
    meeting: Meeting, *, by: Hat, values: dict[str, Any], after: SummaryEntry | None = None
) -> SummaryEntry:
    """Add an entry behind ``after``, or at the head; without a heading it stands under that of ``after``."""
    row = steps.locked(meeting)
    require(rules.may_edit_summary(by, row))
    found = _checked(values)
    place = 1
    if after is not None:
        behind = row.entries.get(pk=after.pk)
        place = behind.position + 1
        found["heading"] = found.get("heading") or behind.heading
        found["item_id"] = behind.item_id
    row.entries.filter(position__gte=place).update(position=F("position") + 1)
    made: SummaryEntry = SummaryEntry.objects.create(meeting=row, position=place, **found)
    _note(row, by, "added")
    return made


@transaction.atomic
def edit_entry(entry: SummaryEntry, *, by: Hat, values: dict[str, Any], seen: int) -> SummaryEntry:
    """Change an entry; ``Conflict`` where somebody changed it since it was read."""
    row = _locked(entry)
    require(rules.may_edit_summary(by, row.meeting))
    if row.version != seen:
        raise Conflict(_("Somebody else changed it meanwhile. What you typed is kept below."))
    found = _checked({name: getattr(row, name) for name in FIELDS} | values)
    changed = [name for name, value in found.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, found[name])
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        _note(row.meeting, by, "changed")
    return row


@transaction.atomic
def move_entry(entry: SummaryEntry, *, by: Hat, is_up: bool) -> SummaryEntry:
    """Change places with the entry before, or behind; at the end of the summary nothing happens."""
    row = _locked(entry)
    require(rules.may_edit_summary(by, row.meeting))
    rows = list(row.meeting.entries.select_for_update())
    place = next(number for number, each in enumerate(rows) if each.pk == row.pk)
    other = place - 1 if is_up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for number, each in enumerate(rows, 1):
            each.position = number
        SummaryEntry.objects.bulk_update(rows, ["position"])
        _note(row.meeting, by, "moved")
    return row


@transaction.atomic
def delete_entry(entry: SummaryEntry, *, by: Hat) -> None:
    """Delete an entry; one for which a correction was suggested stays on record."""
    row = _locked(entry)
    require(rules.may_delete_entry(by, row))
    row.delete()
    _note(row.meeting, by, "deleted")


@transaction.atomic
def mark_public(entry: SummaryEntry, *, by: Hat, is_public: bool) -> SummaryEntry:
    """Take an entry into the public extract, or out of it; refuses (``Invalid``) what is for members only.

    An approval was given to the extract as it stood: with the change it falls.
    """
    row = _locked(entry)
    require(rules.may_mark_public(by, row.meeting))
    if is_public and row.visibility == Visibility.MEMBERS:
        raise Invalid({"is_public": [_("What is for members only is not in the public extract.")]})
    if row.is_public != is_public:
        row.is_public = is_public
        row.save(update_fields=["is_public"])
        audit.record(
            row.meeting, "meeting.extract_changed", by=by, visibility="members", data={"is_public": is_public}
        )
        _drop_approval(row.meeting, by)
    return row


def _drop_approval(meeting: Meeting, by: Hat) -> None:
    if meeting.publication_approved_at is None:
        return
    meeting.publication_approved_at, meeting.publication_approved_by = None, None
    meeting.save(update_fields=["publication_approved_at", "publication_approved_by"])
    audit.record(meeting, "meeting.publication_approval_fell", by=by)
