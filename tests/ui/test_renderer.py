"""How lists of choices are drawn: the same as Django's own templates draw them, for whatever a form may hold."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from ip5.accounts.models import Capacity
from ip5.ui.renderer import FormRenderer

CHOICES = {
    "plain": [("", "Any"), ("a", "A"), ("b", "B")],
    "numbers": [(1, "one"), (1000, "a thousand")],
    "to be escaped": [("<", "a < b & c"), ('"', "<script>alert(1)</script>")],
    "safe as it stands": [("a", mark_safe("a&nbsp;b"))],
    "lazy words": [("a", gettext_lazy("Any"))],
    "of an enumeration": Capacity.choices,
    "groups": [("Europe & all", [("ep", "EPO")]), ("", "none"), ("Asia", [("jp", "JPO"), ("kr", "KIPO")])],
    "none": [],
}


def drawn(renderer, choices, value, **attributes):
    class Filters(forms.Form):
        one = forms.ChoiceField(required=False, choices=choices, widget=forms.Select(attrs=attributes))

    return str(Filters({"one": value}, renderer=renderer)["one"])


@pytest.mark.parametrize("value", ["", "a", "<", "1000", "jp", "never"])
@pytest.mark.parametrize("name", CHOICES)
def test_choices_are_drawn_as_django_draws_them(name, value):
    ours, theirs = (drawn(each(), CHOICES[name], value) for each in (FormRenderer, DjangoTemplates))
    assert parse_html(ours) == parse_html(theirs)


@pytest.mark.parametrize(
    "attributes",
    [
        {"class": "input", "aria-describedby": "help"},
        {"required": True, "disabled": False},
        {"data-n": 3, "title": 'a "b" & <c>'},
    ],
)
def test_so_are_the_attributes(attributes):
    ours, theirs = (
        drawn(each(), CHOICES["plain"], "b", **attributes) for each in (FormRenderer, DjangoTemplates)
    )
    assert parse_html(ours) == parse_html(theirs)


def test_what_is_to_be_escaped_is():
    assert "<script>" not in drawn(FormRenderer(), CHOICES["to be escaped"], "")


def test_every_form_of_the_product_is_drawn_by_it():
    assert isinstance(forms.Form().renderer, FormRenderer)
