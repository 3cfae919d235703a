"""The template tags: what a component says, and what it says to a screen reader."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants as levels
from django.template import Context, Engine, RequestContext, engines
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from ip5.kernel.verdict import ALLOWED, refused
from ip5.ui import parts

AT = datetime(2021, 5, 7, 21, 0, tzinfo=UTC)


def office(code, order, **more):
    return SimpleNamespace(code=code, name=f"Office {code}", acronym=f"{code}O", protocol_order=order, **more)


FIRST, SECOND, THIRD = office("AA", 1), office("BB", 2), office("CC", 3)
OBSERVER = office("OB", 6, is_observer=True)


def draw(source, **values):
    return engines["django"].from_string("{% load ui %}" + source).render(values)


def chips(html):
    return re.findall(r'<abbr class="([^"]*)"[^>]*>(\w+)</abbr>', html)


def test_offices_stand_in_protocol_order_with_the_lead_first_and_once():
    html = draw("{% offices lead others %}", lead=SECOND, others=[THIRD, OBSERVER, SECOND, FIRST])
    assert chips(html) == [
        ("office office--lead", "BB"),
        ("office", "AA"),
        ("office", "CC"),
        ("office office--observer", "OB"),
    ]


def test_an_office_says_its_name_and_that_it_observes():
    assert 'title="Office OB (observer)"' in draw("{% office one %}", one=OBSERVER)
    assert 'title="Office AA, lead office"' in draw('{% office one "lead" %}', one=FIRST)


@pytest.mark.parametrize(
    ("is_delegation", "said"),
    [(True, "You act for the AAO as delegate"), (False, "You act for the Office AA as delegate")],
)
def test_a_delegation_acts_under_its_acronym_and_others_under_the_full_name(is_delegation, said):
    hat = SimpleNamespace(office=FIRST, is_delegation=is_delegation, acting_as="delegate")
    assert draw("{% acting hat %}", hat=hat).strip() == said


def test_a_refused_deed_is_a_disabled_button_with_its_reason():
    html = draw('{% deed may "/close/" "Close" %}', may=refused("Two offices have not answered."))
    described = re.search(r'aria-disabled="true" aria-describedby="([^"]+)"', html).group(1)
    assert f'id="{described}"' in html
    assert "Two offices have not answered." in html
    assert "/close/" not in html


def test_the_same_refusal_twice_on_a_page_has_two_ids():
    source = '{% load ui %}{% refused "Close" "No." %}{% refused "Close" "No." %}'
    template = engines["django"].from_string(source).template
    html = template.render(RequestContext(RequestFactory().get("/"), {}))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize("verdict", ["", None, True])
def test_a_deed_without_a_verdict_is_an_error(verdict):
    with pytest.raises(ValueError, match="no verdict"):
        draw('{% deed may "/x/" "Submit" %}', may=verdict)


def test_an_allowed_deed_is_a_link_or_a_form_of_one_button():
    assert '<a class="button button--primary" href="/x/">' in draw(
        '{% deed may "/x/" "Go" style="primary" %}', may=ALLOWED
    )
    html = draw('{% deed may "/x/" "Go" method="post" %}', may=ALLOWED, csrf_token="t" * 64)
    assert '<form class="deed" method="post" action="/x/">' in html
    assert "csrfmiddlewaretoken" in html


def test_a_state_without_a_drawing_takes_that_of_its_tone():
    assert "#st-no_consensus" in draw('{% state "never_seen" "Failed" "bad" %}')
    assert "#st-draft" in draw('{% state "draft" "Draft" "past" %}')


def test_the_same_words_are_drawn_apart_where_one_is_safe_and_the_other_is_not():
    plain, safe = "<b>Draft</b>", mark_safe("<b>Draft</b>")
    for label, shown in ((plain, "&lt;b&gt;Draft"), (safe, "<b>Draft"), (plain, "&lt;b&gt;Draft")):
        assert shown in draw('{% state "draft" label "past" %}', label=label)


def test_an_unknown_answer_is_drawn_as_none():
    assert "#po-none" in draw('{% position "maybe" "Maybe" %}')


def test_an_unknown_standing_is_drawn_as_planned():
    assert "#pr-delayed" in draw('{% progress "delayed" "Delayed" %}')
    assert "#pr-planned" in draw('{% progress "never_seen" "Unknown" %}')


def test_the_drawings_named_in_code_are_those_of_the_sprite(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    assert set(re.findall(r'id="st-(\w+)"', sprite)) == parts.STATE_GLYPHS
    assert set(re.findall(r'id="po-(\w+)"', sprite)) == parts.POSITION_GLYPHS
    assert set(re.findall(r'id="pr-(\w+)"', sprite)) == parts.PROGRESS_GLYPHS


def test_a_moment_is_said_in_the_zone_asked_for():
    assert "Sat 8 May 2021, 06:00" in draw('{% moment at "Asia/Tokyo" %}', at=AT)
    assert 'datetime="2021-05-07T21:00:00+00:00"' in draw('{% moment at "Asia/Tokyo" %}', at=AT)


def test_zones_mark_the_reader_and_the_other_day():
    row = {"office": FIRST, "city": "Tokyo", "day": "Sat 8 May", "shift": 1, "time": "06:00", "zone": "JST"}
    html = draw("{% zones rows mine=one %}", rows=[row, row | {"office": SECOND, "shift": 0}], one=FIRST)
    assert html.count("is-mine") == 1
    assert html.count("+1 day") == 1


def test_a_tally_is_in_protocol_order_whatever_the_answers():
    rows = [
        {"office": one, "answer": answer, "label": answer}
        for one, answer in ((THIRD, "object"), (FIRST, "support"), (SECOND, "none"))
    ]
    assert [code for _, code in chips(draw("{% tally rows %}", rows=rows))] == ["AA", "BB", "CC"]


def test_a_stepper_has_one_step_now():
    html = draw("{% stepper steps 1 %}", steps=[("Draft", ""), ("Ballot", "to 8 May"), ("Outcome", "")])
    assert html.count('aria-current="step"') == 1
    assert "Step 2 of 3" in html


def test_a_needed_sentence_may_be_one_or_many():
    assert draw('{% needed "One." "Still needed" %}').count("<p>") == 1
    assert draw('{% needed lines "Still needed" "met" %}', lines=["One.", "Two."]).count("<p>") == 2


def test_text_is_escaped_and_safe_text_is_not():
    assert "&lt;script&gt;" in draw("{% record text %}", text="<script>")
    assert "<em>" in draw("{% record text %}", text=mark_safe("<em>x</em>"))
    assert "&lt;b&gt;" in draw("{% log events %}", events=[{"at": AT, "who": "<b>", "what": ""}])


def test_messages_of_trouble_are_alerts():
    assert 'role="alert"' in draw('{% flash "No." "error" %}')
    assert 'role="status"' in draw('{% flash "Done." "success" %}')
    assert set(levels.DEFAULT_TAGS.values()) >= {"success", "warning", "error"}


def test_bars_grow_with_the_largest_value():
    html = draw("{% bars rows %}", rows=[{"label": "a", "value": 4}, {"label": "b", "value": 1}])
    assert re.findall(r'class="bar" width="(\d+)"', html) == ["100", "25"]


def test_a_matrix_says_its_numbers():
    rows = [{"label": "Area", "cells": [{"count": 7, "titles": ["x"]}, {"count": 0}]}]
    html = draw(
        '{% matrix "Counts" columns rows %}', columns=[{"label": "Short"}, {"label": "Long"}], rows=rows
    )
    assert 'class="heat-4"' in html
    assert 'class="heat-0"' in html


class DraftForm(forms.Form):
    title = forms.CharField(label="Title", help_text="A noun phrase.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"class": "extra"}))
    horizon = forms.ChoiceField(label="Horizon", choices=[("s", "Short")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure.")


def test_a_field_with_errors_is_described_by_help_and_error():
    html = draw("{% field form.title %}", form=DraftForm({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title-help id_title-error"' in html
    assert 'id="id_title-help"' in html
    assert 'id="id_title-error"' in html


def test_a_field_without_errors_has_its_help_only():
    html = draw("{% field form.title %}{% field form.note record=True rows=4 %}", form=DraftForm())
    assert 'aria-describedby="id_title-help"' in html
    assert "aria-invalid" not in html
    assert 'class="input input--record extra"' in html
    assert 'rows="4"' in html
    assert html.count("(optional)") == 1


def test_a_group_of_choices_is_a_fieldset_its_errors_point_to():
    html = draw("{% error_summary form %}{% field form.horizon %}", form=DraftForm({}))
    assert '<a href="#id_horizon">Horizon: ' in html
    assert '<fieldset class="field field--error" id="id_horizon"' in html


def test_the_error_summary_follows_the_fields():
    html = draw("{% error_summary form %}", form=DraftForm({}))
    assert re.findall(r'href="#id_(\w+)"', html) == ["title", "horizon", "sure"]
    assert "3 things need your attention" in html
    assert draw("{% error_summary form %}", form=DraftForm()).strip() == ""


def test_choices_open_their_fields():
    rows = [{"value": "object", "answer": "object", "label": "Object", "fields": [DraftForm()["note"]]}]
    html = draw('{% choices rows "answer" "Position" %}', rows=rows)
    assert 'id="answer-object"' in html
    assert "checked" not in html
    assert 'id="id_note"' in html


def test_every_error_page_stands_without_a_context():
    for code in (400, 403, 404, 409, 500):
        html = Engine.get_default().get_template(f"{code}.html").render(Context({}))
        assert f"{code}," in html
        assert 'id="main"' in html


def test_an_error_page_prints_the_reason():
    html = Engine.get_default().get_template("403.html").render(Context({"reason": "Only members."}))
    assert "Only members." in html
