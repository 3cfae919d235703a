"""Opening a round: question, roll, text and end are fixed here. The subject's app has asked its own rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots.models import Round, RuleSet, Seat
from ip5.ballots.states import Procedure, RoundState
from ip5.kernel import clock, reasons
from ip5.kernel.errors import Invalid
from ip5.kernel.hat import Hat
from ip5.kernel.text import sha256_hex
from ip5.kernel.visibility import Visibility
from ip5.offices import deadlines, symbols
from ip5.offices.actions import next_number
from ip5.offices.calendars import calendar_from
from ip5.offices.models import Group, Office, year_of
from ip5.outbox import actions as outbox

RESTRICTED = frozenset({Visibility.OFFICE_INTERNAL, Visibility.MEMBERS})
VOICES = (Capacity.HOD, Capacity.ALTERNATE)


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to the offices: frozen at opening, so that the round need not know its subject.

    ``series`` is the former round of the same ballot, ``note`` what the chair says to a next round,
    ``group`` the group whose experts may follow it.
    """

    title: str
    text: str
    subject_symbol: str
    address: str
    visibility: str
    series: Round | None = None
    group: Group | None = None
    note: str = ""


def with_note(question: Question, note: str) -> Question:
    """Return the question with what the chair says to it; a next round on the same text needs that (``Invalid``).

    A look-up: the caller opens the round.
    """
    again = _("The text is that of the last round: say why it is put again.")
    last, note = question.series, reasons.checked(note, "note", again) if note.strip() else ""
    if last and last.is_closed and not note and last.text_sha256 == sha256_hex(question.text):
        raise Invalid({"note": [again]})
    return replace(question, note=note)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which rule and until when: the instants and figures that are stamped on a round."""

    rule_set: RuleSet
    state: str = RoundState.OPEN
    absent: frozenset[str] = frozenset()
    stamps: dict[str, Any] = field(default_factory=dict)


def _numbered(question: Question, opened_at: dt.datetime) -> tuple[str, int]:
    """Return symbol and number: a next round keeps its ballot's symbol, a first one takes a new number."""
    if question.series is not None:
        return question.series.symbol, question.series.number + 1
    restricted = question.visibility in RESTRICTED
    year = year_of(opened_at)
    number = next_number(symbols.series_key(symbols.BALLOT, year, restricted=restricted))
    return str(symbols.Symbol(symbols.BALLOT, year, number, restricted)), 1


def calendar_note(end: deadlines.Deadline) -> dict[str, Any]:
    """Return what an end rests on, as plain data: the days in the way and the provisional tables."""
    return {
        "skipped": [[each.day.isoformat(), list(each.offices), list(each.names)] for each in end.skipped],
        "provisional": [[each.office, each.year] for each in end.provisional],
    }


def current_rule(code: str) -> RuleSet:
    """Return the newest version of a rule set."""
    return RuleSet.objects.filter(code=code).order_by("-version")[0]


def _periods(rule: dict[str, Any], days: int, short_reason: str, at: dt.datetime) -> dict[str, Any]:
    """Return the instants of a round opened at ``at``: its end, and what a short round adds."""
    calendar = calendar_from(at)
    end = deadlines.deadline(at, days, calendar)
    instants: dict[str, Any] = {"ends_at": end.at, "calendar_note": calendar_note(end)}
    if short_reason and days < rule["days"]:
        instants["not_urgent_until"] = deadlines.deadline(at, rule["not_urgent_days"], calendar).at
        instants["not_urgent_end"] = deadlines.deadline(at, rule["days"], calendar).at
    return instants


def check_length(rule: dict[str, Any], days: int, short_reason: str) -> None:
    """Refuse a length below the rule's: ten days, or five with the chair's reason; at most sixty."""
    least = rule["short_days"] if short_reason else rule["days"]
    if days < least:
        if short_reason:
            message = _("A short round lasts at least %(n)d common working days.") % {"n": least}
        else:
            message = _("A round lasts at least %(n)d common working days; a shorter one needs a reason.") % {
                "n": least
            }
        raise Invalid({"days": [message]})
    if days > rule["most_days"]:
        raise Invalid(
            {"days": [_("A round lasts at most %(n)d common working days.") % {"n": rule["most_days"]}]}
        )


def check_confirmation(rule: dict[str, Any], days: int) -> None:
    """Refuse with ``Invalid`` a time to confirm ad referendum below the rule's own or above its limit."""
    least, most = rule["ad_referendum_days"], rule["most_ad_referendum_days"]
    if not least <= days <= most:
        words = _("An office has at least %(least)d and at most %(most)d common working days to confirm.")
        raise Invalid({"ad_referendum_days": [words % {"least": least, "most": most}]})


def write_round(question: Question, terms: Terms, *, by: Hat, opened_at: dt.datetime) -> Round:
    """Write the round with its symbol, and its roll: the member offices, in session with who is absent."""
    symbol, number = _numbered(question, terms.stamps.get("announced_at", opened_at))
    roll = list(Office.objects.members())
    in_session = terms.rule_set.code == Procedure.SESSION
    opened = Round.objects.create(  # type: ignore[misc]
        symbol=symbol,
        number=number,
        rule_set=terms.rule_set,
        state=terms.state,
        visibility=question.visibility,
        title=question.title,
        text=question.text,
        text_sha256=sha256_hex(question.text),
        subject_symbol=question.subject_symbol,
        address=question.address,
        group=question.group,
        note=question.note.strip(),
        opened_at=opened_at,
        opened_by_id=by.pk,
        seat_count=len(roll),
        **terms.stamps,
    )
    Seat.objects.bulk_create(
        Seat(round=opened, office=each, is_present=each.code not in terms.absent if in_session else None)
        for each in roll
    )
    return opened


def record_opening(opened: Round, verb: str, *, by: Hat | None, reason: str = "", **data: Any) -> None:
    """Write the opening into the round's record: rule, text and end, and what else is given."""
    ends = opened.ends_at.isoformat() if opened.ends_at else None
    facts = {"rule": str(opened.rule_set), "text_sha256": opened.text_sha256, "ends_at": ends, **data}
    audit.record(opened, verb, by=by, reason=reason, data=facts)


def speakers(round: Round, capacities: Iterable[str] = VOICES) -> Any:
    """Return the active mandates of these capacities of the offices on the roll."""
    offices = Seat.objects.filter(round=round).values("office")
    return Mandate.objects.active().in_capacity(*capacities).filter(office__in=offices)


@transaction.atomic
def open_round(
    question: Question, *, by: Hat, days: int, short_reason: str = "", ad_referendum_days: int | None = None
) -> Round:
    """Open a ``tf_explicit`` round on ``question`` for ``days`` common working days.

    Fixes roll, text, hash and end; requests a position of all five offices. ``ad_referendum_days`` is what an
    office has to confirm after the close, the rule's figure where it is not given. The caller has asked its
    own rule (the subject's app knows recusal). Refuses with ``Invalid`` too short a period or a time to
    confirm beyond the rule's, with ``Refused`` a year for which an office has no holiday table.
    """
    rule_set = current_rule(Procedure.EXPLICIT)
    short_reason = short_reason.strip()
    check_length(rule_set.data, days, short_reason)
    to_confirm = ad_referendum_days or rule_set.data["ad_referendum_days"]
    check_confirmation(rule_set.data, to_confirm)
    opened_at = clock.instant()
    stamps = {"days": days, "short_reason": short_reason, "ad_referendum_days": to_confirm}
    stamps |= _periods(rule_set.data, days, short_reason, opened_at)
    opened = write_round(question, Terms(rule_set, stamps=stamps), by=by, opened_at=opened_at)
    record_opening(opened, "ballot.opened", by=by, reason=short_reason, ad_referendum_days=to_confirm)
    outbox.notify("position_requested", to=speakers(opened), subject=opened, immediate=True)
    return opened
