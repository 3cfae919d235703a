"""Routes of meetings, each file a noun."""

from __future__ import annotations

from django.urls import URLPattern

from meetings.urls import agenda, course, live, papers, summary

app_name = "meetings"

urlpatterns: list[URLPattern] = [
    *agenda.urlpatterns,
    *papers.urlpatterns,
    *live.urlpatterns,
    *summary.urlpatterns,
    *course.urlpatterns,
]
