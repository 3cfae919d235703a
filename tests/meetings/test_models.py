"""Facts of meetings and what belongs to them: symbols, addresses, words, and what the database holds to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from meetings.models import IndustryUpdate, Meeting, SummaryEntry
from tests.meetings import stages, stages_summary

pytestmark = pytest.mark.django_db


def test_a_meeting_has_its_symbol_once_it_is_announced(cast):
    planned = stages.planned(cast)
    assert (planned.symbol, str(planned), planned.summary_symbol) == ("", "Meeting being planned", "")
    announced = stages.announced(cast, "Another")
    assert (announced.symbol, str(announced), announced.is_invited) == ("NETAI/3", "NETAI/3", True)
    drafted = Meeting(number=3, summary_number=7, state="summary_draft")
    assert (drafted.summary_symbol, drafted.is_held, drafted.tone) == ("NETAI/3/7", True, "move")


def test_what_is_announced_has_a_number(cast):
    planned = stages.planned(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=planned.pk).update(state="announced")


def test_what_is_for_members_is_never_public(cast):
    row = stages_summary.entry(stages_summary.drafted(cast), visibility="members")
    with pytest.raises(IntegrityError), transaction.atomic():
        SummaryEntry.objects.filter(pk=row.pk).update(is_public=True)


def test_an_update_is_opened_before_it_is_delivered(cast):
    update = stages_summary.prepared(cast)
    assert update.get_absolute_url() == f"/meetings/industry/{update.uuid}/"
    with pytest.raises(IntegrityError), transaction.atomic():
        IndustryUpdate.objects.filter(pk=update.pk).update(delivered_on="2026-01-01")


def test_a_kept_version_and_a_correction_name_themselves(cast):
    found = stages_summary.corrected(cast)
    assert str(found).endswith("Again.")
    assert (str(found.entry.meeting.summaries.get()), found.tone) == ("NETAI/3/2 Rev.1", "open")
