"""The page of a summary: its entries within the reader's rights, its corrections, its versions and files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.hat import Hat
from meetings.exports import summary as exports
from meetings.gathering.summary import paragraphs_of
from meetings.models import Meeting, SummaryEntry, SummaryVersion
from meetings.rules import summary as rules
from meetings.states import State
from meetings.views.offers.summary import DEEDS
from meetings.views.pages import acts_among, visible_meeting
from meetings.views.summary_part import SHOWN_IN, entries_of, rounds_of, suggestions_of
from proposals import diff

WHY = {
    "review": _("as the review opened"),
    "silence": _("as put to silence"),
    "adopted": _("as adopted"),
}


def read_entries(hat: Hat, uuid: UUID) -> tuple[Meeting, list[SummaryEntry]]:
    """Return the meeting and the entries of its summary, or 404 where the hat reads none."""
    meeting = visible_meeting(hat, uuid)
    entries = list(entries_of(meeting, hat)) if meeting.state in SHOWN_IN else []
    if not entries and not rules.may_edit_summary(hat, meeting):
        raise Http404
    return meeting, entries


@access.hat
@require_GET
def summary(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the summary as far as this hat reads it."""
    hat = request.hat
    meeting, entries = read_entries(hat, uuid)
    context = {
        "meeting": meeting,
        "sections": sections(meeting, entries, hat),
        "may_edit": rules.may_edit_summary(hat, meeting),
        "may_mark": rules.may_mark_public(hat, meeting),
        # In review an observer sees the own words alone: what holds for one entry holds for all it sees.
        "may_suggest": rules.may_suggest(hat, of(meeting, entries[0])) if entries else None,
        "rounds": rounds_of(meeting, hat),
        "versions": versions_of(meeting, hat),
        "kinds": exports.KINDS if entries else (),
        "why": WHY,
        "acts": acts_among(DEEDS, meeting, hat),
        "is_own_only": hat.capacity == "observer" and meeting.state == State.SUMMARY_REVIEW,
    }
    return render(request, "meetings/summary.html", context)


def versions_of(meeting: Meeting, hat: Hat) -> list[SummaryVersion]:
    """Return the versions of a summary that the hat reads, the newest first."""
    found = list(SummaryVersion.objects.visible_to(hat).filter(meeting=meeting))
    for each in found:
        each.meeting = meeting
    return found


def of(meeting: Meeting, entry: SummaryEntry) -> SummaryEntry:
    """Return the entry with its meeting at hand."""
    entry.meeting = meeting
    return entry


def sections(meeting: Meeting, entries: Sequence[SummaryEntry], hat: Hat) -> list[dict[str, Any]]:
    """Return the entries by heading, each with its number and its corrections as differences."""
    number = paragraphs_of(meeting)
    corrections: dict[int, list[dict[str, Any]]] = {}
    for each in suggestions_of(meeting, hat).select_related("office"):
        corrections.setdefault(each.entry_id, []).append(
            {"suggestion": each, "rows": difference(each.before, each.text)}
        )
    return [
        {
            "heading": heading,
            "rows": [
                {"entry": each, "number": number[each.pk], "corrections": corrections.get(each.pk, [])}
                for each in rows
            ],
        }
        for heading, rows in exports.grouped(entries)
    ]


def difference(old: str, new: str) -> list[diff.Row]:
    """Return what changed between two texts, as rows to read."""
    return list(diff.folded(diff.compare(old, new)))


@access.hat
@require_GET
def versions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what changed between two kept versions of the summary: by default the last two."""
    hat = request.hat
    meeting = visible_meeting(hat, uuid)
    found = versions_of(meeting, hat)
    if not found:
        raise Http404
    old, new = chosen(found, request)
    context = {
        "meeting": meeting,
        "versions": found,
        "old": old,
        "new": new,
        "parts": changes(old, new),
        "why": WHY,
    }
    return render(request, "meetings/summary_versions.html", context)


def chosen(found: list[SummaryVersion], request: HttpRequest) -> tuple[SummaryVersion, SummaryVersion]:
    """Return the two versions to compare; 404 for a number the summary does not have."""
    by_number = {str(each.number): each for each in found}
    new = request.GET.get("to", str(found[0].number))
    old = request.GET.get("from", str(found[min(1, len(found) - 1)].number))
    if new not in by_number or old not in by_number:
        raise Http404
    return by_number[old], by_number[new]


def changes(old: SummaryVersion, new: SummaryVersion) -> list[dict[str, Any]]:
    """Return the paragraphs that differ, in the new order, those that went last."""
    before, after = by_key(old), by_key(new)
    rows = [(key, before.get(key, {}), each) for key, each in after.items()]
    rows += [(key, each, {}) for key, each in before.items() if key not in after]
    return [
        {
            "key": key,
            "number": (now or was)["number"],
            "heading": (now or was)["heading"],
            "is_new": not was,
            "is_gone": not now,
            "rows": difference(was.get("text", ""), now.get("text", "")),
        }
        for key, was, now in rows
        if was.get("text") != now.get("text")
    ]


def by_key(version: SummaryVersion) -> dict[str, dict[str, str]]:
    """Return the entries of a kept version by their key, in their order."""
    return {each["key"]: each for each in json.loads(version.snapshot)["entries"]}


@access.hat
@require_GET
def file(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Send the summary as an attachment, holding what this hat reads."""
    meeting, entries = read_entries(request.hat, uuid)
    try:
        made = exports.export(meeting, entries, kind)
    except KeyError:
        raise Http404 from None
    return HttpResponse(
        made.body,
        headers={
            "Content-Type": made.content_type,
            "Content-Disposition": f'attachment; filename="{made.name}"',
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )


def entry_of(hat: Hat, uuid: UUID, key: UUID) -> SummaryEntry:
    """Return an entry that the hat reads, with its meeting, or 404."""
    meeting = visible_meeting(hat, uuid)
    entry: SummaryEntry = get_object_or_404(entries_of(meeting, hat), uuid=key)
    return of(meeting, entry)
