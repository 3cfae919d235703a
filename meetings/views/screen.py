"""What the screen of a meeting in session shows, as far as a hat's class goes.

Under an item closed to observers an observer's screen says so and nothing else of it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from uuid import uuid4

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices.deadlines import local_times
from ip5.offices.models import Office
from ip5.register.models import ActionItem
from meetings.gathering import pace
from meetings.gathering.agenda import items_of, numbers_of
from meetings.gathering.sequence import called_in_turn
from meetings.models import AgendaItem, Live, Meeting, Presence, Registration, Speaker
from meetings.querysets import classes_of, is_body
from meetings.rules import attendance as presences
from meetings.rules import conclusions as wording
from meetings.rules import live as rules
from meetings.states import Part, Verb
from meetings.views import pulses, putting

LATE = dt.timedelta(minutes=10)


def screen_of(meeting: Meeting, live: Live, hat: Hat, chosen: str = "") -> dict[str, Any]:
    """Return everything on the screen of a meeting in session; ``chosen`` is the draft that is worked on."""
    now, classes = clock.now(), classes_of(hat)
    items = items_of(meeting)
    numbers = numbers_of(items)
    seen = [each for each in items if each.visibility in classes]
    called = next((each for each in seen if each.pk == live.item_id), None)
    # Not in open session: an item is called, and this hat does not see it.
    is_away = live.item_id is not None and called is None
    context = {
        "meeting": meeting,
        "live": live,
        "is_away": is_away,
        "is_body": is_body(hat),
        "item": called,
        "number": numbers[called.pk] if called else "",
        "watch": pulses.watch(live, hat),
        "now_row": local_times(now, _offices(), dt.UTC),
        "acts": acts_of(meeting, live, hat),
        "agenda": agenda_rows(seen, numbers, called, now),
        "may_run": rules.may_run(hat, meeting),
        "fresh": uuid4(),
    }
    if is_away:
        return context
    called_items = called_in_turn(seen)
    place = next((at for at, each in enumerate(called_items) if each is called), 0)
    context["previous"] = called_items[place - 1] if place else None
    context |= clock_of(meeting, live, called, pace.pace(called_items, now), now)
    context |= floor_of(live, hat) | roll_of(meeting, live, hat)
    if called is not None:
        context |= putting.conclusions_of(meeting, called, hat, chosen)
        given = ActionItem.objects.visible_to(hat).of(called).select_related("office", "group")
        context["given"] = list(given.order_by("opened_at", "pk"))
    return context


def _offices() -> list[Office]:
    return [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]


def acts_of(meeting: Meeting, live: Live, hat: Hat) -> dict[str, Any]:
    """Return the verdicts on what is done on the screen itself."""
    return {
        "close": rules.may_close(hat, meeting) if hat.is_chair else None,
        "suspend": rules.may_suspend(hat, live),
        "resume": rules.may_resume(hat, live),
        "draft": wording.may_draft(hat, meeting),
        "confirm": presences.may_confirm(hat, meeting),
        "declare": presences.may_declare(hat, meeting),
        "ask": rules.may_ask_floor(hat, live),
        "verbs": Verb.choices,
    }


def agenda_rows(
    seen: list[AgendaItem], numbers: dict[int, str], called: AgendaItem | None, now: dt.datetime
) -> list[dict[str, Any]]:
    """Return the items the hat sees, each with its number, its time and how it stands."""
    callable_keys = {each.pk for each in called_in_turn(seen)}
    rows = []
    for each in seen:
        minutes = pace.spent(each, now) // 60
        is_now = called is not None and each.pk == called.pk
        is_done = each.done_at is not None
        rows.append(
            {
                "item": each,
                "number": numbers[each.pk],
                "state": "now" if is_now else "done" if is_done else "",
                "minutes": minutes if is_now or is_done or each.spent_seconds else None,
                "is_over": minutes > each.minutes,
                "is_heading": each.pk not in callable_keys,
            }
        )
    return rows


def clock_of(
    meeting: Meeting, live: Live, called: AgendaItem | None, found: pace.Pace, now: dt.datetime
) -> dict[str, Any]:
    """Return the clock of the item against its minutes, and the session's end against what is still needed."""
    left = live.session.ends_at - now if live.session else dt.timedelta()
    # Where a suspended sitting may be resumed; asked for nothing else.
    others = meeting.sessions.exclude(pk=live.session_id) if live.is_suspended else []
    facts: dict[str, Any] = {
        "pace": found,
        "left": lasting(max(0, int(left.total_seconds() // 60))),
        "needs": lasting(found.needs),
        "session_count": vars(meeting)["session_count"],
        "other_sessions": others,
    }
    if called is not None:
        seconds = pace.spent(called, now)
        share = min(100, seconds * 100 // max(1, called.minutes * 60))
        facts["clock"] = {
            "seconds": seconds,
            "words": f"{seconds // 60}:{seconds % 60:02d}",
            "iso": f"PT{seconds // 60}M{seconds % 60}S",
            "share": share,
            "runs": called.is_running,
            "is_over": seconds > called.minutes * 60,
        }
    return facts


def lasting(minutes: int) -> str:
    """Return minutes as they are read: 45 min, 1 h 43 min, 3 days."""
    if minutes >= 2 * 24 * 60:
        return _("%(n)d days") % {"n": minutes // (24 * 60)}
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    return _("%(h)d h %(m)02d min") % {"h": minutes // 60, "m": minutes % 60}


def floor_of(live: Live, hat: Hat) -> dict[str, Any]:
    """Return who speaks, who waits in the order of asking, and the own request that waits."""
    if live.item_id is None:
        return {"speaking": None, "waiting": [], "own_request": None}
    asked = Speaker.objects.visible_to(hat).filter(item=live.item_id, ended_at__isnull=True)
    rows = list(asked.select_related("office", "mandate__person"))
    for each in rows:
        each.meeting = live.meeting
    return {
        "speaking": next((each for each in rows if each.given_at is not None), None),
        "waiting": [each for each in rows if each.given_at is None],
        "own_request": next((each for each in rows if each.mandate_id == hat.pk), None),
    }


def roll_of(meeting: Meeting, live: Live, hat: Hat) -> dict[str, Any]:
    """Return the roll call: a row for each office, and how many member offices are present and confirmed."""
    here = Presence.objects.here().filter(session=live.session_id).select_related("office")
    present = {each.office_id: each for each in here}
    coming = Registration.objects.filter(meeting=meeting).coming()
    seen = Registration.objects.visible_to(hat).filter(pk=OuterRef("pk"), part__in=[Part.HEAD, Part.OBSERVER])
    named = coming.annotate(is_named=Exists(seen)).order_by("-pk")
    registered = list(named.values_list("office_id", "name", "is_named"))
    counted = Counter(office for office, _name, _is_named in registered)
    heads = {office: name for office, name, is_named in registered if is_named}
    rows = [
        roll_row(office, present.get(office.pk), heads.get(office.pk, ""), counted[office.pk], live)
        for office in _offices()
    ]
    return {
        "roll": rows,
        "present_count": sum(row["is_confirmed"] and row["office"].is_member for row in rows),
        "somebody_here": any(row["is_here"] for row in rows),
        "to_confirm": sum(row["is_here"] and not row["is_confirmed"] for row in rows),
        "own_presence": present.get(hat.office_id or 0),
        "quorum": int(vars(meeting)["quorum"]),
        "seat_count": sum(row["office"].is_member for row in rows),
    }


def roll_row(office: Office, presence: Presence | None, head: str, count: int, live: Live) -> dict[str, Any]:
    """Return an office's line of the roll: absent, declared, present, present since a later time, outside."""
    row: dict[str, Any] = {"office": office, "is_here": presence is not None, "is_confirmed": False}
    names = f"{head} + {count - 1}" if head and count > 1 else head
    row["who"] = names or (_("%(n)d registered") % {"n": count} if count else "")
    if presence is None:
        return row | {"kind": "absent", "glyph": "po-none", "label": _("Absent")}
    row |= {"is_confirmed": presence.confirmed_at is not None, "at": presence.declared_at}
    row["how"] = presence.get_attends_display()
    if office.is_observer and live.item is not None and live.item.is_closed_to_observers:
        return row | {
            "kind": "absent",
            "glyph": "po-none",
            "label": _("Outside"),
            "who": _("members-only item"),
            "how": "",
        }
    if not row["is_confirmed"]:
        return row | {"kind": "late", "glyph": "pr-delayed", "label": _("Declared")}
    if live.session is not None and presence.declared_at > live.session.starts_at + LATE:
        return row | {"kind": "late", "glyph": "pr-delayed", "label": _("Present since")}
    return row | {"kind": "", "glyph": "po-support", "label": _("Present")}
