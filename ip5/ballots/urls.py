"""Routes of ballots; the page of a round belongs to its subject's app."""

from django.urls import path

from ip5.ballots.views import pages

app_name = "ballots"
urlpatterns = [
    path("", pages.round_list, name="list"),
    path("<uuid:uuid>/cast/", pages.cast, name="cast"),
    path("<uuid:uuid>/not-urgent/", pages.press_not_urgent, name="press_not_urgent"),
]
