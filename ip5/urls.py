"""All routes of the site."""

from __future__ import annotations

from django.urls import include, path

from ip5 import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("", include("ip5.dashboards.urls")),
    path("proposals/", include("proposals.urls")),
    path("ballots/", include("ip5.ballots.urls")),
    path("roadmap/", include("roadmap.urls")),
    path("meetings/", include("meetings.urls")),
    path("account/", include("ip5.accounts.urls")),
    path("", include("ip5.public.urls")),
    path("ui/", include("ip5.ui.urls")),
    path("api/v1/", include("ip5.dashboards.api_urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
