"""Corrections in review: by whom, of what, and what the secretariat's answer makes of the text."""

from __future__ import annotations

import pytest

from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import entries, suggestions
from meetings.models import SummarySuggestion
from tests.databases import undone
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("mandate__capacity", flat=True))


def test_an_accepted_correction_becomes_the_text_and_its_author_is_told(cast):
    found = stages.corrected(cast)
    assert told("meeting_summary_corrected") == ["secretariat"]
    done = suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=True)
    row = stages.entry(found.entry.meeting, pk=found.entry_id)
    assert (done.state, row.text, row.version) == ("accepted", found.text, 2)
    assert told("meeting_summary_answered") == ["hod"]
    with pytest.raises(WrongState, match="answered already"):
        suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=False, answer="No.")


def test_a_declined_one_needs_an_answer_and_leaves_the_text(cast):
    found = stages.corrected(cast)
    with pytest.raises(Invalid), undone():
        suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=False)
    done = suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=False, answer="It was not.")
    row = stages.entry(found.entry.meeting, pk=found.entry_id)
    assert (done.state, done.answer, row.text) == ("declined", "It was not.", found.before)


def test_one_whose_entry_has_changed_since_is_not_accepted(cast):
    found = stages.corrected(cast)
    entries.edit_entry(found.entry, by=cast.secretariat, values={"text": "Other words."}, seen=1)
    with pytest.raises(WrongState, match="changed since"), undone():
        suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=True)
    suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=False, answer="Done by hand.")


def test_an_observer_corrects_its_own_words_alone(cast):
    meeting = stages.in_review(cast)
    own = stages.entry(meeting, kind="statement", office=cast.observer.office)
    other = stages.entry(meeting, kind="conclusion")
    made = suggestions.suggest(own, by=cast.observer, text="WIPO told of its index.")
    assert (made.office, made.before) == (cast.observer.office, own.text)
    with pytest.raises(Refused, match="own words"):
        suggestions.suggest(other, by=cast.observer, text="x")


@pytest.mark.parametrize("member", ["chair_kr", "secretariat", "industry", "expert", "admin_ep"])
def test_who_has_no_delegation_suggests_nothing(cast, member):
    row = stages.entry(stages.in_review(cast), kind="conclusion")
    with pytest.raises(Refused):
        suggestions.suggest(row, by=cast.hat(member), text="x")


def test_words_are_needed_and_others_than_stand_there(cast):
    row = stages.entry(stages.in_review(cast), kind="conclusion")
    for text in (" ", row.text, "x" * 20_001):
        with pytest.raises(Invalid), undone():
            suggestions.suggest(row, by=cast.hod_us, text=text)
    with pytest.raises(Invalid), undone():
        suggestions.suggest(row, by=cast.hod_us, text="x", reason="y" * 2_001)


@pytest.mark.parametrize("stage", [stages.drafted, stages.put_to_silence, stages.adopted])
def test_corrections_are_suggested_in_review_only(cast, stage):
    row = stages.entry(stage(cast), kind="conclusion")
    with pytest.raises(WrongState):
        suggestions.suggest(row, by=cast.hod_us, text="x")


def test_the_secretariat_answers_and_nobody_else(cast):
    found = stages.corrected(cast)
    for member in ("chair_kr", "hod_jp", "hod_us", "observer"):
        with pytest.raises(Refused), undone():
            suggestions.answer_suggestion(found, by=cast.hat(member), is_accepted=True)


def test_who_sees_a_correction(cast):
    stages.corrected(cast)
    seen = {
        member: SummarySuggestion.objects.visible_to(cast.hat(member)).exists()
        for member in ("hod_us", "secretariat", "observer", "industry", "expert", "anonymous")
    }
    assert seen == {
        "hod_us": True,
        "secretariat": True,
        "observer": False,
        "industry": False,
        "expert": False,
        "anonymous": False,
    }
