"""Who prepares, opens and delivers an update for industry (domain.md sections 5 and 7)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, wrong_state
from meetings.models import IndustryUpdate, Meeting
from meetings.rules.circles import of_body, of_chair, of_secretariat


def may_make_update(hat: Hat, meeting: Meeting) -> Verdict:
    """Prepare an update from a meeting: a co-chair or the secretariat, once the meeting is over."""
    return of_body(hat) and (ALLOWED if meeting.is_held else wrong_state(_("The meeting is not over yet.")))


def may_edit_update(hat: Hat, update: IndustryUpdate) -> Verdict:
    """Write an update: the secretariat, until it is opened."""
    return of_secretariat(hat) and _is_prepared(update)


def may_open_update(hat: Hat, update: IndustryUpdate) -> Verdict:
    """Open an update to industry: a co-chair."""
    return of_chair(hat) and _is_prepared(update)


def _is_prepared(update: IndustryUpdate) -> Verdict:
    if update.opened_at is None:
        return ALLOWED
    return wrong_state(_("The update is open to industry; it does not change any more."))


def may_deliver_update(hat: Hat, update: IndustryUpdate) -> Verdict:
    """Write down when and where an update was delivered: a co-chair or the secretariat, once it is open."""
    verdict = of_body(hat)
    if verdict and update.opened_at is None:
        return wrong_state(_("The update is not open to industry yet."))
    if verdict and update.delivered_on is not None:
        return wrong_state(_("The update is delivered already."))
    return verdict
