"""Routes of ballots; the page of a round belongs to its subject's app."""

from django.urls import path

from ip5.ballots import views

app_name = "ballots"
urlpatterns = [
    path("", views.round_list, name="list"),
    path("<uuid:uuid>/cast/", views.cast, name="cast"),
    path("<uuid:uuid>/not-urgent/", views.press_not_urgent, name="press_not_urgent"),
]
