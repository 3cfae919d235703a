"""Routes of ballots; the page of a round belongs to its subject's app."""

from django.urls import path

from ip5.ballots.views import (
    additions,
    archive,
    deadlines,
    detail,
    heads,
    letters,
    pages,
    prepared,
    rules,
    session,
    silence,
    whatif,
)

app_name = "ballots"
urlpatterns = [
    path("", pages.round_list, name="list"),
    path("rules/<slug:code>/v<int:version>/", rules.rule_set, name="rule"),
    path("<uuid:uuid>/archive/", archive.download, {"form": "full"}, name="archive"),
    path("<uuid:uuid>/archive/redacted/", archive.download, {"form": "redacted"}, name="archive_redacted"),
    path("reservations/", additions.reservations, name="reservations"),
    path("<uuid:uuid>/ad-referendum/", additions.confirm, name="confirm"),
    path("<uuid:uuid>/reservation/lift/", additions.lift, name="lift"),
    path("<uuid:uuid>/reservation/narrow/", additions.narrow, name="narrow"),
    path("<uuid:uuid>/conditions/<str:office>/<int:item>/<str:deed>/", additions.condition, name="condition"),
    path("<uuid:uuid>/", detail.detail, name="detail"),
    path("<uuid:uuid>/answer/", heads.answer, name="answer_as_head"),
    path("<uuid:uuid>/press/", session.press, name="press"),
    path("<uuid:uuid>/record/", session.record, name="record_words"),
    path(
        "<uuid:uuid>/words/<uuid:words>/confirm/",
        session.answer_words,
        {"deed": "confirm"},
        name="confirm_words",
    ),
    path(
        "<uuid:uuid>/words/<uuid:words>/decline/",
        session.answer_words,
        {"deed": "decline"},
        name="decline_words",
    ),
    path("deadlines/", deadlines.deadline_page, name="deadlines"),
    path("<uuid:uuid>/prepare/", prepared.prepare, name="prepare"),
    path("<uuid:uuid>/cast/prepared/", prepared.cast_prepared, name="cast_prepared"),
    path("<uuid:uuid>/cast/former/", prepared.maintain, name="maintain"),
    path("<uuid:uuid>/what-if/", whatif.what_if, name="what_if"),
    path("<uuid:uuid>/letters/add/", letters.add, name="letter_add"),
    path("<uuid:uuid>/letters/<uuid:paper>/", letters.download, name="letter"),
    path("<uuid:uuid>/cast/", pages.cast, name="cast"),
    path("<uuid:uuid>/not-urgent/", pages.press_not_urgent, name="press_not_urgent"),
    path("<uuid:uuid>/received/", silence.receive, name="receive"),
    path("<uuid:uuid>/refuse/", silence.refuse, name="refuse"),
    path("<uuid:uuid>/statement/", silence.state, name="state"),
    path("<uuid:uuid>/break/", silence.break_round, name="break"),
    path("<uuid:uuid>/certificate/", silence.certificate_file, name="certificate"),
]
