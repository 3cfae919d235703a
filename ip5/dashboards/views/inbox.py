"""The notices of the hat that is worn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ip5.accounts.models import Mandate
from ip5.dashboards import calculations, querysets
from ip5.dashboards.forms import ReadForm
from ip5.dashboards.views import parts
from ip5.kernel import access
from ip5.outbox import actions as outbox
from ip5.ui.listing import page_of

VIEWS = ("unread", "wanted", "all")


@access.hat
@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the hat's notices by day; POST marks the ones that stood on the page as read."""
    hat: Mandate = request.hat  # type: ignore[attr-defined]
    if request.method == "POST":
        return mark_read(request, hat)
    show = request.GET.get("show", "")
    show = show if show in VIEWS else "unread"
    notices = querysets.notices_of(hat)
    notices = {"unread": notices.unread(), "wanted": notices.filter(immediate=True)}.get(show, notices)
    page = page_of(notices, request)
    rows = [parts.notice_row(each) for each in page]
    context = {
        "days": calculations.by_day(rows, hat.office.zone),
        "unread": [row["uuid"] for row in rows if row["is_unread"]],
        "page": page,
        "show": show,
        "views": views_of(show),
    }
    return render(request, "dashboards/inbox.html", context | parts.header(hat))


def views_of(show: str) -> list[dict[str, Any]]:
    """Return the three views of the inbox as links."""
    address = reverse("dashboards:inbox")
    words = {"unread": _("Unread"), "wanted": _("Wanted from you"), "all": _("All")}
    return [
        {"label": words[each], "url": f"{address}?show={each}", "is_current": each == show} for each in VIEWS
    ]


def mark_read(request: HttpRequest, hat: Mandate) -> HttpResponse:
    """Mark the notices that were named as read and return to the inbox."""
    form = ReadForm(request.POST)
    if form.is_valid():
        count = outbox.mark_read(form.cleaned_data["notice"], by=hat)
        words = ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", count)
        messages.success(request, words % {"n": count})
    else:
        messages.error(request, _("No notice was marked: the page did not say which. Load it again."))
    show = request.POST.get("show", "")
    address = reverse("dashboards:inbox")
    return redirect(f"{address}?show={show}" if show in VIEWS else address)
