"""What the pages of a meeting ask of the database: at most twelve questions, the same for one row and for three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import course, floor, registration, suggestions
from meetings.models import Meeting
from meetings.states import Attends, Part
from tests.cast import Cast
from tests.meetings import stages, stages_agenda, stages_live, stages_summary

pytestmark = pytest.mark.django_db
# quality.md section 1: a detail page takes twelve queries at most.
BUDGET = 12
READERS = ["chair_kr", "secretariat", "hod_jp", "observer"]


def more_asked(cast: Cast, meeting: Meeting, place: int) -> None:
    """One more slot that the offices answered, of a meeting that was postponed."""
    start = stages.noon(70 + 7 * place)
    (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(start, 2, 150)])
    course.answer_slots(meeting, by=cast.hod_jp, answers={option.pk: "good"})


def more_coming(cast: Cast, meeting: Meeting, place: int) -> None:
    """One more item with its paper, one more of a delegation, one more wish."""
    found = stages_agenda.item(cast, meeting, f"Item {place}")
    stages_agenda.paper(cast, meeting, f"Paper {place}", by="secretariat", item=found)
    line = {"name": f"Name {place}", "part": Part.DELEGATE, "attends": Attends.ROOM}
    registration.register(meeting, by=cast.hod_jp, **line)
    stages_agenda.requests.request_item(meeting, by=cast.hod_jp, title=f"Wish {place}")


def more_said(cast: Cast, meeting: Meeting, place: int) -> None:
    """One more paper, conclusion, action and request for the floor."""
    stages_agenda.paper(cast, meeting, f"Paper {place}", by="secretariat")
    stages_live.noted(cast, meeting)
    stages_live.given(cast, meeting)
    floor.ask_floor(meeting, by=(cast.hod_jp, cast.hod_us, cast.hod_kr)[place])


def more_written(cast: Cast, meeting: Meeting, place: int) -> None:
    """One more decision, action and correction."""
    stages_summary.decided(meeting, "members_observers", f"To share {place}.")
    stages_summary.owed(cast, meeting, f"Circulate {place}.")
    row = meeting.entries.filter(visibility="members_observers")[place]
    suggestions.suggest(row, by=cast.hod_jp, text=f"{row.text} More.")


def postponed(cast: Cast) -> Meeting:
    """A meeting with its number that waits for another time, with an action of the one before."""
    stages_summary.closed(cast, "The one before")
    return course.postpone(stages.announced(cast), by=cast.chair_kr, reason="A strike.")


CASES = {
    "postponed": (postponed, more_asked, ("",)),
    "registering": (stages.registering, more_coming, ("", "agenda/")),
    "agenda_prov": (stages_agenda.agenda_prov, more_coming, ("", "agenda/", "agenda/1/")),
    "in_session": (stages_live.in_session, more_said, ("", "live/")),
    "in_review": (stages_summary.in_review, more_written, ("", "summary/")),
}


def asked_of(cast: Cast, member: str, address: str) -> tuple[int, int]:
    """Return the status of a page and how many queries it took, the reader's session read before."""
    client = cast.client(member)
    with CaptureQueriesContext(connection) as found:
        status = client.get(address).status_code
    return status, len(found)


@pytest.mark.parametrize("stage", CASES)
def test_a_page_keeps_its_budget_with_one_row_and_with_three(cast, stage):
    build, more, pages = CASES[stage]
    meeting = build(cast)
    asked: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place in range(3):
        more(cast, meeting, place)
        if place != 1:
            for page in pages:
                for member in READERS:
                    address = f"/meetings/{meeting.uuid}/{page}"
                    asked.setdefault((page, member), []).append(asked_of(cast, member, address))
    shown = {key: rows for key, rows in asked.items() if rows[0][0] == 200}
    # The workbench is the body's; every other page is everybody's.
    assert {key for key in asked if key not in shown} == {
        ("agenda/", member) for member in ("hod_jp", "observer") if "agenda/" in pages
    }
    assert {key: rows for key, rows in shown.items() if rows[0] != rows[1]} == {}
    assert {key: rows[1][1] for key, rows in shown.items() if rows[1][1] > BUDGET} == {}
