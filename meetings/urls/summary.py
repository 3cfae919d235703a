"""Routes of the summary, decisions and actions, the update for industry."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import entries, industry, register, suggestions, summary

WRITTEN = "<uuid:uuid>/summary"
ENTRY = f"{WRITTEN}/entries/<uuid:key>"

urlpatterns: list[URLPattern] = [
    path("register/", register.register, name="register"),
    path("register/<uuid:uuid>/", register.action_item, name="action_item"),
    *(
        path(f"register/<uuid:uuid>/{name}/", register.do, {"name": name}, name=f"action_item_{name}")
        for name in register.DEEDS
    ),
    path("industry/", industry.update_list, name="industry"),
    path("industry/<uuid:uuid>/", industry.update, name="industry_update"),
    *(
        path(f"industry/<uuid:uuid>/{name}/", industry.do, {"name": name}, name=f"industry_update_{name}")
        for name in industry.DEEDS
    ),
    path(f"{WRITTEN}/", summary.summary, name="summary"),
    path(f"{WRITTEN}/versions/", summary.versions, name="summary_versions"),
    path(f"{WRITTEN}/file/<slug:kind>/", summary.file, name="summary_file"),
    path(f"{WRITTEN}/entries/add/", entries.add, name="add_entry"),
    path(f"{ENTRY}/", entries.edit, name="edit_entry"),
    path(f"{ENTRY}/delete/", entries.delete, name="delete_entry"),
    path(f"{ENTRY}/move/", entries.move, name="move_entry"),
    path(f"{ENTRY}/public/", entries.mark, name="mark_entry"),
    path(f"{ENTRY}/suggest/", suggestions.suggest, name="suggest_entry"),
    path(f"{WRITTEN}/suggestions/<uuid:key>/", suggestions.answer, name="answer_suggestion"),
]
