"""Deeds on a meeting that belong to its session: opened, closed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.actions import live as acts
from meetings.rules import live as rules
from meetings.views.offers.offer import Deed, move

DEEDS: dict[str, Deed] = {
    "open_session": move(
        "open_session",
        rules.may_open_session,
        acts.open_session,
        forms.Form,
        _("The first item is called and its clock runs. The delegations then declare themselves present."),
        _("The meeting is in session."),
        "primary",
        goes_to="meetings:live",
    ),
    "close": move(
        "close",
        rules.may_close,
        acts.close,
        forms.Form,
        _("Nothing is added to the meeting any more. The summary is drafted from what is recorded."),
        _("The meeting is closed."),
        "danger",
    ),
}
