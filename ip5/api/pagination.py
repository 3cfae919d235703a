"""Pages of the API: fetch one more than shown, never count."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

SIZE = 50
MAX_PAGE = 10_000


def number_of(request: Request) -> int:
    """Return the page asked for; anything that is no number in reach is page 1."""
    text = request.query_params.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PAGE))
    return int(text) if is_number and 1 <= int(text) <= MAX_PAGE else 1


def answer(request: Request, number: int, rows: list[Any], *, has_next: bool) -> Response:
    """Return a page as ``{"next", "previous", "results"}``."""
    here = request.build_absolute_uri()
    return Response(
        {
            "next": replace_query_param(here, "page", number + 1) if has_next else None,
            "previous": replace_query_param(here, "page", number - 1) if number > 1 else None,
            "results": rows,
        }
    )


class KeyPagination(BasePagination):
    """Fifty to a page; whether there are more is known from a fifty-first row."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page asked for."""
        self.request, self.number = request, number_of(request)
        start = (self.number - 1) * SIZE
        rows = list(queryset[start : start + SIZE + 1])
        self.has_next = len(rows) > SIZE
        return rows[:SIZE]

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with its neighbours' addresses."""
        return answer(self.request, self.number, data, has_next=self.has_next)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page for the published schema."""
        address = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the query for the published schema."""
        schema = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}
        return [{"name": "page", "in": "query", "required": False, "schema": schema}]
