"""The papers a hat reads with their versions: in the order of the symbols, by one query."""

from __future__ import annotations

import pytest

from ip5.papers.inspection import checked
from meetings.actions import papers
from meetings.gathering.papers import by_item, papers_of
from tests.meetings import stages, stages_agenda
from tests.papers import makers

pytestmark = pytest.mark.django_db


def test_by_class_the_newest_version_first(cast):
    meeting = stages.announced(cast)
    stages_agenda.paper(cast, meeting, "Closed", visibility="members")
    first = stages_agenda.paper(cast, meeting, "Open")
    anew = checked(makers.upload("b.txt", b"Anew."))
    second = papers.add_paper_version(first.paper, by=cast.hod_jp, upload=anew)
    found = papers_of(meeting, cast.hod_jp)
    assert [(each.paper.title, len(each.versions)) for each in found] == [("Open", 2), ("Closed", 1)]
    assert (found[0].newest, found[0].former) == (second, (first,))
    assert [each.paper.title for each in papers_of(meeting, cast.observer)] == ["Open"]


def test_by_item_only_those_under_one(cast):
    meeting = stages_agenda.agenda_prov(cast)
    closed = stages_agenda.closed_item(meeting)
    one = stages_agenda.paper(cast, meeting, visibility="members", item=closed).paper
    stages_agenda.paper(cast, meeting)
    assert by_item(papers_of(meeting, cast.hod_jp)) == {closed.pk: [one]}


def test_the_number_of_queries_is_constant(cast, django_assert_num_queries):
    meeting, hat = stages.announced(cast), cast.hod_jp
    for place in range(2):
        stages_agenda.paper(cast, meeting, str(place))
        with django_assert_num_queries(1):
            [(each.paper.symbol, each.paper.office.code) for each in papers_of(meeting, hat)]
