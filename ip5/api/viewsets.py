"""The base of every viewset: who may call, what is read, under which hat."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import viewsets
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from ip5.api import pagination
from ip5.api.parsers import JSONParser
from ip5.kernel.access import Access
from ip5.kernel.hat import Hat

Filters = TypeVar("Filters", bound=Serializer[Any])


class HatViewSet(viewsets.GenericViewSet[Any]):
    """For callers who wear a hat; every read starts from what that hat may see."""

    access = Access.HAT
    parser_classes = (JSONParser,)
    # OPTIONS would describe forms to whoever asks; the schema does that.
    metadata_class = None
    # A route whose body holds a file says so: ``@action(takes_files=True)``.
    takes_files = False

    @property
    def hat(self) -> Hat:
        """The hat of this call: the one the pages would wear."""
        return self.request._request.hat

    def body(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        """Return the checked body of this call; what does not do is answered with 422."""
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def filters(self, kind: type[Filters], **context: Any) -> Filters:
        """Return the checked filters of the address; an empty one is none, what does not do is answered with 422."""
        asked = {name: value for name, value in self.request.query_params.items() if value}
        given = kind(data=asked, context=context)
        given.is_valid(raise_exception=True)
        return given

    def page(self, rows: list[Any], kind: type[Serializer[Any]]) -> Response:
        """Return a page of which one row more than shown was read."""
        number = pagination.number_of(self.request)
        shown = kind(rows[: pagination.SIZE], many=True).data
        return pagination.answer(self.request, number, shown, has_next=len(rows) > pagination.SIZE)

    def offset(self) -> int:
        """Return how many rows come before the page asked for."""
        return (pagination.number_of(self.request) - 1) * pagination.SIZE


def one(rows: QuerySet[Any], uuid: str) -> Any:
    """Return the row of ``rows`` with this uuid, or 404: unseen, unknown and malformed are the same."""
    try:
        found = rows.filter(uuid=UUID(uuid)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


class AsItIs(BaseContentNegotiation):
    """A file goes out as what it is, whatever the caller would rather have; refusals are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Return the only parser."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """Return the only renderer."""
        return renderers[0], renderers[0].media_type
