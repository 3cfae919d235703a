"""Errors as JSON: nested ones told by the caller's field names."""

from __future__ import annotations

import pytest
from django.http import Http404
from rest_framework.exceptions import NotFound, ValidationError

from ip5.api.errors import flat, handle
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState


@pytest.mark.parametrize(
    ("detail", "errors"),
    [
        (["no"], {"__all__": ["no"]}),
        ({"title": ["no"]}, {"title": ["no"]}),
        ({"non_field_errors": ["no"]}, {"__all__": ["no"]}),
        ({"offices": [{}, {"role": ["no"]}, {"role": ["nor"]}]}, {"offices.role": ["no", "nor"]}),
        ({"offices": {"non_field_errors": ["no"]}}, {"offices": ["no"]}),
        ({"offices": [{"non_field_errors": ["no"]}]}, {"offices": ["no"]}),
    ],
)
def test_errors_are_flattened_to_field_and_sentences(detail, errors):
    assert flat(ValidationError(detail).detail) == errors


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (Refused("no"), 403, {"detail": "no"}),
        (WrongState("no"), 409, {"detail": "no"}),
        (Conflict("no"), 409, {"detail": "no"}),
        (Invalid({"a": ["no"]}), 422, {"detail": "no", "errors": {"a": ["no"]}}),
        (ValidationError({"a": ["no"]}), 422, {"detail": "no", "errors": {"a": ["no"]}}),
    ],
)
def test_each_refusal_has_its_status(error, status, body):
    answer = handle(error, {})
    assert answer is not None
    assert (answer.status_code, answer.data) == (status, body)


def test_every_not_found_has_one_body():
    bodies = {
        str(handle(error, {}).data) for error in (Http404("no Proposal matches"), NotFound("x"), NotFound())
    }
    assert len(bodies) == 1
    assert "Proposal" not in bodies.pop()


def test_an_unknown_error_is_left_to_the_site():
    assert handle(RuntimeError("x"), {}) is None
