"""What a template needs to draw a bound field: ids, the control's attributes, the errors in order."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def described(bound: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Values for templates/ui/field.html. Options: record, short, count, rows, label, plain, optional, mark."""
    widget = bound.field.widget
    group = isinstance(widget, GROUPS)
    ids = {"help": f"{bound.auto_id}-help", "error": f"{bound.auto_id}-error"}
    said_by = [ids[part] for part, there in (("help", bound.help_text), ("error", bound.errors)) if there]
    attrs: dict[str, Any] = {}
    if said_by:
        attrs["aria-describedby"] = " ".join(said_by)
    if not group and not isinstance(widget, forms.CheckboxInput):
        attrs["class"] = control_class(widget, options)
    if options.get("rows"):
        attrs["rows"] = options["rows"]
    words = mark_of(bound, options)
    return {
        "bound": bound,
        "label": options.get("label") or bound.label,
        "control": bound.as_widget(attrs=attrs) if not group else "",
        "is_group": group,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_hidden": bound.is_hidden,
        "options": list(bound) if group else [],
        "ids": ids,
        "described_by": " ".join(said_by),
        "mark": words,
        "count": options.get("count", ""),
    }


def mark_of(bound: BoundField, options: dict[str, Any]) -> Any:
    """The words in brackets behind a label: given, else the form's (``marks``, by name), else "optional"."""
    if options.get("plain"):
        return ""
    marks = getattr(bound.form, "marks", {})
    given = options.get("mark", marks.get(bound.name))
    if given is not None:
        return given
    return _("optional") if options.get("optional", not bound.field.required) else ""


def control_class(widget: forms.Widget, options: dict[str, Any]) -> str:
    """The classes of a control: .input, --record for text of record, --short, and the widget's own."""
    names = ["input"]
    names += [f"input--{name}" for name in ("record", "short") if options.get(name)]
    own = widget.attrs.get("class", "")
    return " ".join([*names, own]).strip()


def form_errors(form: Any) -> list[dict[str, Any]]:
    """Errors of a form: those of the whole first, then in field order, each with its field's id."""
    if form is None or not form.is_bound:
        return []
    found = [{"id": "", "label": "", "text": text} for text in form.non_field_errors()]
    for bound in form:
        label = str(bound.label).rstrip(".:? ")
        found += [{"id": bound.auto_id, "label": label, "text": text} for text in bound.errors]
    return found
