"""What a deed on a round leaves behind, as plain values to compare."""

from collections import Counter

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.offices.models import Holiday, HolidayTable
from ip5.outbox.models import Notice
from tests.cast import HODS

ROLL = ["EP", "JP", "KR", "CN", "US"]
SPEAKERS = {*HODS, "alternate_ep"}


def told(kind):
    """Return the members of the cast who have a notice of this kind, each counted."""
    rows = Notice.objects.filter(kind=kind).values_list("mandate__person__email", flat=True)
    return Counter(email.split("@")[0].replace(".", "_") for email in rows)


def events(round):
    return list(
        Event.objects.for_subject(round).order_by("seq").values_list("verb", "visibility", "office_code")
    )


def last_event(round):
    return Event.objects.for_subject(round).order_by("-seq")[0]


def end_of(moment, days):
    return deadlines.deadline(moment, days, calendar_from(moment)).at


def after(end, days):
    calendar = calendar_from(end)
    return deadlines.extension(deadlines.end_day(end, calendar), days, calendar).at


def close_an_office_on(day):
    """Close the KIPO on the n-th common working day from now; return the day."""
    calendar = calendar_from(clock.now())
    date = deadlines.deadline(clock.now(), day, calendar).day
    table = HolidayTable.objects.get(office__code="KR", year=date.year)
    Holiday.objects.create(table=table, office_id=table.office_id, day=date, name="A day for the test")
    return date
