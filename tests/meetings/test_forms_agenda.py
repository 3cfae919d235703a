"""The choices of the agenda's forms."""

from __future__ import annotations

import pytest

from meetings.forms.agenda import AnswerForm, CarryForm, ItemForm, open_agendas
from tests.meetings import stages, stages_agenda
from tests.meetings.stages_agenda import item

pytestmark = pytest.mark.django_db


def test_an_item_stands_under_one_of_its_own_agenda_that_stands_by_itself(cast):
    meeting, other = stages.announced(cast), stages.announced(cast)
    head = item(cast, meeting, "Head")
    item(cast, meeting, "Part", under=head)
    choices = ItemForm(meeting=meeting, instance=head).fields["under"].queryset
    assert not {"Head", "Part"} & {each.title for each in choices}
    assert not choices.filter(meeting=other).exists()
    assert ItemForm(meeting=meeting).fields["session"].queryset.count() == 2


def test_where_an_item_goes_is_an_agenda_that_is_being_made(cast):
    meeting, other = stages.announced(cast), stages.announced(cast)
    assert set(open_agendas(cast.secretariat)) == {meeting, other}
    assert list(CarryForm(hat=cast.secretariat, meeting=meeting).fields["to"].queryset) == [other]


def test_an_item_of_the_backlog_is_not_kept_once_more(cast):
    wish = stages_agenda.requested(cast)
    wish.state = "backlog"
    answers = AnswerForm(hat=cast.secretariat, item=wish).fields["answer"].choices
    assert [value for value, _label in answers] == ["accepted", "declined"]
