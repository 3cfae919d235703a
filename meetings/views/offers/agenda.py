"""Deeds on a meeting that belong to its agenda."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetings.actions import publishing as acts
from meetings.actions.requests import request_item
from meetings.forms.agenda import RequestForm
from meetings.rules import agenda as rules
from meetings.views.offers.offer import Deed, move
from proposals.forms import NoWords

DEEDS: dict[str, Deed] = {
    "publish_agenda": move(
        "publish_agenda",
        rules.may_publish_agenda,
        acts.publish_agenda,
        NoWords,
        _(
            "The agenda is frozen as it stands and gets the symbol Prov.1. Members read all of it; observers "
            "read it without the items that are closed to them. Both are told."
        ),
        _("The agenda is published. Members and observers are told."),
        "primary",
    ),
    "revise_agenda": move(
        "revise_agenda",
        rules.may_revise_agenda,
        acts.revise_agenda,
        NoWords,
        _(
            "The agenda is published anew under the next number. The former one stays, and whoever reads the new "
            "one sees what changed."
        ),
        _("The agenda is published anew. Members and observers are told."),
    ),
    "request_item": Deed(
        rules.may_request_item,
        RequestForm,
        _(
            "The co-chairs and the secretariat take it in, keep it in the backlog, or decline it with a reason. "
            "Until then nobody else sees it."
        ),
        _("The item is asked for. The co-chairs and the secretariat are told."),
        request_item,
        _("Ask for an item"),
    ),
}
