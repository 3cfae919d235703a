"""Offices by their stable codes. They are public facts: every hat reads all of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.serializers import REFUSALS, abilities_field, plain, word
from ip5.api.viewsets import HatViewSet
from ip5.offices.models import Office

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="Stable code, as EP or WO.")


class OfficeRow(serializers.Serializer[Office]):
    """An office as lists name it, under the name it bears today."""

    code = serializers.CharField(read_only=True)
    kind = word(Office.Kind.values)
    acronym = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    city = serializers.CharField(read_only=True)
    tz = serializers.CharField(read_only=True)


class DatedName(serializers.Serializer[Any]):
    """What an office was called; an open end is null."""

    acronym = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    since = serializers.DateField(read_only=True)
    until = serializers.DateField(read_only=True)


class OfficeDetail(OfficeRow):
    """An office with all its names; nothing is done to an office here, so it lists no deed."""

    head_title = serializers.CharField(read_only=True)
    names = DatedName(source="names_in_order", many=True, read_only=True)
    abilities = abilities_field()


class OfficeViewSet(HatViewSet):
    """Member offices, observers, the body and industry associations, in protocol order."""

    lookup_field = "code"
    queryset = Office.objects.none()
    serializer_class = OfficeRow

    @extend_schema(responses={200: OfficeRow(many=True), 401: REFUSALS[401], 403: REFUSALS[403]})
    def list(self, request: Request) -> Response:
        """List the offices."""
        offices = Office.objects.directory().offices
        return self.page(list(offices[self.offset() :]), OfficeRow)

    @extend_schema(parameters=[CODE], responses={200: OfficeDetail, **REFUSALS})
    def retrieve(self, request: Request, code: str) -> Response:
        """Show an office."""
        try:
            office = Office.objects.directory().of_code(code)
        except KeyError:
            raise NotFound from None
        # An open beginning is null, which the database sorts last.
        office.names_in_order = sorted(office.names.all(), key=lambda each: each.since or dt.date.min)
        office.abilities = plain({})
        return Response(OfficeDetail(office).data)
