"""All papers together: what is gathered, in which order, within which limits."""

from __future__ import annotations

import pytest

from ip5.kernel.errors import WrongState
from meetings.exports import bundle
from tests.meetings import stages, stages_agenda
from tests.papers import makers

pytestmark = pytest.mark.django_db


def test_only_what_the_hat_reads_the_newest_version_of_each(cast):
    meeting = stages_agenda.agenda_prov(cast)
    stages_agenda.paper(cast, meeting, "Open")
    stages_agenda.paper(cast, meeting, "Closed", visibility="members")
    found = {
        member: [paper.title for paper, _version in bundle.content_of(meeting, cast.hat(member)).papers]
        for member in ("hod_jp", "observer", "industry")
    }
    assert found == {"hod_jp": ["Open", "Closed"], "observer": ["Open"], "industry": []}
    assert bundle.content_of(meeting, cast.industry).agenda is None


def test_too_much_is_refused_before_it_is_gathered(cast, monkeypatch):
    meeting = stages_agenda.agenda_prov(cast)
    stages_agenda.paper(cast, meeting)
    monkeypatch.setattr(bundle, "MOST", 3)
    with pytest.raises(WrongState, match="too large"):
        bundle.archive(meeting, cast.hod_jp)


def test_the_identifier_tells_nothing_of_what_the_hat_does_not_read(cast):
    meeting = stages_agenda.agenda_prov(cast)
    stages_agenda.paper(cast, meeting, "Open", file=makers.upload("a.pdf", makers.pdf()))
    with bundle.reading(meeting, cast.observer) as before:
        first = before.read()
    stages_agenda.paper(cast, meeting, "Closed", visibility="members")
    with bundle.reading(meeting, cast.observer) as after:
        assert after.read() == first


def test_a_meeting_without_a_symbol_has_a_name_for_its_files(cast):
    assert bundle.stem(stages.planned(cast)) == "meeting-documents"
    assert bundle.stem(stages.announced(cast)) == "NETAI-3-documents"
