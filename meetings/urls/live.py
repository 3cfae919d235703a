"""Routes of the session as it happens."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
