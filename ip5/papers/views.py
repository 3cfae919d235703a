"""What every page with files does: take an upload into a deed, hand a version out. Rights are asked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest

from ip5.kernel.errors import Invalid
from ip5.papers.inspection import TOO_LARGE, checked
from ip5.papers.models import BasePaperVersion
from ip5.papers.storage import headers_of
from ip5.papers.uploads import is_too_large
from ip5.ui.deeds import add_errors


def attachment(version: BasePaperVersion) -> FileResponse:
    """Return a version as an attachment: never shown inside the site, of the type we found.

    Refuses ``Http404`` where the store has lost the file.
    """
    try:
        file = version.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=version.file_name)
    for name, value in headers_of(version).items():
        response[name] = value
    return response


def is_done(request: HttpRequest, form: forms.Form, act: Callable[[Mapping[str, Any]], Any]) -> bool:
    """Look at the file of the form and do the deed; False with sentences in the form when it cannot be.

    ``act`` takes the form's values, the checked file as ``upload`` instead of ``file``.
    """
    if is_too_large(request):
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error("file", TOO_LARGE)
        return False
    if not form.is_valid():
        return False
    values = dict(form.cleaned_data)
    try:
        act(values | {"upload": checked(values.pop("file"))})
    except Invalid as error:
        add_errors(form, error)
        return False
    return True


def status_of(request: HttpRequest, form: forms.Form) -> int:
    """Return the status of a page with such a form: 413 too large, 422 refused, 200 where nothing was sent."""
    return 413 if is_too_large(request) else 422 if form.is_bound else 200
