"""What a hat reads of a published agenda."""

from __future__ import annotations

import pytest

from meetings.gathering.published import as_read, newest
from meetings.printed import Printed
from tests.meetings import stages, stages_agenda

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("member", "count"), [("hod_jp", 11), ("chair_ep", 11), ("observer", 10)])
def test_it_is_cut_to_the_hats_class(cast, member, count):
    meeting = stages_agenda.agenda_prov(cast)
    agenda = Printed.read(newest(meeting, cast.hat(member)).plain)
    assert len(as_read(agenda, cast.hat(member)).lines) == count


def test_whoever_does_not_see_the_meeting_sees_no_agenda(cast):
    meeting = stages_agenda.agenda_prov(cast)
    assert newest(meeting, cast.industry) is None
    assert newest(stages.announced(cast), cast.hod_jp) is None
