"""A deed done from a form: what its own check refuses stands in the form, beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from ip5.kernel.errors import Invalid


def add_errors(form: forms.BaseForm, error: Invalid) -> None:
    """Put the sentences of a deed's own check beside the fields they are about; those of no field above them."""
    for field, lines in error.errors.items():
        for line in lines:
            form.add_error(field if field in form.fields else None, line)


def is_done(form: forms.BaseForm, act: Callable[..., Any], **values: Any) -> bool:
    """Do the deed with the form's values, or those given; False where its own check refused (``Invalid``)."""
    try:
        act(**(values or form.cleaned_data))
    except Invalid as error:
        add_errors(form, error)
        return False
    return True
