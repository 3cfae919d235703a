"""What the draft of a summary is made of, how its paragraphs are numbered, and what is kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from ip5.ballots.ledger import Reservation, of_rounds
from ip5.ballots.models import Round
from ip5.ballots.states import Outcome
from ip5.kernel.hat import Hat
from ip5.kernel.text import canonical_json
from ip5.kernel.visibility import Visibility, narrower
from ip5.offices.models import Office
from ip5.register.models import ActionItem, Decision
from meetings.models import AgendaItem, Meeting, Presence, Registration, Speaker, SummaryEntry
from meetings.numbering import numbers
from meetings.states import Part

Kind = SummaryEntry.Kind
OPEN, MEMBERS = str(Visibility.MEMBERS_OBSERVERS), str(Visibility.MEMBERS)


def draft_of(meeting: Meeting, hat: Hat) -> list[SummaryEntry]:
    """Return the entries of a first draft, unsaved and in their order, as far as the hat that drafts sees.

    Who took part, the items with their recorded conclusions and who spoke, decisions, actions, papers. Each has the
    class of what it is drawn from.
    """
    found = [
        *participants(meeting),
        *items(meeting, hat),
        *decisions(meeting),
        *actions(meeting),
        *references(meeting),
    ]
    for position, entry in enumerate(found, 1):
        entry.meeting, entry.position = meeting, position
    return found


def participants(meeting: Meeting) -> list[SummaryEntry]:
    """Return which delegations were there, as the secretariat confirmed, then who of each was registered.

    The names of a member's delegation are for members; observers read which offices were there.
    """
    here = Presence.objects.confirmed().filter(session__meeting=meeting)
    present = set(here.values_list("office", flat=True))
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


def items(meeting: Meeting, hat: Hat) -> list[SummaryEntry]:
    """Return for each item of the agenda who spoke on it and what was concluded, under its number and title.

    What was agreed ad referendum or with reservations says so; whose, and in which words, is for members. An item
    that was left says why.
    """
    rows = list(
        AgendaItem.objects.filter(meeting=meeting)
        .on_agenda()
        .prefetch_related(
            "conclusions__round__rule_set",
            "conclusions__round__settlement",
            "conclusions__round__seats__office",
            "speakers__office",
        )
    )
    number = numbers((each.pk, each.under_id, each.is_closed_to_observers) for each in rows)
    held = reservations_in(rows, hat)
    found = []
    for item in rows:
        heading = f"{number[item.pk]}. {item.title}"
        for office in speakers(item.speakers.all()):
            said = _("The %(office)s spoke on this item.") % {"office": office.acronym}
            found.append(
                _entry(Kind.STATEMENT, heading, said, office=office, item=item, visibility=item.visibility)
            )
        found += concluded(item, heading, held)
        if item.left_reason:
            words = (
                _("Moved to the next meeting: %(reason)s")
                if item.is_moved_on
                else _("Not reached: %(reason)s")
            )
            told = words % {"reason": item.left_reason}
            found.append(_entry(Kind.TEXT, heading, told, item=item, visibility=item.visibility))
    return found


def reservations_in(rows: Iterable[AgendaItem], hat: Hat) -> dict[int, list[Reservation]]:
    """Return the reservations to what was concluded under these items, by the round's key; none for observers."""
    concluded = [each for item in rows for each in item.conclusions.all() if each.is_recorded]
    held: dict[int, list[Reservation]] = {}
    for reservation in of_rounds([each.round for each in concluded if each.round], hat):
        held.setdefault(reservation.round.pk, []).append(reservation)
    return held


def concluded(item: AgendaItem, heading: str, held: dict[int, list[Reservation]]) -> list[SummaryEntry]:
    """Return an item's recorded conclusions, each with what its round came to and, for members, who qualified it.

    ``held`` are the reservations by the round's key. Source: domain.md section 4, a reservation is a footnote in
    every rendition for members.
    """
    found = []
    rows = [each for each in item.conclusions.all() if each.is_recorded]
    for each in sorted(rows, key=lambda row: row.number or 0):
        seen = narrower(each.visibility, item.visibility)
        text = " ".join(filter(None, (each.sentence, came_to(each.round))))
        found.append(_entry(Kind.CONCLUSION, heading, text, item=item, visibility=seen))
        if each.round is not None:
            for words in [*awaited(each.round), *map(footnote, held.get(each.round.pk, ()))]:
                found.append(_entry(Kind.CONCLUSION, heading, words, item=item, visibility=MEMBERS))
    return found


def came_to(round: Round | None) -> str:
    """Return what must be said behind a conclusion that was put: that it waits, has failed, or is qualified."""
    if round is None:
        return ""
    if round.standing_outcome == Outcome.PROVISIONAL:
        return _(
            "Agreed ad referendum: final once the absent delegations have confirmed or their time has run."
        )
    if round.standing_outcome == Outcome.AGREED_WITH_RESERVATIONS:
        return _("With reservations.")
    if round.settled is not None and round.standing_outcome != Outcome.AGREED:
        return _("After the ad referendum period: %(outcome)s.") % {"outcome": round.status_label.lower()}
    return ""


def awaited(round: Round) -> list[str]:
    """Return whose confirmation a provisional outcome waits for, and until when; the day is that of the deadline."""
    if round.standing_outcome != Outcome.PROVISIONAL or round.settle_due_at is None:
        return []
    absent = [seat.office.acronym for seat in round.seats.all() if seat.is_present is False]
    # The end is at 17:00 in the westernmost office, on the same day in UTC.
    facts = {"offices": ", ".join(absent), "day": formats.date_format(round.settle_due_at.date(), "j F Y")}
    return [_("Ad referendum of the %(offices)s, until %(day)s.") % facts]


def footnote(held: Reservation) -> str:
    """Return a reservation as the summary prints it, numbered within its conclusion."""
    words = _("Reservation %(number)d of the %(office)s (%(kind)s), on %(passage)s: %(text)s")
    if held.lifted is not None:
        words = _("Reservation %(number)d of the %(office)s, lifted since.")
    facts = {"kind": held.kind_label.lower(), "passage": held.now.passage or _("the conclusion")}
    return words % {"number": held.number, "office": held.office.acronym, "text": held.now.text, **facts}


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
