"""Deeds on corrections of a summary: suggested by an office, accepted or declined by the secretariat."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, WrongState, require
from ip5.kernel.hat import Hat
from ip5.kernel.reasons import MAX_REASON
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.actions.entries import MAX_TEXT
from meetings.models import SummaryEntry, SummarySuggestion
from meetings.rules import summary as rules
from meetings.states import SuggestionState


@transaction.atomic
def suggest(entry: SummaryEntry, *, by: Hat, text: str, reason: str = "") -> SummarySuggestion:
    """Suggest what an entry should say instead, and why; the secretariat is told.

    Refuses (``Invalid``) a text that is empty, endless, or what stands there already.
    """
    meeting = steps.locked(entry.meeting)
    row: SummaryEntry = SummaryEntry.objects.select_for_update().get(pk=entry.pk)
    row.meeting = meeting
    require(rules.may_suggest(by, row))
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise Invalid({"text": [_("Write one to %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]})
    if text == row.text:
        raise Invalid({"text": [_("This is what stands there already.")]})
    if len(reason) > MAX_REASON:
        raise Invalid({"reason": [_("At most %(n)s characters.") % {"n": f"{MAX_REASON:,}"}]})
    made: SummarySuggestion = SummarySuggestion.objects.create(  # type: ignore[misc]
        entry=row,
        office_id=by.office_id,
        before=row.text,
        text=text,
        reason=reason.strip(),
        at=clock.now(),
        by_id=by.pk,
    )
    audit.record(meeting, "meeting.correction_suggested", by=by, visibility="members")
    outbox.notify(
        "meeting_summary_corrected",
        to=Mandate.objects.active().in_capacity(Capacity.SECRETARIAT),
        subject=meeting,
    )
    return made


@transaction.atomic
def answer_suggestion(
    suggestion: SummarySuggestion, *, by: Hat, is_accepted: bool, answer: str = ""
) -> SummarySuggestion:
    """Accept a correction, which becomes the entry's text, or decline it with an answer; who suggested it is told.

    Refuses ``WrongState`` an acceptance where the entry has changed since, and ``Invalid`` a decline without answer.
    """
    meeting = steps.locked(suggestion.entry.meeting)
    row: SummarySuggestion = (
        SummarySuggestion.objects.select_for_update(of=("self",))
        .select_related("entry", "by")
        .get(pk=suggestion.pk)
    )
    row.entry.meeting = meeting
    require(rules.may_answer_suggestion(by, row))
    answer = answer.strip()
    if len(answer) > MAX_REASON or not (is_accepted or answer):
        raise Invalid({"answer": [_("Say in at most %(n)s characters why not.") % {"n": f"{MAX_REASON:,}"}]})
    if is_accepted:
        _take(row)
    row.state = SuggestionState.ACCEPTED if is_accepted else SuggestionState.DECLINED
    row.answer, row.answered_at, row.answered_by_id = answer, clock.now(), by.pk
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    audit.record(meeting, f"meeting.correction_{row.state}", by=by, visibility="members")
    outbox.notify("meeting_summary_answered", to=[row.by], subject=meeting)
    return row


def _take(row: SummarySuggestion) -> None:
    """Make the correction the entry's text, where it is still the text that was corrected."""
    if row.entry.text != row.before:
        raise WrongState(
            _("The entry has changed since this was suggested. Change the entry, and decline with an answer.")
        )
    row.entry.text = row.text
    row.entry.version += 1
    row.entry.save(update_fields=["text", "version"])
