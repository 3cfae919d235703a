"""Meetings in session and closed, brought there by the product's own deeds and the standing cast."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from ip5.kernel import clock
from ip5.offices.models import Office
from meetings.actions import action_items, attendance, conclusions, live, publishing
from meetings.gathering.agenda import items_of
from meetings.gathering.sequence import called_in_turn
from meetings.models import AgendaItem, Conclusion, Live, Meeting
from tests.cast import HODS, Cast
from tests.meetings import stages, stages_agenda

# What must reach nobody outside the members, and nobody outside the body.
SECRET, TYPED = "zqx-under-a-closed-item", "zqx-being-typed"


def agenda_prov(cast: Cast, title: str = "A meeting", **values: Any) -> Meeting:
    """A meeting with three items on its published agenda, the second of which is closed to observers."""
    meeting = stages.registering(cast, title, **values)
    AgendaItem.objects.filter(meeting=meeting).delete()
    rows = (
        ("Opening and adoption of the agenda", "decision", "members_observers", 10),
        (f"Lead of a project {SECRET}", "decision", "members", 65),
        ("Any other matters", "discussion", "members_observers", 15),
    )
    for name, kind, level, minutes in rows:
        stages_agenda.item(cast, meeting, name, type=kind, visibility=level, minutes=minutes)
    publishing.publish_agenda(meeting, by=cast.chair_kr)
    meeting.refresh_from_db()
    return meeting


def in_session(cast: Cast, title: str = "A meeting", absent: tuple[str, ...] = (), **values: Any) -> Meeting:
    """A meeting in session: the first item is called, all five are present but those whose code is named."""
    meeting = live.open_session(agenda_prov(cast, title, **values), by=cast.chair_kr)
    for key in HODS:
        if cast.hat(key).office.code not in absent:
            attendance.declare(meeting, by=cast.hat(key), attends="remote")
    attendance.declare(meeting, by=cast.observer, attends="room")
    attendance.confirm_presence(meeting, by=cast.secretariat)
    return meeting


def registered(cast: Cast, register: Callable[[Meeting], Any]) -> Meeting:
    """A meeting in session for which somebody was registered before."""
    meeting = agenda_prov(cast)
    register(meeting)
    return live.open_session(meeting, by=cast.chair_kr)


def now_called(meeting: Meeting) -> AgendaItem:
    """The item that is called now."""
    found = Live.objects.select_related("item__meeting").get(meeting=meeting).item
    assert found is not None
    return found


def at_item(cast: Cast, meeting: Meeting, place: int) -> AgendaItem:
    """Call the item at a place of the agenda, from 0."""
    item = called_in_turn(items_of(meeting))[place]
    live.call(meeting, by=cast.chair_kr, item=item)
    return now_called(meeting)


def drafted(
    cast: Cast, meeting: Meeting, verb: str = "agreed", text: str = "that the lead passes to the USPTO."
) -> Conclusion:
    """A conclusion typed under the item that is called."""
    return conclusions.draft(now_called(meeting), by=cast.chair_kr, verb=verb, text=text)


def put(cast: Cast, meeting: Meeting, text: str = "that the lead passes to the USPTO.") -> Conclusion:
    """A deciding conclusion put to the delegations for a second."""
    return conclusions.put(drafted(cast, meeting, "agreed", text), by=cast.chair_kr, seconds=1)


def time_runs(conclusion: Conclusion) -> None:
    """Wait until the time set for objections has run."""
    assert conclusion.round is not None
    left = (conclusion.round.end - clock.now()).total_seconds()
    time.sleep(max(0.0, left) + 0.05)


def agreed(cast: Cast, meeting: Meeting, text: str = "that the lead passes to the USPTO.") -> Conclusion:
    """A deciding conclusion put and, its time having run, recorded: this takes a second."""
    found = put(cast, meeting, text)
    time_runs(found)
    return conclusions.record(found, by=cast.chair_kr)


def noted(
    cast: Cast, meeting: Meeting, text: str = "the progress report.", verb: str = "noted"
) -> Conclusion:
    """A conclusion that decides nothing, recorded under the item that is called."""
    return conclusions.record(drafted(cast, meeting, verb, text), by=cast.chair_kr)


def given(
    cast: Cast, meeting: Meeting, text: str = "Circulate revised milestones.", office: str = "KR"
) -> Any:
    """An action item under the item that is called."""
    return action_items.open_action(
        now_called(meeting),
        by=cast.secretariat,
        text=text,
        due=clock.now().date() + dt.timedelta(days=30),
        office=Office.objects.get(code=office),
    )


def through(cast: Cast, title: str = "A meeting", *, decides: bool = False, **values: Any) -> Meeting:
    """A meeting in session with nothing open: two conclusions noted and two actions, one each of class members.

    With ``decides`` also a decision, under the first item: that takes a second.
    """
    meeting = in_session(cast, title, **values)
    noted(cast, meeting, "the progress report of the secretariat.", verb="took_note_with_appreciation")
    given(cast, meeting)
    if decides:
        agreed(cast, meeting)
    live.call_next(meeting, by=cast.chair_kr, after=now_called(meeting))
    noted(cast, meeting, f"what was said {SECRET}.")
    given(cast, meeting, f"Prepare a note {SECRET}.", office="JP")
    for _each in range(2):
        live.call_next(meeting, by=cast.chair_kr, after=now_called(meeting))
    return meeting


def closed(cast: Cast, title: str = "A meeting", *, decides: bool = False, **values: Any) -> Meeting:
    """The same meeting, closed."""
    return live.close(through(cast, title, decides=decides, **values), by=cast.chair_kr)
