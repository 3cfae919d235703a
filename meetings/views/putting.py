"""The conclusions on the screen: the one that is worded or put, those recorded, and what a decision comes to."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Subquery
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ip5.ballots import rules as ballots
from ip5.ballots.actions import calendar_note, current_rule
from ip5.ballots.explanations import listed, not_counted
from ip5.ballots.forms.session import PressForm
from ip5.ballots.models import Position, Round, RuleSet
from ip5.ballots.states import Outcome, Procedure
from ip5.ballots.views.round import roll
from ip5.ballots.views.session import session_context
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.offices.models import Office
from meetings.gathering.drawn import amendment_of, endorsed_by
from meetings.models import AgendaItem, Conclusion, Meeting, Presence
from meetings.rules import conclusions as rules
from meetings.states import DECIDING, ConclusionState
from proposals.rules import may_open_in_session


def quorum_of_newest_rule() -> Subquery:
    """Return how many delegations have to be present to decide, a figure of the rule set, for a meeting's row."""
    rules = RuleSet.objects.filter(code=Procedure.SESSION).order_by("-version")
    return Subquery(rules.values("data__quorum")[:1])


def conclusions_of(meeting: Meeting, item: AgendaItem, hat: Hat, chosen: str) -> dict[str, Any]:
    """Return the conclusions under the item: the one on the screen, other drafts, those recorded."""
    seen = Conclusion.objects.visible_to(hat).filter(item=item).select_related("decision")
    rows = list(seen.order_by("drafted_at", "pk"))
    for each in rows:
        each.meeting, each.item = meeting, item
    _add_rounds(rows)
    put = next((each for each in rows if each.state == ConclusionState.PUT), None)
    drafts = [each for each in rows if each.state == ConclusionState.DRAFT]
    draft = next((each for each in drafts if str(each.uuid) == chosen), drafts[0] if drafts else None)
    focus = put or draft
    recorded = [each for each in rows if each.is_recorded]
    context = {
        "focus": focus,
        "put": put,
        "drafts": [each for each in drafts if each is not focus],
        "recorded": recorded_rows(recorded, hat),
        "place": len(recorded) + 1,
        "of": len(recorded) + len(drafts) + (put is not None),
    }
    if focus is not None and focus.verb in DECIDING and hat.sees_from == "members":
        context["decidable"] = decidable(focus)
    if put is not None and put.round is not None:
        context |= put_context(put, put.round, hat)
    elif focus is not None:
        deciding = focus.verb in DECIDING
        context["may_announce"] = (rules.may_put if deciding else rules.may_record)(hat, focus)
        context["endorsed"] = proposal = endorsed_by(focus)
        if proposal is not None and context["may_announce"]:
            context["may_announce"] = may_open_in_session(hat, proposal)
        context["is_deciding"] = deciding
        context["amendment"] = amendment_of(focus)
    return context


def _add_rounds(rows: list[Conclusion]) -> None:
    """Read the rounds of those that were put, with their rolls; nothing is asked where none was."""
    keys = [each.round_id for each in rows if each.round_id]
    if keys:
        rounds = Round.objects.timed().select_related("rule_set", "settlement").prefetch_related(roll())
        found = rounds.in_bulk(keys)
        for each in rows:
            each.round = found.get(each.round_id or 0)


def put_context(put: Conclusion, found: Round, hat: Hat) -> dict[str, Any]:
    """Return what is shown while a conclusion is before the delegations: who has answered, the own objection."""
    may_press = ballots.may_cast(hat, found)
    left = (found.end - found.moment).total_seconds()
    seats = list(found.seats.all())
    return {
        "round": found,
        "may_record": rules.may_record(hat, put),
        "press_form": PressForm() if may_press else None,
        "may_press": may_press,
        # Shown anew a moment after the time set has run.
        "again": max(1, int(left) + 1) if left > 0 else 0,
        "answered": any(seat.has_answered for seat in seats),  # type: ignore[attr-defined]
        **session_context(found, hat, []),
    }


def recorded_rows(recorded: list[Conclusion], hat: Hat) -> list[dict[str, Any]]:
    """Return recorded conclusions with what their rounds came to, and the reservations for members."""
    closed = [each.round for each in recorded if each.round is not None and each.round.is_closed]
    said: defaultdict[int, list[Position]] = defaultdict(list)
    if closed:
        seen = Position.objects.visible_to(hat).filter(round__in=closed).current().select_related("office")
        for each in seen.order_by("office__protocol_order"):
            said[each.round_id].append(each)
    days = _final_days(closed)
    return [_recorded_row(each, hat, said, days) for each in recorded]


def _recorded_row(
    conclusion: Conclusion, hat: Hat, said: dict[int, list[Position]], days: dict[int, str]
) -> dict[str, Any]:
    row: dict[str, Any] = {"conclusion": conclusion, "round": conclusion.round, "reservations": []}
    found = conclusion.round
    if found is None or not found.is_closed:
        return row
    row["outcome"] = outcome_words(found, days.get(found.pk, ""))
    row["reservations"] = said.get(found.pk, [])
    # The page it leads to asks the rule; here no row asks anything.
    row["is_awaited"] = (
        found.pk in days
        and hat.speaks_for_office
        and any(seat.office_id == hat.office_id and seat.is_present is False for seat in found.seats.all())
    )
    return row


def _final_days(closed: list[Round]) -> dict[int, str]:
    """Return the day on which each provisional outcome is final, by its round; one calendar for all."""
    waiting = {
        each.pk: each.settle_due_at
        for each in closed
        if each.standing_outcome == Outcome.PROVISIONAL and each.settle_due_at is not None
    }
    if not waiting:
        return {}
    calendar = calendar_from(min(waiting.values()))
    return {
        key: formats.date_format(deadlines.end_day(moment, calendar), "j F Y")
        for key, moment in waiting.items()
    }


def outcome_words(found: Round, day: str) -> str:
    """Return what a closed round came to: ad referendum with its date while it is provisional."""
    if not day:
        return found.status_label
    absent = [seat.office.acronym for seat in found.seats.all() if seat.is_present is False]
    return _("Ad referendum of the %(offices)s, final on %(day)s") % {"offices": listed(absent), "day": day}


def decidable(conclusion: Conclusion) -> dict[str, Any]:
    """Return the box on what a decision would come to now: who is absent, what follows, when it is final."""
    found = conclusion.round if conclusion.state == ConclusionState.PUT else None
    rule = found.rule if found else current_rule(Procedure.SESSION).data
    absent = _absent(conclusion, found)
    members = list(Office.objects.members())
    present = len(members) - len(absent)
    said = ngettext("%(n)d delegation is present", "%(n)d delegations are present", present) % {"n": present}
    if present < rule["quorum"]:
        words = _("%(said)s; %(quorum)d are needed: a discussion only, nothing is decided.")
        return {"kind": "block", "lines": [words % {"said": said, "quorum": rule["quorum"]}]}
    if not absent:
        words = _("%(said)s. Without an objection the conclusion is agreed, and is a decision at once.")
        return {"kind": "met", "lines": [words % {"said": said}]}
    now = clock.now()
    end = deadlines.deadline(now, rule["absent_days"], calendar_from(now))
    acronyms = {each.code: each.acronym for each in members}
    words = _(
        "%(said)s, which is enough. Absent: the %(offices)s. Without an objection the conclusion is agreed ad "
        "referendum, and final after %(n)d common working days, on %(day)s."
    )
    facts = {
        "said": said,
        "offices": listed([each.acronym for each in absent]),
        "n": rule["absent_days"],
        "day": formats.date_format(end.day, "j F"),
    }
    lines = [words % facts, not_counted(calendar_note(end), acronyms)]
    return {"kind": "met", "lines": [each for each in lines if each]}


def _absent(conclusion: Conclusion, found: Round | None) -> list[Office]:
    """Return the member offices that are absent: on the round's roll once it is put, else by the roll call."""
    if found is not None:
        return [seat.office for seat in found.seats.all() if seat.is_present is False]
    live = conclusion.meeting.live
    here = Presence.objects.here().confirmed().filter(session=live.session_id)
    present = set(here.values_list("office_id", flat=True))
    return [each for each in Office.objects.members() if each.pk not in present]
