"""Who writes, corrects, adopts and publishes the summary of a meeting (domain.md section 5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.ballots.states import RoundState
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from meetings.models import Meeting, SummaryEntry, SummarySuggestion
from meetings.rules.circles import of_body, of_chair, of_delegation_or_observer, of_secretariat
from meetings.states import MACHINE, State, SuggestionState

RUNNING = (RoundState.ANNOUNCED, RoundState.OPEN)
WRITTEN = (State.SUMMARY_DRAFT, State.SUMMARY_REVIEW)


def is_put_to_silence(meeting: Meeting) -> bool:
    """Whether a silence on the summary is announced or runs: its text stands still then."""
    return meeting.fact("is_put_to_silence")


def _stands_open(meeting: Meeting) -> Verdict:
    if is_put_to_silence(meeting):
        return wrong_state(_("The summary is put to silence: its text stands still."))
    return ALLOWED


def may_draft_summary(hat: Hat, meeting: Meeting) -> Verdict:
    """Draft the summary from what was recorded: a co-chair or the secretariat, once the meeting is closed."""
    return of_body(hat) and MACHINE.may("draft_summary", meeting.state)


def may_edit_summary(hat: Hat, meeting: Meeting) -> Verdict:
    """Write its entries: the secretariat, while it is drafted or in review and not put to silence."""
    verdict = of_secretariat(hat)
    if verdict and meeting.state not in WRITTEN:
        return wrong_state(_("The summary is written until it is adopted."))
    return verdict and _stands_open(meeting)


def may_delete_entry(hat: Hat, entry: SummaryEntry) -> Verdict:
    """Delete an entry: the secretariat, unless a correction was suggested, which stays on record."""
    verdict = may_edit_summary(hat, entry.meeting)
    if verdict and entry.suggestions.exists():
        return wrong_state(_("A correction was suggested: the entry stays on record. Change its text."))
    return verdict


def may_mark_public(hat: Hat, meeting: Meeting) -> Verdict:
    """Take entries into the public extract or out of it: the secretariat, until it is published."""
    verdict = of_secretariat(hat)
    if verdict and meeting.state not in (*WRITTEN, State.SUMMARY_ADOPTED):
        return wrong_state(_("The extract is chosen from its draft until it is published."))
    return verdict


def may_review_summary(hat: Hat, meeting: Meeting) -> Verdict:
    """Open the review: a co-chair, once the summary has entries."""
    verdict = of_chair(hat) and MACHINE.may("review_summary", meeting.state)
    if verdict and not meeting.fact("has_entry"):
        return wrong_state(_("The summary has no entry yet."))
    return verdict


def may_suggest(hat: Hat, entry: SummaryEntry) -> Verdict:
    """Suggest a correction in review: an office's delegation; an observer of the own words alone."""
    verdict = of_delegation_or_observer(hat)
    if verdict and hat.capacity == "observer":
        verdict = allowed_if(entry.office_id == hat.office_id, _("An observer corrects its own words."))
    return verdict and _in_review(entry.meeting) and _stands_open(entry.meeting)


def _in_review(meeting: Meeting) -> Verdict:
    if meeting.state == State.SUMMARY_REVIEW:
        return ALLOWED
    return wrong_state(_("Corrections are suggested while the summary is in review."))


def may_answer_suggestion(hat: Hat, suggestion: SummarySuggestion) -> Verdict:
    """Accept or decline a correction: the secretariat, while it is open and the summary in review."""
    verdict = of_secretariat(hat)
    if verdict and suggestion.state != SuggestionState.OPEN:
        return wrong_state(_("This correction is answered already."))
    return verdict and _in_review(suggestion.entry.meeting) and _stands_open(suggestion.entry.meeting)


def may_announce_adoption(hat: Hat, meeting: Meeting) -> Verdict:
    """Put the summary to silence: a co-chair, in review, once every correction is answered."""
    verdict = of_chair(hat) and MACHINE.may("adopt_summary", meeting.state) and _stands_open(meeting)
    if verdict and meeting.fact("has_open_correction"):
        return wrong_state(_("A correction is not answered yet."))
    return verdict


def may_cancel_adoption(hat: Hat, meeting: Meeting) -> Verdict:
    """Call the silence off with a reason: a co-chair, while it is announced or runs."""
    return of_chair(hat) and (
        ALLOWED
        if is_put_to_silence(meeting)
        else wrong_state(_("No silence on the summary is announced or runs."))
    )


def may_reopen_summary(hat: Hat, meeting: Meeting) -> Verdict:
    """Reopen an adopted summary with a reason: a co-chair, until it is published."""
    return of_chair(hat) and MACHINE.may("reopen_summary", meeting.state)


def may_approve_publication(hat: Hat, meeting: Meeting) -> Verdict:
    """Approve that the extract of an adopted summary is published: a co-chair, once an entry is marked for it."""
    verdict = of_chair(hat) and MACHINE.may("approve_publication", meeting.state)
    if verdict and meeting.publication_approved_at is not None:
        return wrong_state(_("The publication is approved."))
    return verdict and _has_extract(meeting)


def may_publish_summary(hat: Hat, meeting: Meeting) -> Verdict:
    """Publish the extract of an adopted summary: the secretariat, once a co-chair has approved it as it stands."""
    verdict = of_secretariat(hat) and MACHINE.may("publish_summary", meeting.state) and _has_extract(meeting)
    if verdict and meeting.publication_approved_at is None:
        return wrong_state(_("A co-chair approves the publication first."))
    return verdict


def _has_extract(meeting: Meeting) -> Verdict:
    if meeting.fact("has_extract"):
        return ALLOWED
    return wrong_state(_("No entry is marked for the public extract."))
