"""The choices of a summary's forms: two classes, whose words, how long silence lasts."""

from __future__ import annotations

import pytest

from meetings.forms.register import RegisterForm
from meetings.forms.summary import AnswerForm, EntryForm, SilenceForm

pytestmark = pytest.mark.django_db


def test_an_entry_is_of_one_of_two_classes_and_of_an_office_that_speaks():
    form = EntryForm()
    assert [value for value, _label in form.fields["visibility"].choices] == ["members_observers", "members"]
    codes = {each.code for each in form.fields["office"].queryset}
    assert codes == {"EP", "JP", "KR", "CN", "US", "WO"}
    assert not EntryForm({"text": "x", "kind": "text", "visibility": "public"}).is_valid()


@pytest.mark.parametrize(("days", "is_valid"), [(4, False), (5, True), (10, True), (11, False)])
def test_silence_lasts_five_to_ten_days(days, is_valid):
    assert SilenceForm({"days": days}).is_valid() == is_valid


def test_a_correction_is_accepted_or_declined():
    form = AnswerForm({"is_accepted": "no", "answer": "x"})
    assert form.is_valid()
    assert form.cleaned_data["is_accepted"] is False
    assert not AnswerForm({}).is_valid()


def test_decisions_are_narrowed_by_their_meeting_alone():
    assert set(RegisterForm({}, [3], is_of_decisions=True).fields) == {"view", "meeting"}
    choices = RegisterForm({}, [3], is_of_decisions=False).fields["meeting"].choices
    assert [value for value, _label in choices] == ["", "3", "between"]
