"""Steps that every deed on a meeting shares: locks, reasons, who is told, the pulse."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.accounts.querysets import MandateQuerySet
from ip5.kernel import reasons
from ip5.kernel.errors import Conflict
from ip5.kernel.visibility import Visibility
from meetings.models import Live, Meeting, Registration


def locked(meeting: Meeting) -> Meeting:
    """Return the meeting locked for this transaction: the first lock of every deed on it."""
    return (
        Meeting.objects.select_for_update(of=("self",)).select_related("host", "co_host").get(pk=meeting.pk)
    )


def beat(meeting: Meeting, *, is_open: bool | None = None) -> None:
    """Count the pulse on: every screen that watches the meeting asks anew. A step inside a deed's transaction.

    Observers' screens have a count of their own, so that nothing tells them that something happens under an item
    closed to them; ``is_open`` says whether it shows there, by the item that is called unless it is given.
    """
    rows = Live.objects.filter(meeting=meeting)
    if is_open is None:
        is_open = not rows.filter(item__visibility=Visibility.MEMBERS).exists()
    counted = {"pulse": F("pulse") + 1}
    if is_open:
        counted["open_pulse"] = F("open_pulse") + 1
    rows.update(**counted)


def checked_reason(text: str, field: str = "reason") -> str:
    """Return the reason trimmed; refuse an empty or an endless one with ``Invalid``."""
    return reasons.checked(text, field, _("Give the reason; it is printed on the page of the meeting."))


def check_seen(row: Meeting, seen: int) -> None:
    """Refuse with ``Conflict`` what was typed on a form older than the row."""
    if row.version != seen:
        raise Conflict(_("Somebody else changed it meanwhile. What you typed is kept below."))


def told(meeting: Meeting) -> MandateQuerySet:
    """Return who is told of a meeting's course: the members, observers where it is open to them, the registered.

    Somebody registered reads the meeting by that registration alone, an expert for one, and holds it in a calendar.
    """
    active = Mandate.objects.active()
    registered = (
        Registration.objects.coming().filter(meeting=meeting, mandate__isnull=False).values("mandate")
    )
    return active.filter(Q(pk__in=active.told_of(meeting.visibility).values("pk")) | Q(pk__in=registered))
