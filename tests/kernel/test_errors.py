"""The ways a deed fails, each with its status and its sentence."""

import pytest
from django.utils.translation import gettext_lazy

from ip5.kernel.errors import Conflict, DeedError, Invalid, Refused, WrongState, require
from ip5.kernel.verdict import ALLOWED, refused, wrong_state


@pytest.mark.parametrize(("kind", "status"), [(Refused, 403), (WrongState, 409), (Conflict, 409)])
def test_each_failure_has_its_status_and_keeps_its_reason(kind, status):
    error = kind(gettext_lazy("Not now."))
    assert (error.status, str(error), str(error.reason)) == (status, "Not now.", "Not now.")
    assert isinstance(error, DeedError)


def test_invalid_keeps_each_fields_sentences():
    error = Invalid({"title": [gettext_lazy("Too long.")], "__all__": ["Nothing at all."]})
    assert error.errors == {"title": ["Too long."], "__all__": ["Nothing at all."]}
    assert {type(line) for lines in error.errors.values() for line in lines} == {str}
    assert (error.status, str(error)) == (422, "Too long. Nothing at all.")


def test_require_lets_pass_refuses_or_names_the_state():
    assert require(ALLOWED) is None
    with pytest.raises(Refused, match="Not you"):
        require(refused("Not you."))
    with pytest.raises(WrongState, match="Too late"):
        require(wrong_state("Too late."))
