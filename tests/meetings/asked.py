"""What the tests of the meetings' API read: a closed meeting, and how instants and days are told."""

from __future__ import annotations

import datetime as dt

from ip5.kernel import clock
from ip5.register.models import ActionItem
from meetings.models import Meeting
from tests.cast import MEMBERS, Cast
from tests.meetings import stages_summary

SIGNED = [key for key in MEMBERS if key != "inactive"]
BODY = {"chair_ep", "chair_kr", "secretariat"}
OUTSIDE = {"industry", "expert", "admin_ep", "site_admin"}
NOBODY = ("anonymous", "inactive")


def closed(cast: Cast) -> Meeting:
    """A closed meeting: a decision and an item for members only, and an action item that is overdue."""
    meeting = stages_summary.closed(cast, "A meeting that is over")
    item = stages_summary.owed(cast, meeting, "Owed long ago.", days=30)
    ActionItem.objects.filter(pk=item.pk).update(due=clock.now().date() - dt.timedelta(days=3))
    stages_summary.done(cast, stages_summary.owed(cast, meeting, "It was done."))
    return Meeting.objects.get(pk=meeting.pk)


def utc(moment: dt.datetime) -> str:
    """Return an instant as the API tells it."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def day(found: dt.date | None) -> str | None:
    """Return a day as the API tells it."""
    return found.isoformat() if found else None
