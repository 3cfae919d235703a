"""Who asks for an item, who makes the agenda, who publishes it (domain.md sections 2 and 5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, wrong_state
from meetings.models import AgendaItem, Meeting
from meetings.rules.circles import of_body, of_chair
from meetings.states import BEFORE_SESSION, MACHINE, ItemState, State


def may_request_item(hat: Hat, meeting: Meeting) -> Verdict:
    """Ask for an item: a head of delegation or the observer, from the announcement until the meeting is opened."""
    return _asks_for_an_office(hat) and _is_taking_requests(meeting)


def _asks_for_an_office(hat: Hat) -> Verdict:
    return allowed_if(
        hat.speaks_for_office or hat.capacity == "observer",
        _("The head of delegation asks for an item, and the observer does."),
    )


def _is_taking_requests(meeting: Meeting) -> Verdict:
    if meeting.is_invited:
        return ALLOWED
    return wrong_state(_("Items are asked for between the announcement and the opening of the meeting."))


def may_answer_item(hat: Hat, item: AgendaItem) -> Verdict:
    """Take a requested item in, put it into the backlog or decline it: a co-chair or the secretariat."""
    return of_body(hat) and _is_unanswered(item)


def _is_unanswered(item: AgendaItem) -> Verdict:
    if item.state in {ItemState.REQUESTED, ItemState.BACKLOG}:
        return ALLOWED
    return wrong_state(_("This item is answered already."))


def may_edit_agenda(hat: Hat, meeting: Meeting) -> Verdict:
    """Change the agenda: a co-chair or the secretariat, until the meeting is opened."""
    return of_body(hat) and _is_open(meeting)


def _is_open(meeting: Meeting) -> Verdict:
    if meeting.state in BEFORE_SESSION:
        return ALLOWED
    return wrong_state(_("The agenda is made before the meeting is opened."))


def may_carry_item(hat: Hat, meeting: Meeting) -> Verdict:
    """Move an item to the next meeting or the backlog: a co-chair or the secretariat, until the meeting closes."""
    if meeting.state == State.IN_SESSION:
        return of_body(hat)
    return may_edit_agenda(hat, meeting)


def may_publish_agenda(hat: Hat, meeting: Meeting) -> Verdict:
    """Publish the agenda as Prov.1: a co-chair, while the registration is open."""
    return of_chair(hat) and MACHINE.may("publish_agenda", meeting.state)


def may_revise_agenda(hat: Hat, meeting: Meeting) -> Verdict:
    """Publish the agenda anew as the next Prov.: a co-chair, until the meeting is in session."""
    return of_chair(hat) and MACHINE.may("revise_agenda", meeting.state)
