"""The demo's meeting: its slots asked about and answered, announced, registered for, its agenda published."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from ip5.accounts.models import Mandate
from ip5.dashboards.demo import people
from ip5.dashboards.demo.accounts import FOLDER
from ip5.kernel import clock
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.papers import inspection
from meetings.actions import agenda, course, papers, publishing, registration, requests, sessions
from meetings.gathering import drawn
from meetings.gathering.agenda import items_of
from meetings.gathering.days import due_days
from meetings.models import LibraryPaper, Meeting
from meetings.printed import marker, spread
from meetings.states import ItemType, State

TUESDAY = 1
# The standing items that end a meeting, whatever was added.
CLOSING = ("other", "summary")


def steps() -> list[tuple[Callable[[Meeting], bool], Callable[[Meeting, dict[str, Any]], None]]]:
    """Return what is done with the meeting, each with whether it is wanted still."""
    return [
        (lambda meeting: not meeting.options.exists() and meeting.is_planned, _polled),
        (lambda meeting: meeting.state == State.PLANNED, _announced),
        (lambda meeting: meeting.state == State.ANNOUNCED, _registered),
        (lambda meeting: meeting.state == State.REGISTRATION, _published),
        (lambda meeting: not LibraryPaper.objects.exists(), _shelved),
    ]


def load_all() -> Iterator[bool]:
    """Bring the demo's meeting as far as it goes, a transaction a step, and yield whether the step was new."""
    facts: dict[str, Any] = json.loads((FOLDER / "meetings.json").read_text(encoding="utf-8"))
    for is_wanted, step in steps():
        meeting = Meeting.objects.filter(title=facts["title"]).first() or _planned(facts)
        wanted = is_wanted(meeting)
        if wanted:
            with transaction.atomic():
                step(meeting, facts)
        yield wanted


def _hat(capacity: str, code: str) -> Mandate:
    return people.hat(f"{capacity}.{code.lower()}", capacity)


def _chair() -> Mandate:
    return people.hat("chair.kr", "chair")


def _secretariat() -> Mandate:
    return people.hat("secretariat", "secretariat")


def _speaker(code: str) -> Mandate:
    """Return who speaks for an office's delegation; the observer's for the observer."""
    return _hat("observer", code) if code == "WO" else _hat("hod", code)


def _planned(facts: dict[str, Any]) -> Meeting:
    offices = {each.code: each for each in Office.objects.members()}
    values = {name: facts[name] for name in ("title", "place", "zone", "mode", "venue", "link")}
    hosts = {name: offices[facts[name]] for name in ("host", "co_host")}
    return course.plan_meeting(by=_secretariat(), values=values | hosts)


def _polled(meeting: Meeting, facts: dict[str, Any]) -> None:
    """Three weeks are asked about; each office says which suits."""
    first = clock.now().date() + dt.timedelta(weeks=facts["weeks"])
    first += dt.timedelta(days=(TUESDAY - first.weekday()) % 7)
    start = dt.datetime.combine(first, dt.time(facts["hour"]), dt.UTC)
    slots = [(start + dt.timedelta(weeks=each), facts["days"], facts["minutes"]) for each in range(3)]
    options = course.ask_slots(meeting, by=_secretariat(), slots=slots)
    for code, fits in facts["answers"].items():
        answers = {option.pk: fit for option, fit in zip(options, fits, strict=True)}
        course.answer_slots(meeting, by=_speaker(code), answers=answers)


def _announced(meeting: Meeting, facts: dict[str, Any]) -> None:
    sessions.choose_slot(meeting, by=_secretariat(), option=meeting.options.all()[0])
    days = due_days(meeting)
    course.announce(meeting, by=_chair(), registration_closes_on=days.registration, papers_due_on=days.papers)


def _registered(meeting: Meeting, facts: dict[str, Any]) -> None:
    """The registration opens; three delegations and the observer are on the list, two are awaited."""
    course.open_registration(meeting, by=_secretariat())
    for code, lines in facts["delegations"].items():
        speaker = _speaker(code)
        registration.reply(meeting, by=speaker, attends="room" if code == "KR" else "remote")
        for name, part, attends in lines:
            registration.register(meeting, by=speaker, name=name, part=part, attends=attends)


def _published(meeting: Meeting, facts: dict[str, Any]) -> None:
    """What can be drawn in is, an office's request is taken in, one item is closed; the agenda is published."""
    secretariat = _secretariat()
    agenda.fill_agenda(meeting, by=secretariat)
    offered = [each.key for each in drawn.offers_of(meeting, secretariat)][:6]
    if offered:
        agenda.draw_in(meeting, by=secretariat, keys=offered)
    for each in facts["requests"]:
        asked = requests.request_item(
            meeting, by=_hat("hod", each["office"]), title=each["title"], minutes=each["minutes"]
        )
        if each["taken"]:
            requests.take_in(asked, by=secretariat, meeting=meeting)
    closed = facts["closed"]
    values = {
        "title": closed["title"],
        "minutes": closed["minutes"],
        "type": ItemType.DISCUSSION,
        "visibility": Visibility.MEMBERS,
        "lead_office": Office.objects.get(code=closed["office"]),
    }
    agenda.add_item(meeting, by=secretariat, values=values)
    agenda.order_items(meeting, by=secretariat, order=_order(meeting))
    publishing.publish_agenda(meeting, by=_chair())


def _order(meeting: Meeting) -> list[str]:
    """Return the order of the agenda: what was added stands before other business, each session is filled in turn."""
    items = items_of(meeting)
    heads = [each for each in items if each.under_id is None]
    closing = [each for each in heads if each.key in CLOSING]
    heads = [each for each in heads if each not in closing] + closing
    parts = {head.pk: [each for each in items if each.under_id == head.pk] for head in heads}
    minutes = [head.minutes + sum(each.minutes for each in parts[head.pk]) for head in heads]
    sessions = list(meeting.sessions.all())
    order: list[str] = []
    begun = -1
    places = spread(minutes, [each.minutes for each in sessions])
    for head, place in zip(heads, places, strict=True):
        for each in sessions[begun + 1 : place + 1]:
            order.append(marker(each.number))
        begun = max(begun, place)
        order += [str(each.uuid) for each in (head, *parts[head.pk])]
    return order


def _shelved(meeting: Meeting, facts: dict[str, Any]) -> None:
    """The library holds the mandate in short and the template of a proposal."""
    for each in facts["library"]:
        file = ContentFile((FOLDER / "papers" / each["file"]).read_bytes(), name=each["file"])
        upload = inspection.checked(file)
        papers.shelve_paper(by=_secretariat(), title=each["title"], upload=upload, shelf=each["shelf"])
