"""Forms and lists: fields, errors, answers as cards, filters, pages."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ip5.ui.fields import control_class, described, form_errors

library = template.Library()


@library.inclusion_tag("ui/field.html")
def field(bound: Any, **options: Any) -> dict[str, Any]:
    """A whole field: label, help, error, control. Options: record, short, count, rows, label, mark, plain."""
    return described(bound, options)


@library.inclusion_tag("ui/error-summary.html")
def error_summary(form: Any, title: str = "") -> dict[str, Any]:
    """All errors of a form in field order, each a link to its field."""
    return {"errors": form_errors(form), "title": title}


@library.inclusion_tag("ui/choices.html")
def choices(rows: Any, name: str, legend: str, show_legend: bool = False) -> dict[str, Any]:
    """Answers as cards; rows with value, label, answer, help, checked, blocking, fields (bound)."""
    return {
        "rows": rows,
        "name": name,
        "legend": legend,
        "show_legend": show_legend,
        "stem": slugify(name),
    }


@library.inclusion_tag("ui/filters.html")
def filters(form: Any, url: str = "") -> dict[str, Any]:
    """A form of filters, sent with GET."""
    return {"form": form, "url": url}


@library.simple_tag
def filter_control(bound: Any) -> SafeString:
    """The control of a filter alone; its label stands around it."""
    return SafeString(bound.as_widget(attrs={"class": control_class(bound.field.widget, {})}))


@library.inclusion_tag("ui/tag.html")
def applied(tags: Any, shown: str = "", sorted_by: str = "") -> dict[str, Any]:
    """Which filters are on; tags as listing.tags_of gives them."""
    return {"tags": tags, "shown": shown, "sorted_by": sorted_by}


@library.inclusion_tag("ui/pagination.html")
def pagination(page: Any) -> dict[str, Any]:
    """Previous and next of a listing.Page."""
    return {"page": page}
