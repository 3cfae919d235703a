"""A deed done from a form: its own check's sentences stand beside the fields, or above them."""

import pytest
from django import forms

from ip5.kernel.errors import Invalid, Refused
from ip5.ui import deeds


class Words(forms.Form):
    text = forms.CharField()


@pytest.fixture
def form():
    found = Words({"text": "Typed."})
    assert found.is_valid()
    return found


def test_it_is_done_with_the_values_of_the_form_or_with_those_given(form):
    seen = []
    assert deeds.is_done(form, lambda **values: seen.append(values))
    assert deeds.is_done(form, lambda **values: seen.append(values), note="Given.")
    assert seen == [{"text": "Typed."}, {"note": "Given."}]


def test_what_its_check_refuses_stands_in_the_form_beside_what_was_typed(form):
    def act(**values):
        raise Invalid({"text": ["Too short.", "Too plain."], "elsewhere": ["Not now."]})

    assert not deeds.is_done(form, act)
    assert form.errors == {"text": ["Too short.", "Too plain."], "__all__": ["Not now."]}
    assert form["text"].value() == "Typed."


def test_a_refusal_of_the_rule_is_not_the_forms(form):
    def act(**values):
        raise Refused("Not yours.")

    with pytest.raises(Refused):
        deeds.is_done(form, act)
    assert not form.errors
