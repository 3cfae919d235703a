"""How forms are drawn: as Django draws them, but a list of choices without a template for every option."""

from collections.abc import Iterable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    """Django's renderer; two templates for each option took most of the time of a page of filters."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return the widget as HTML."""
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    attributes = flatatt({"name": widget["name"], **_said(widget["attrs"])})
    groups = format_html_join("", "{}", ((_group(*each[:2]),) for each in widget["optgroups"]))
    return format_html("<select{}>{}</select>", attributes, groups)


def _group(name: str | None, options: Iterable[dict[str, Any]]) -> SafeString:
    drawn = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(each["value"]), flatatt(_said(each["attrs"])), each["label"]) for each in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def _said(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes as text, but for those that only stand there or do not."""
    return {name: each if isinstance(each, bool) else str(each) for name, each in attributes.items()}
