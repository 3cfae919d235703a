"""Steps that every deed on a meeting shares: locks, reasons, who is told, the pulse."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.accounts.querysets import MandateQuerySet
from ip5.kernel.errors import Conflict, Invalid
from ip5.kernel.visibility import Visibility
from meetings.models import Live, Meeting

MAX_REASON = 2_000
MEMBERS = (
    Capacity.DELEGATE,
    Capacity.HOD,
    Capacity.ALTERNATE,
    Capacity.DEPUTY,
    Capacity.HEAD,
    Capacity.CHAIR,
    Capacity.SECRETARIAT,
)


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
    text = text.strip()
    if not text:
        raise Invalid({field: [_("Give the reason; it is printed on the page of the meeting.")]})
    if len(text) > MAX_REASON:
        raise Invalid({field: [_("At most %(n)s characters.") % {"n": f"{MAX_REASON:,}"}]})
    return text


def check_seen(row: Meeting, seen: int) -> None:
    """Refuse with ``Conflict`` what was typed on a form older than the row."""
    if row.version != seen:
        raise Conflict(_("Somebody else changed it meanwhile. What you typed is kept below."))


def told(meeting: Meeting) -> MandateQuerySet:
    """Return who is told of a meeting's course: the members, and observers where it is open to them."""
    readers = list(MEMBERS)
    if Visibility(meeting.visibility).rank >= Visibility.MEMBERS_OBSERVERS.rank:
        readers.append(Capacity.OBSERVER)
    return Mandate.objects.active().in_capacity(*readers)


def body() -> MandateQuerySet:
    """Return the co-chairs and the secretariat."""
    return Mandate.objects.active().in_capacity(Capacity.CHAIR, Capacity.SECRETARIAT)
