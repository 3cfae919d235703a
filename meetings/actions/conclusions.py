"""Deeds on conclusions: typed, put to the delegations under ``tf_session`` where they decide, recorded.

Words typed are rows at once: nothing that was saved is lost with a process (domain.md sections 4 and 5).
"""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.ballots.states import Outcome
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.text import canonical_json
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.register import actions as register
from meetings.actions import steps
from meetings.actions.live import count_typed, running
from meetings.gathering.agenda import items_of, numbers_of
from meetings.gathering.drawn import amendment_of, endorsed_by
from meetings.models import AgendaItem, Conclusion, Meeting, Presence
from meetings.rules import conclusions as rules
from meetings.states import ConclusionState, Verb
from proposals import actions as proposals
from roadmap import actions as roadmap
from roadmap.models import Version

MAX_TEXT = 5_000
MAX_TITLE = 300
AGREED = (Outcome.AGREED, Outcome.AGREED_WITH_RESERVATIONS)


@transaction.atomic
def draft(
    item: AgendaItem, *, by: Hat, verb: str = Verb.NOTED, text: str = "", uuid: uuids.UUID | None = None
) -> Conclusion:
    """Begin a conclusion under an item of the meeting in session; the same ``uuid`` again is the same press.

    Refuses like ``rules.may_draft``; ``Invalid`` an unknown verb, too long a text.
    """
    if item.meeting is None:
        raise Invalid({"item": [_("Choose an item of this agenda.")]})
    row = steps.locked(item.meeting)
    require(rules.may_draft(by, row))
    _check(verb, text)
    if uuid is not None and (made := Conclusion.objects.filter(uuid=uuid, item=item).first()):
        return made
    made = Conclusion.objects.create(
        uuid=uuid or uuids.uuid4(),
        meeting=row,
        item=item,
        verb=verb,
        text=_tidy(text),
        visibility=item.visibility,
        drafted_at=clock.now(),
    )
    _record(made, "conclusion.drafted", by, visibility=Visibility.OFFICE_INTERNAL)
    count_typed(row)
    return made


def _check(verb: str, text: str) -> None:
    if verb not in Verb.values:
        raise Invalid({"verb": [_("Choose one of the verbs.")]})
    if len(text) > MAX_TEXT:
        raise Invalid({"text": [_("At most %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]})


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _record(conclusion: Conclusion, verb: str, by: Hat, **more: Any) -> None:
    facts = {"conclusion": str(conclusion.uuid), "item": str(conclusion.item.uuid)}
    level = more.pop("visibility", conclusion.visibility)
    audit.record(conclusion.meeting, verb, by=by, visibility=level, data=facts | more.pop("data", {}), **more)


def _locked(conclusion: Conclusion) -> Conclusion:
    """Return the conclusion read anew under its meeting's lock."""
    row = steps.locked(conclusion.meeting)
    rows = Conclusion.objects.select_related("item", "round__rule_set")
    found: Conclusion = rows.get(pk=conclusion.pk)
    found.meeting = row
    return found


@transaction.atomic
def edit(conclusion: Conclusion, *, by: Hat, verb: str, text: str, version: int) -> Conclusion:
    """Keep what is typed, as read at ``version``; ``Conflict`` where somebody else typed meanwhile.

    One entry in the history for a run of saves. Refuses like ``rules.may_edit``; ``Invalid`` an unknown verb,
    too long a text.
    """
    found = _locked(conclusion)
    require(rules.may_edit(by, found))
    _check(verb, text)
    words = _tidy(text)
    if (found.verb, found.text) == (verb, words):
        return found
    if found.version != version:
        raise Conflict(_("Somebody else changed the conclusion meanwhile. Copy your words and look again."))
    found.verb, found.text, found.version = verb, words, found.version + 1
    found.save(update_fields=["verb", "text", "version"])
    count_typed(found.meeting)
    return found


@transaction.atomic
def drop(conclusion: Conclusion, *, by: Hat) -> Conclusion:
    """Drop a conclusion that is neither put nor recorded; dropped already, nothing is done."""
    found = _locked(conclusion)
    if found.state == ConclusionState.DROPPED:
        return found
    require(rules.may_edit(by, found))
    found.state = ConclusionState.DROPPED
    found.save(update_fields=["state"])
    _record(found, "conclusion.dropped", by, visibility=Visibility.OFFICE_INTERNAL)
    count_typed(found.meeting)
    return found


@transaction.atomic
def put(conclusion: Conclusion, *, by: Hat, seconds: int | None = None) -> Conclusion:
    """Put a deciding conclusion to the delegations: its round is open for objections for the time set.

    Absent is a member office without a confirmed presence in the session that runs. Put already, nothing is
    done. Refuses like ``rules.may_put``; ``Invalid`` without words, or a time the rule does not know.
    """
    found = _locked(conclusion)
    if found.state == ConclusionState.PUT:
        return found
    require(rules.may_put(by, found))
    if Conclusion.objects.filter(meeting=found.meeting, state=ConclusionState.PUT).exists():
        raise Conflict(_("Another conclusion is before the delegations: record it first."))
    if not found.text:
        raise Invalid({"text": [_("Write the conclusion first.")]})
    found.round = _opened(found, by, seconds)
    found.state = ConclusionState.PUT
    found.save(update_fields=["state", "round"])
    _record(found, "conclusion.put", by, data={"round": found.round.full_symbol})
    steps.beat(found.meeting, is_open=not found.item.is_closed_to_observers)
    return found


def _opened(found: Conclusion, by: Hat, seconds: int | None) -> Round:
    """Open the round of what the conclusion decides: an amendment or a proposal it is about, or its own words."""
    absent, version, proposal = absent_from(found.meeting), amendment_of(found), endorsed_by(found)
    if version is not None:
        return roadmap.open_in_session(version, by=by, absent=absent, seconds=seconds, note=found.sentence)
    if proposal is not None:
        # The conclusion's own words may be closed to observers who see the proposal: they stand under the item.
        note = _("Put to the delegations in session, %(meeting)s.") % {"meeting": found.meeting}
        return proposals.open_in_session(proposal, by=by, absent=absent, seconds=seconds, note=note)
    return ballots.open_session(_question(found), by=by, absent=absent, seconds=seconds)


def absent_from(meeting: Meeting) -> list[str]:
    """Return the codes of the member offices without a confirmed presence in the session that runs. A look-up."""
    session = running(meeting).session
    here = Presence.objects.here().confirmed().filter(session=session).values_list("office_id", flat=True)
    present = set(here)
    return [each.code for each in Office.objects.members() if each.pk not in present]


def _question(conclusion: Conclusion) -> ballots.Question:
    """Return what is frozen: the sentence as it is read out, under the item's number."""
    meeting, sentence = conclusion.meeting, conclusion.sentence
    number = numbers_of(items_of(meeting)).get(conclusion.item_id, "")
    title = sentence if len(sentence) <= MAX_TITLE else f"{sentence[: MAX_TITLE - 1]}…"
    return ballots.Question(
        title=title,
        text=canonical_json({"conclusion": sentence, "item": number, "meeting": meeting.symbol}),
        subject_symbol=f"{meeting.symbol} ({number})" if number else meeting.symbol,
        address="",
        visibility=conclusion.visibility,
        series=conclusion.round,
    )


@transaction.atomic
def record(conclusion: Conclusion, *, by: Hat) -> Conclusion:
    """Record a conclusion under its item; of one that was put, by what its round comes to.

    Agreed: it becomes a decision of the meeting. Provisional: it is recorded, its decision follows when the absent
    office's time has run. An objection: the task force did not reach consensus. Too few present: it is a draft
    again. Recorded already, nothing is done. Refuses like ``rules.may_record``; ``Invalid`` without words.
    """
    found = _locked(conclusion)
    if found.state == ConclusionState.RECORDED:
        return found
    require(rules.may_record(by, found))
    if not found.text:
        raise Invalid({"text": [_("Write the conclusion first.")]})
    if found.state == ConclusionState.PUT and found.round is not None:
        found.round = ballots.close(found.round, by=by)
        # A version or a proposal that was put with it goes where the round leads.
        for version in Version.objects.filter(rounds__round=found.round):
            roadmap.follow_approval(version)
        proposals.follow_session(found.round, by=by)
        if found.round.outcome == Outcome.INQUORATE:
            return _back_to_draft(found, by)
        if found.round.outcome == Outcome.NO_CONSENSUS:
            found.verb = Verb.NO_CONSENSUS
        if found.round.outcome in AGREED:
            found.decision = decide(found, by=by)
    number = Conclusion.objects.filter(item=found.item_id).aggregate(last=Max("number"))["last"] or 0
    found.number, found.state = number + 1, ConclusionState.RECORDED
    found.recorded_at, found.recorded_by_id = clock.now(), by.pk
    found.save()
    outcome = {"outcome": found.round.outcome} if found.round else {}
    _record(found, "conclusion.recorded", by, data=outcome)
    steps.beat(found.meeting, is_open=not found.item.is_closed_to_observers)
    return found


def _back_to_draft(found: Conclusion, by: Hat) -> Conclusion:
    found.state = ConclusionState.DRAFT
    found.save(update_fields=["state"])
    _record(found, "conclusion.not_decided", by, data={"outcome": Outcome.INQUORATE.value})
    steps.beat(found.meeting, is_open=not found.item.is_closed_to_observers)
    return found


def decide(conclusion: Conclusion, *, by: Hat | None) -> Any:
    """Write the meeting's decision of an agreed conclusion. A step inside a deed's transaction."""
    return register.record_decision(
        text=conclusion.sentence,
        visibility=conclusion.visibility,
        subject_symbol=conclusion.meeting.symbol,
        subject_address=conclusion.meeting.get_absolute_url(),
        by=by,
        meeting=conclusion.meeting.number,
    )


@transaction.atomic
def count_heard(conclusion: Conclusion, *, by: Hat) -> None:
    """Let every screen ask anew after an office has spoken to a conclusion that is put.

    What was said is the ballots' record. Nothing is done for a hat that could not have said it, or later.
    """
    found = _locked(conclusion)
    if found.state == ConclusionState.PUT and (by.is_delegation or by.is_secretariat):
        steps.beat(found.meeting, is_open=False)
