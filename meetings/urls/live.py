"""Routes of the session as it happens."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import hearing, pulses, room, sitting, wording

CONCLUSION = "<uuid:uuid>/live/conclusions/<uuid:conclusion>/"

urlpatterns: list[URLPattern] = [
    path("pulse/<str:token>/", pulses.pulse, name="pulse"),
    path("<uuid:uuid>/live/", room.room, name="live"),
    *(
        path(f"<uuid:uuid>/live/{name}/", sitting.press, {"name": name}, name=f"live_{name}")
        for name in sitting.PRESSED
    ),
    path("<uuid:uuid>/live/leave/", sitting.leave, name="live_leave"),
    path("<uuid:uuid>/live/floor/<uuid:speaker>/give/", sitting.speak, {"name": "give"}, name="floor_give"),
    path("<uuid:uuid>/live/floor/<uuid:speaker>/end/", sitting.speak, {"name": "end"}, name="floor_end"),
    path("<uuid:uuid>/live/items/<uuid:item>/action/", wording.action, name="action"),
    path("<uuid:uuid>/live/conclusions/", wording.begin, name="conclusion_begin"),
    path(CONCLUSION, wording.word, name="conclusion"),
    path(f"{CONCLUSION}autosave/", wording.autosave, name="conclusion_autosave"),
    path(f"{CONCLUSION}record/", wording.record, name="conclusion_record"),
    path(f"{CONCLUSION}press/", hearing.object_or_reserve, name="conclusion_press"),
    path(f"{CONCLUSION}words/", hearing.take_down, name="conclusion_words"),
    path(
        f"{CONCLUSION}words/<uuid:words>/confirm/",
        hearing.answer_words,
        {"deed": "confirm"},
        name="words_confirm",
    ),
    path(
        f"{CONCLUSION}words/<uuid:words>/decline/",
        hearing.answer_words,
        {"deed": "decline"},
        name="words_decline",
    ),
]
