"""Routes of the agenda and the backlog."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
