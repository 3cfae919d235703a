"""Routes of papers of meetings and the library."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
