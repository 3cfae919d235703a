"""What every page shows around its content: the hats, the navigation, the theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ip5.accounts.hats import NOBODY
from ip5.dashboards.querysets import waiting_for
from ip5.kernel import clock
from ip5.kernel.hat import Hat


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; anonymous pages get no navigation and ask no query."""
    hat = getattr(request, "hat", NOBODY)
    context: dict[str, Any] = {
        "hat": hat,
        "theme": request.COOKIES.get("theme", "system"),
        "is_demo": settings.DEMO,
        "server_time": clock.now(),
    }
    if hat.is_anonymous:
        return context
    context["hats"] = [each for each in request.hats if each != hat]  # type: ignore[attr-defined]
    wanted, context["inbox_count"] = waiting_for(hat)
    context["nav"] = navigation(request, hat, wanted)
    return context


def navigation(request: HttpRequest, hat: Hat, wanted: int) -> list[dict[str, Any]]:
    """Return the side navigation: only what exists, with the number of positions wanted of the office."""
    match = request.resolver_match
    here, view = (match.app_name, match.view_name) if match else ("", "")
    if view == "proposals:ballot":
        here = "ballots"
    home = reverse("dashboards:desk")
    entries = [
        (home, _("Desk"), "desk", 0, view == "dashboards:desk"),
        (reverse("proposals:list"), _("Proposals"), "proposal", 0, here == "proposals"),
        (reverse("ballots:list"), _("Ballots"), "ballot", wanted, here == "ballots"),
        (meetings_of(hat), _("Meetings"), "meeting", 0, here == "meetings"),
        (reverse("roadmap:list"), _("Roadmap"), "roadmap", 0, here == "roadmap"),
    ]
    if hat.is_delegation or hat.capacity == "office_admin":
        people = reverse("accounts:people")
        entries.append((people, _("People"), "user", 0, view == "accounts:people"))
    return [
        {"url": url, "label": label, "icon": icon, "count": count, "is_current": current}
        for url, label, icon, count, current in entries
    ]


def meetings_of(hat: Hat) -> str:
    """Return where the meetings begin for a hat: industry sees no meeting, but what it is told of them."""
    return reverse("meetings:industry" if hat.capacity == "industry" else "meetings:list")
