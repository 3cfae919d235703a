"""Forms: what they take, what they refuse with which words, and that what was typed stays in them."""

import pytest

from ip5.kernel.reasons import MAX_REASON
from ip5.offices.models import Office
from proposals.forms import (
    DraftForm,
    Extension,
    ListForm,
    NoWords,
    Opening,
    OptionalReason,
    Reason,
    ReviewPeriod,
    StartForm,
    TextRead,
)
from proposals.models import MAX_SECTION, SECTIONS
from tests import stages

pytestmark = pytest.mark.django_db
NUL = "Null characters are not allowed."
UNKNOWN_CHOICE = "Select a valid choice. That choice is not one of the available choices."


def typed(proposal, **changes):
    """Return the draft's present text as a browser posts it."""
    form = DraftForm(proposal=proposal)
    data = form.initial_of(proposal)
    data |= {bound.name: bound.value() for _office, bound in form.office_fields()}
    return {name: str(value) for name, value in data.items()} | changes


def errors_of(form):
    return {name: [str(line) for line in lines] for name, lines in form.errors.items()}


def test_what_is_posted_unchanged_is_the_same_text(cast):
    proposal = stages.draft(cast)
    form = DraftForm(typed(proposal), proposal=proposal)
    assert errors_of(form) == {}
    assert form.values() == stages.text() | {"submit_visibility": "members_observers"}
    assert form.offices() == {Office.objects.get(code="US").pk: "co_lead"}


def test_everything_may_be_missing_but_version_and_class(cast):
    proposal = stages.draft(cast)
    assert errors_of(DraftForm({}, proposal=proposal)) == {
        "version": ["This field is required."],
        "submit_visibility": ["This field is required."],
    }
    form = DraftForm({"version": "1", "submit_visibility": "members"}, proposal=proposal)
    assert errors_of(form) == {}
    assert (form.offices(), form.values()["area"], form.values()["problem"]) == ({}, None, "")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "a\x00b", NUL),
        ("problem", "a\x00b", NUL),
        ("area", "Z", UNKNOWN_CHOICE),
        ("area", "A\x00", NUL),
        ("group", "WG1\x00", NUL),
        ("group", "'; DROP TABLE", UNKNOWN_CHOICE),
        ("horizon", "never", "Select a valid choice. never is not one of the available choices."),
        ("office_US", "owner", "Select a valid choice. owner is not one of the available choices."),
        ("submit_visibility", "public", "Select a valid choice. public is not one of the available choices."),
        ("submit_visibility", "members ", "Select a valid choice. members  is not one of the available choices."),
        ("version", "0", "Ensure this value is greater than or equal to 1."),
        ("version", "x", "Enter a whole number."),
        ("title", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("risks", "x" * 1_000_000, f"Ensure this value has at most {MAX_SECTION} characters (it has 1000000)."),
    ],
)  # fmt: skip
def test_what_a_draft_does_not_take_is_named_and_kept(cast, field, value, message):
    proposal = stages.draft(cast)
    form = DraftForm(typed(proposal, **{field: value}), proposal=proposal)
    assert errors_of(form) == {field: [message]}
    assert form[field].value() == value


def test_the_sections_and_the_offices_in_their_order(cast):
    form = DraftForm(proposal=stages.draft(cast))
    assert [bound.name for bound in form.sections()] == list(SECTIONS)
    assert [(office.code, bound.value()) for office, bound in form.office_fields()] == [
        ("JP", ""),
        ("KR", ""),
        ("CN", ""),
        ("US", "co_lead"),
    ]
    assert [bound.help_text == "" for bound in form.sections()] == [False] * len(SECTIONS)


@pytest.mark.parametrize(
    ("title", "errors"),
    [
        ("A title", []),
        ("", ["This field is required."]),
        ("  ", ["This field is required."]),
        ("a\x00", [NUL]),
        ("x" * 201, ["Ensure this value has at most 200 characters (it has 201)."]),
    ],
)
def test_a_draft_starts_with_a_title(title, errors):
    assert errors_of(StartForm({"title": title})).get("title", []) == errors


@pytest.mark.parametrize(
    "query",
    [
        {"state": "flying"},
        {"horizon": "never"},
        {"area": "Z"},
        {"area": "\x00"},
        {"office": "WO"},
        {"office": "US\x00"},
        {"q": "a\x00"},
        {"q": "x" * 101},
    ],
    ids=str,
)
def test_a_filter_that_is_not_understood_is_an_error(query):
    assert list(errors_of(ListForm(query))) == list(query)


def test_no_filter_is_no_error():
    assert errors_of(ListForm({})) == {}


@pytest.mark.parametrize(
    ("form", "data", "fields"),
    [
        (NoWords, {}, []),
        (TextRead, {}, ["fingerprint"]),
        (TextRead, {"fingerprint": "x" * 65}, ["fingerprint"]),
        (TextRead, {"fingerprint": "x" * 64}, []),
        (Reason, {"reason": " "}, ["reason"]),
        (Reason, {"reason": "x" * (MAX_REASON + 1)}, ["reason"]),
        (Reason, {"reason": "x" * MAX_REASON}, []),
        (OptionalReason, {}, []),
        (OptionalReason, {"reason": "a\x00"}, ["reason"]),
        (ReviewPeriod, {"days": "15"}, []),
        (ReviewPeriod, {"days": "0"}, ["days"]),
        (ReviewPeriod, {"days": "61"}, ["days"]),
        (ReviewPeriod, {"days": "1e3"}, ["days"]),
        (ReviewPeriod, {"days": "9" * 5000}, ["days"]),
        (Opening, {"days": "10"}, []),
        (Opening, {"days": "5", "short_reason": "x" * (MAX_REASON + 1)}, ["short_reason"]),
        (Extension, {"days": "5"}, ["reason"]),
        (Extension, {}, ["days", "reason"]),
    ],
)
def test_what_a_deed_asks_for(form, data, fields):
    assert list(form(data).errors) == fields
