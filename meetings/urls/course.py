"""Routes of meetings themselves: the list, one meeting, its moves."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import deeds, finding, lists, pages, planning, registration, sessions
from meetings.views.offers import DEEDS

urlpatterns: list[URLPattern] = [
    path("", lists.meeting_list, name="list"),
    path("plan/", planning.begin, name="begin"),
    path("calendar.ics", registration.all_meetings, name="all_meetings"),
    path("<uuid:uuid>/", pages.meeting, name="meeting"),
    path("<uuid:uuid>/edit/", planning.edit, name="edit"),
    path("<uuid:uuid>/sessions/", sessions.sessions, name="sessions"),
    path("<uuid:uuid>/find/", finding.find, name="find"),
    path("<uuid:uuid>/ask/", finding.ask, name="ask"),
    path("<uuid:uuid>/slots/", finding.answer, name="slots"),
    path("<uuid:uuid>/slots/<uuid:option>/choose/", finding.choose, name="choose"),
    path("<uuid:uuid>/calendar.ics", registration.calendar_file, name="calendar"),
    path("<uuid:uuid>/reply/", registration.reply, name="reply"),
    path("<uuid:uuid>/delegation/", registration.delegation, name="delegation"),
    path("<uuid:uuid>/delegation/<uuid:registration>/strike/", registration.strike, name="strike"),
    *(path(f"<uuid:uuid>/{name.replace('_', '-')}/", deeds.do, {"name": name}, name=name) for name in DEEDS),
]
