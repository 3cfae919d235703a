"""Routes of the summary, decisions and actions, the update for industry."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
