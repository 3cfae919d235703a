"""Routes of the dashboards; the demo's mailbox only where it is a demo."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from ip5.dashboards.views import desk, inbox, mail, provenance


def routes(*, demo: bool) -> list[URLPattern]:
    """Return the routes; outside a demo the mailbox's do not exist."""
    always = [
        path("", desk.desk, name="desk"),
        path("inbox/", inbox.inbox, name="inbox"),
        path("search/", desk.search, name="search"),
        *(
            path(
                f"provenance/{kind}/<uuid:uuid>/",
                provenance.provenance,
                {"kind": kind},
                name=f"provenance_{kind}",
            )
            for kind in provenance.START
        ),
    ]
    if not demo:
        return always
    return [
        *always,
        path("demo/mail/", mail.mail, name="mail"),
        path("demo/mail/<str:key>/", mail.mail_detail, name="mail_detail"),
        path("demo/mail/<str:key>/html/", mail.mail_html, name="mail_html"),
    ]


app_name = "dashboards"
urlpatterns = routes(demo=settings.DEMO)
