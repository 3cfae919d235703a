"""Routes of meetings themselves: the list, one meeting, its moves."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import deeds, lists, pages, planning
from meetings.views.offers import DEEDS

urlpatterns: list[URLPattern] = [
    path("", lists.meeting_list, name="list"),
    path("plan/", planning.begin, name="begin"),
    path("<uuid:uuid>/", pages.meeting, name="meeting"),
    path("<uuid:uuid>/edit/", planning.edit, name="edit"),
    *(path(f"<uuid:uuid>/{name.replace('_', '-')}/", deeds.do, {"name": name}, name=name) for name in DEEDS),
]
