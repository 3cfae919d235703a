"""Routes of papers of meetings and the library."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import library, papers

urlpatterns: list[URLPattern] = [
    path("library/", library.library, name="library"),
    path("library/add/", library.add, name="library_add"),
    path("library/<uuid:paper>/version/", library.add_version, name="library_version"),
    path("library/<uuid:paper>/<int:number>/", library.download, name="library_paper"),
    path("<uuid:uuid>/papers/add/", papers.add, name="paper_add"),
    path("<uuid:uuid>/papers/all.zip", papers.all_as_zip, name="papers_zip"),
    path("<uuid:uuid>/papers/all.pdf", papers.all_as_pdf, name="papers_pdf"),
    path("<uuid:uuid>/papers/<uuid:paper>/version/", papers.add_version, name="paper_version"),
    path("<uuid:uuid>/papers/<uuid:paper>/place/", papers.place, name="paper_place"),
    path("<uuid:uuid>/papers/<uuid:paper>/<int:number>/", papers.download, name="paper"),
]
