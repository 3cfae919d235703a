"""Verdicts: falsy when refused, and the first refusal's reason survives ``and``."""

import dataclasses

import pytest

from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def test_allowed_is_truthy_and_gives_no_reason():
    assert bool(ALLOWED) is True
    assert Verdict(allowed=True) == ALLOWED
    assert ALLOWED.reason == ""


@pytest.mark.parametrize(
    ("verdict", "is_wrong_state"),
    [(refused("Not you."), False), (wrong_state("Not you."), True), (allowed_if(False, "Not you."), False)],
)
def test_a_refusal_is_falsy_and_keeps_its_reason(verdict, is_wrong_state):
    assert bool(verdict) is False
    assert (verdict.reason, verdict.is_wrong_state) == ("Not you.", is_wrong_state)


def test_allowed_if_is_allowed_when_the_condition_holds():
    assert allowed_if(True, "Not you.") is ALLOWED


def test_and_keeps_the_first_refusal():
    assert (ALLOWED and refused("first") and refused("second")) == refused("first")
    assert (ALLOWED and wrong_state("state") and refused("second")) == wrong_state("state")
    assert (ALLOWED and ALLOWED) is ALLOWED


def test_a_verdict_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        refused("No.").allowed = True
