"""Lists: narrowing by a GET form, the filters that are on, and pages that never count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.db.models import QuerySet

PAGE_SIZE = 50
LAST_PAGE = 10_000


class Request(Protocol):
    """What a list reads of a request: its query and its path."""

    GET: Any
    path: str


@dataclass(frozen=True)
class Page:
    """One page of a list; whether there is another is known, how many there are is not."""

    rows: list[Any]
    number: int
    size: int
    has_next: bool
    next_url: str
    previous_url: str
    first_url: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before this one."""
        return self.number > 1

    @property
    def start(self) -> int:
        """The place of the first row in the whole list, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def end(self) -> int:
        """The place of the last row on this page."""
        return (self.number - 1) * self.size + len(self.rows)

    @property
    def total(self) -> str:
        """The length of the list if this page reaches its end, else "50+"."""
        return f"{self.end}+" if self.has_next else str(self.end)


def page_of(queryset: QuerySet[Any], request: Request, size: int = PAGE_SIZE) -> Page:
    """The page the query string asks for; one row more than shown is read, nothing is counted.

    A page number that is none, or below one, is the first page.
    """
    asked = request.GET.get("page", "1")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 8
    number = min(max(int(asked), 1), LAST_PAGE) if is_number else 1
    first = (number - 1) * size
    rows = list(queryset[first : first + size + 1])
    return Page(
        rows=rows[:size],
        number=number,
        size=size,
        has_next=len(rows) > size,
        next_url=url_with(request, page=number + 1),
        previous_url=url_with(request, page=number - 1 if number > 2 else None),
        first_url=url_with(request, page=None),
    )


def url_with(request: Request, **changes: Any) -> str:
    """This address with some of its query's values set, or removed where None is given."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else request.path


def narrowed(queryset: QuerySet[Any], form: forms.Form, lookups: Mapping[str, str]) -> QuerySet[Any]:
    """The rows that meet the form's filled fields; lookups name each field's ORM lookup.

    A form that is not valid narrows by the fields that are.
    """
    form.is_valid()
    for name, lookup in lookups.items():
        value = form.cleaned_data.get(name)
        if value not in (None, "", []):
            queryset = queryset.filter(**{lookup: value})
    return queryset


def tags_of(form: forms.Form, request: Request) -> list[dict[str, str]]:
    """The filters that are on: label, value in words, and the address without it."""
    form.is_valid()
    tags = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if bound.is_hidden or value in (None, "", []):
            continue
        chosen = dict(getattr(bound.field, "choices", ()))
        words = str(chosen.get(value, value))
        tags.append(
            {
                "label": str(bound.label),
                "value": words,
                "url": url_with(request, **{bound.name: None, "page": None}),
            }
        )
    return tags
