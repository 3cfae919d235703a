"""What the draft of a summary is made of, how its paragraphs are numbered, and what is kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from ip5.kernel.text import canonical_json
from ip5.kernel.visibility import Visibility, narrower
from ip5.offices.models import Office
from ip5.register.models import ActionItem, Decision
from meetings.models import AgendaItem, Meeting, Presence, Registration, Speaker, SummaryEntry
from meetings.numbering import numbers
from meetings.states import Part

Kind = SummaryEntry.Kind
OPEN, MEMBERS = str(Visibility.MEMBERS_OBSERVERS), str(Visibility.MEMBERS)


def draft_of(meeting: Meeting) -> list[SummaryEntry]:
    """Return the entries of a first draft, unsaved and in their order.

    Who took part, the items with their recorded conclusions and who spoke, decisions, actions, papers. Each has the
    class of what it is drawn from.
    """
    found = [
        *participants(meeting),
        *items(meeting),
        *decisions(meeting),
        *actions(meeting),
        *references(meeting),
    ]
    for position, entry in enumerate(found, 1):
        entry.meeting, entry.position = meeting, position
    return found


def participants(meeting: Meeting) -> list[SummaryEntry]:
    """Return which delegations were there, then who of each was registered, and of the body.

    The names of a member's delegation are for members; observers read which offices were there.
    """
    present = set(Presence.objects.filter(session__meeting=meeting).values_list("office", flat=True))
    offices = [each for each in Office.objects.directory().offices if each.pk in present]
    names: dict[int, list[str]] = {}
    body: list[str] = []
    for each in Registration.objects.filter(meeting=meeting).coming():
        said = f"{each.name} ({each.get_part_display().lower()})"
        (body if each.part == Part.BODY else names.setdefault(each.office_id, [])).append(said)
    heading, found = _("Participants"), []
    if offices:
        told = ", ".join(each.acronym for each in offices)
        found.append(
            _entry(Kind.PARTICIPANTS, heading, _("Delegations present: %(offices)s.") % {"offices": told})
        )
    for office in offices:
        if office.pk in names:
            text = f"{office.acronym}: {', '.join(names[office.pk])}"
            seen = OPEN if office.is_observer else MEMBERS
            found.append(_entry(Kind.PARTICIPANTS, heading, text, office=office, visibility=seen))
    if body:
        text = _("Co-chairs and secretariat: %(names)s") % {"names": ", ".join(body)}
        found.append(_entry(Kind.PARTICIPANTS, heading, text, visibility=MEMBERS))
    return found


def _entry(kind: str, heading: str, text: str, **facts: Any) -> SummaryEntry:
    office = facts.pop("office", None)
    return SummaryEntry(
        kind=kind, heading=heading[:220], text=text, office_id=office.pk if office else None, **facts
    )


def items(meeting: Meeting) -> list[SummaryEntry]:
    """Return for each item of the agenda who spoke on it and what was concluded, under its number and title."""
    rows = list(
        AgendaItem.objects.filter(meeting=meeting)
        .on_agenda()
        .prefetch_related("conclusions", "speakers__office")
    )
    number = numbers((each.pk, each.under_id, each.is_closed_to_observers) for each in rows)
    found = []
    for item in rows:
        heading = f"{number[item.pk]}. {item.title}"
        concluded = sorted(
            (each for each in item.conclusions.all() if each.is_recorded), key=lambda each: each.number or 0
        )
        for office in speakers(item.speakers.all()):
            said = _("The %(office)s spoke on this item.") % {"office": office.acronym}
            found.append(
                _entry(Kind.STATEMENT, heading, said, office=office, item=item, visibility=item.visibility)
            )
        for each in concluded:
            seen = narrower(each.visibility, item.visibility)
            found.append(_entry(Kind.CONCLUSION, heading, each.sentence, item=item, visibility=seen))
    return found


def speakers(rows: Iterable[Speaker]) -> list[Office]:
    """Return the offices that had the floor, each once, in the order in which they spoke."""
    given = sorted((each for each in rows if each.given_at), key=lambda each: (each.given_at, each.pk))
    return list(dict.fromkeys(each.office for each in given))


def decisions(meeting: Meeting) -> list[SummaryEntry]:
    """Return the decisions taken at the meeting."""
    rows = Decision.objects.filter(meeting_number=meeting.number).order_by("decided_at", "pk")
    return [
        _entry(Kind.DECISION, _("Decisions"), each.text, mark=each.symbol, visibility=each.visibility)
        for each in rows
    ]


def actions(meeting: Meeting) -> list[SummaryEntry]:
    """Return the action items opened at the meeting, each with its owner and day."""
    rows = ActionItem.objects.filter(meeting_number=meeting.number).select_related("office", "group")
    return [
        _entry(
            Kind.ACTION,
            _("Actions"),
            _("%(text)s %(owner)s, due %(day)s.")
            % {
                "text": each.text,
                "owner": ", ".join(
                    [
                        *([each.office.acronym] if each.office else []),
                        *([each.group.code] if each.group else []),
                    ]
                ),
                "day": formats.date_format(each.due, "j F Y"),
            },
            mark=each.symbol,
            visibility=each.visibility,
        )
        for each in rows.order_by("opened_at", "pk")
    ]


def references(meeting: Meeting) -> list[SummaryEntry]:
    """Return the agenda as it was last published, and the papers."""
    agenda = meeting.agendas.order_by("-number").first()
    found = []
    if agenda is not None:
        found.append(
            _entry(Kind.REFERENCE, _("References"), _("Agenda of the meeting"), mark=str(agenda)[:60])
        )
    for paper in meeting.papers.select_related("meeting").order_by("is_restricted", "number"):
        seen = narrower(paper.visibility, OPEN)
        found.append(_entry(Kind.REFERENCE, _("References"), paper.title, mark=paper.symbol, visibility=seen))
    return found


def paragraphs(rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return the number of each paragraph by its key, from (key, class) in their order.

    Those of class members count in a series of their own, ``R1``, ``R2``: whoever does not see them sees no gap.
    """
    counted: Counter[bool] = Counter()
    found = {}
    for key, visibility in rows:
        is_closed = Visibility(visibility).rank < Visibility.MEMBERS_OBSERVERS.rank
        counted[is_closed] += 1
        found[key] = f"{'R' if is_closed else ''}{counted[is_closed]}"
    return found


def paragraphs_of(meeting: Meeting) -> dict[int, str]:
    """Return the number of each paragraph of a meeting's summary by its key."""
    return paragraphs(meeting.entries.values_list("pk", "visibility"))


def snapshot_of(meeting: Meeting) -> str:
    """Return the whole summary as canonical JSON: what its versions keep and their fingerprint is taken of."""
    rows = list(meeting.entries.select_related("office"))
    number = paragraphs((each.pk, each.visibility) for each in rows)
    return canonical_json(
        {
            "meeting": meeting.symbol,
            "summary": meeting.summary_symbol,
            "title": meeting.title,
            "entries": [
                {
                    "key": str(each.uuid),
                    "number": number[each.pk],
                    "heading": each.heading,
                    "kind": each.kind,
                    "mark": each.mark,
                    "text": each.text,
                    "office": each.office.code if each.office else "",
                    "visibility": each.visibility,
                }
                for each in rows
            ],
        }
    )


def text_of(meeting: Meeting) -> str:
    """Return the whole summary as plain text, as it is put to the offices."""
    rows, heading = [f"{meeting.title} ({meeting.summary_symbol})"], ""
    number = paragraphs_of(meeting)
    for each in meeting.entries.all():
        if each.heading and each.heading != heading:
            rows.append(each.heading)
        heading = each.heading
        rows.append(f"{number[each.pk]}. {f'{each.mark}: ' if each.mark else ''}{each.text}")
    return "\n\n".join(rows)
