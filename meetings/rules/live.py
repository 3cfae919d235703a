"""Who opens, runs and closes a meeting in session, and who asks for the floor (domain.md sections 2 and 5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state
from meetings.gathering.agenda import items_of, numbers_of
from meetings.gathering.sequence import called_in_turn
from meetings.models import AgendaItem, Live, Meeting, Speaker
from meetings.querysets import classes_of
from meetings.rules.circles import of_chair, of_delegation_or_observer
from meetings.states import MACHINE, State


def is_in_session(meeting: Meeting) -> Verdict:
    """While the meeting is in session."""
    return ALLOWED if meeting.is_in_session else wrong_state(_("The meeting is not in session."))


def may_open_session(hat: Hat, meeting: Meeting) -> Verdict:
    """Open the meeting: a co-chair, once its agenda is published, and no other is in session."""
    return of_chair(hat) and MACHINE.may("open_session", meeting.state) and _may_begin(meeting)


def _may_begin(meeting: Meeting) -> Verdict:
    if Meeting.objects.filter(state=State.IN_SESSION).exists():
        return wrong_state(_("Another meeting is in session."))
    if meeting.fact("has_item"):
        return ALLOWED
    return wrong_state(_("There is no item on the agenda."))


def may_close(hat: Hat, meeting: Meeting) -> Verdict:
    """Close the meeting: a co-chair, once every item is done, moved or left with its reason."""
    return of_chair(hat) and MACHINE.may("close", meeting.state) and _is_through(meeting)


def _is_through(meeting: Meeting) -> Verdict:
    if meeting.fact("has_words_not_recorded"):
        return wrong_state(_("A conclusion is typed and not recorded: record it or drop it."))
    items = items_of(meeting)
    numbers = numbers_of(items)
    left = [numbers[each.pk] for each in called_in_turn(items) if each.done_at is None]
    if not left:
        return ALLOWED
    if len(left) == 1:
        return wrong_state(_("Item %(n)s is open.") % {"n": left[0]})
    names = _("%(some)s and %(last)s") % {"some": ", ".join(left[:-1]), "last": left[-1]}
    return wrong_state(_("Items %(n)s are open.") % {"n": names})


def may_run(hat: Hat, meeting: Meeting) -> Verdict:
    """Call items, suspend and resume, give the floor: a co-chair, while the meeting is in session."""
    return of_chair(hat) and is_in_session(meeting)


def may_suspend(hat: Hat, live: Live) -> Verdict:
    """Suspend the sitting: a co-chair, unless it is suspended."""
    verdict = may_run(hat, live.meeting)
    return verdict and (wrong_state(_("The sitting is suspended.")) if live.is_suspended else ALLOWED)


def may_resume(hat: Hat, live: Live) -> Verdict:
    """Resume a suspended sitting: a co-chair."""
    verdict = may_run(hat, live.meeting)
    return verdict and (ALLOWED if live.is_suspended else wrong_state(_("The sitting is not suspended.")))


def may_leave(hat: Hat, item: AgendaItem) -> Verdict:
    """Move an item to the next meeting, or leave it, with the reason: a co-chair, while it is open."""
    if item.meeting is None:
        return wrong_state(_("The item is on no agenda."))
    verdict = may_run(hat, item.meeting)
    return verdict and (ALLOWED if item.done_at is None else wrong_state(_("The item is done.")))


def may_ask_floor(hat: Hat, live: Live) -> Verdict:
    """Ask for the floor under the item that is called: a delegation, the observer's where the item is open."""
    verdict = of_delegation_or_observer(hat) and is_in_session(live.meeting)
    if not verdict:
        return verdict
    if live.item is None or live.item.visibility not in classes_of(hat):
        return wrong_state(_("No item is called."))
    return ALLOWED


def may_end_speech(hat: Hat, speaker: Speaker) -> Verdict:
    """Take the request back: who asked, or the own delegation. End a speech: a co-chair."""
    if hat.is_chair:
        return may_run(hat, speaker.meeting)
    is_own = hat.pk is not None and hat.office_id == speaker.office_id
    return allowed_if(is_own, _("A delegation takes back its own request.")) and is_in_session(
        speaker.meeting
    )


def not_recused(hat: Hat, item: AgendaItem) -> Verdict:
    """On a proposal led by the seconding office a co-chair makes no move: the other co-chair does."""
    is_own = (
        hat.is_chair
        and item.subject_kind == "proposals.proposal"
        and item.lead_office_id is not None
        and item.lead_office_id == hat.seconding_office_id
    )
    if is_own:
        return refused(_("The proposal is led by the office that seconds you: the other co-chair does this."))
    return ALLOWED
