"""Adoption by silence: announced, opened and ended by the clock, broken, called off, anew after a reopening."""

from __future__ import annotations

import json

import pytest

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import adoption, suggestions, summary
from meetings.models import SummaryVersion
from tests.databases import undone
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db


def test_a_chair_puts_the_whole_text_to_the_members(cast):
    meeting = stages.in_review(cast)
    round = adoption.announce_adoption(meeting, by=cast.chair_kr, days=5)
    assert (round.state, round.rule_set.code, round.visibility) == ("announced", "tf_silence", "members")
    assert (round.subject_symbol, round.address) == ("NETAI/3/2", "")
    assert stages.CLOSED_WORD in round.text
    assert list(SummaryVersion.objects.values_list("why", flat=True)) == ["silence", "review"]
    assert stages.fresh(meeting).state == "summary_review"
    # What an observer does not read in review, it does not read in the round.
    assert not Round.objects.visible_to(cast.observer).filter(pk=round.pk).exists()
    assert adoption.follow_summaries() == 0


def test_it_is_not_announced_with_a_correction_open_nor_twice(cast):
    found = stages.corrected(cast)
    meeting = found.entry.meeting
    with pytest.raises(WrongState, match="not answered"), undone():
        adoption.announce_adoption(meeting, by=cast.chair_kr, days=5)
    suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=True)
    for member in ("secretariat", "hod_kr"):
        with pytest.raises(Refused), undone():
            adoption.announce_adoption(meeting, by=cast.hat(member), days=5)
    for days in (3, 11):
        with pytest.raises(Invalid), undone():
            adoption.announce_adoption(meeting, by=cast.chair_kr, days=days)
    adoption.announce_adoption(meeting, by=cast.chair_kr, days=5)
    with pytest.raises(WrongState, match="put to silence"):
        adoption.announce_adoption(meeting, by=cast.chair_ep, days=5)


def test_a_kept_silence_adopts_and_all_are_told(cast):
    meeting = stages.kept(cast, stages.in_review(cast))
    round = Round.objects.get()
    assert (meeting.state, meeting.adopted_at) == ("summary_adopted", round.closed_at)
    assert round.outcome == "adopted_by_silence"
    last, asked = SummaryVersion.objects.all()[:2]
    assert (last.why, last.by, last.sha256) == ("adopted", None, asked.sha256)
    told = Notice.objects.filter(kind="meeting_summary_adopted").values_list("mandate__capacity", flat=True)
    assert {"hod", "observer", "secretariat"} <= set(told)
    assert adoption.follow_summaries() == 0


def test_a_broken_silence_leaves_the_summary_in_review(cast):
    meeting = stages.in_review(cast)
    round = stages.silent(cast, meeting)
    ballots.break_silence(round, by=cast.hod_cn, answer="amend", passage="The second.", text="May.")
    assert adoption.follow_summaries() == 0
    assert stages.fresh(meeting).state == "summary_review"
    again = adoption.announce_adoption(meeting, by=cast.chair_ep, days=5)
    assert (again.number, again.symbol) == (2, round.symbol)


def test_a_refused_announcement_frees_the_text(cast):
    meeting = stages.put_to_silence(cast)
    ballots.refuse(Round.objects.get(), by=cast.hod_us, reason="Not yet.")
    assert adoption.follow_summaries() == 0
    row = stages.entry(meeting, kind="conclusion")
    assert suggestions.suggest(row, by=cast.hod_us, text="Other.").state == "open"


def test_a_silence_is_called_off_with_a_reason(cast):
    meeting = stages.put_to_silence(cast)
    with pytest.raises(Refused), undone():
        adoption.cancel_adoption(meeting, by=cast.secretariat, reason="x")
    cancelled = adoption.cancel_adoption(meeting, by=cast.chair_kr, reason="A wrong day.")
    assert (cancelled.state, stages.fresh(meeting).state) == ("cancelled", "summary_review")
    with pytest.raises(WrongState, match="No silence"):
        adoption.cancel_adoption(meeting, by=cast.chair_kr, reason="x")


def test_a_reopened_summary_is_not_adopted_by_the_former_silence(cast):
    meeting = stages.kept(cast, stages.in_review(cast))
    summary.reopen_summary(meeting, by=cast.chair_kr, reason="A wrong day.")
    assert adoption.follow_summaries() == 0
    assert stages.fresh(meeting).state == "summary_review"
    assert stages.kept(cast, meeting).state == "summary_adopted"
    newest = SummaryVersion.objects.first()
    assert (newest.number, json.loads(newest.snapshot)["meeting"]) == (5, "NETAI/3")
