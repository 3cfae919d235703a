"""Who refuses, receives, breaks or accompanies a silence procedure (domain.md section 4, ``tf_silence``)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.rules.voices import has_a_seat, is_receiving, speaks_for_a_seat
from ip5.ballots.states import MACHINE, Procedure
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused, wrong_state

RECEIVING = frozenset({"hod", "alternate"})


def _is_silence(round: Round) -> Verdict:
    return allowed_if(round.procedure == Procedure.SILENCE, _("This is no silence procedure."))


def may_refuse(hat: Hat, round: Round) -> Verdict:
    """Refusable by any HoD until the opening."""
    verdict = _is_silence(round) and MACHINE.may("refuse", round.state)
    if verdict and round.moment >= round.opened_at:
        return wrong_state(
            _("It could be refused until its opening. It can still be broken while it is open.")
        )
    return verdict and speaks_for_a_seat(hat, round)


def may_be_opened(round: Round, moment: dt.datetime) -> Verdict:
    """Announced two common working days before; then opened by the clock, of which ``moment`` is read."""
    verdict = MACHINE.may("open_announced", round.state)
    return verdict and allowed_if(moment >= round.opened_at, _("It opens at the instant that was announced."))


def may_receive(hat: Hat, round: Round) -> Verdict:
    """A receipt: the HoD or alternate of an office on the roll, designated or not."""
    verdict = _is_silence(round) and is_receiving(round)
    if not verdict:
        return verdict
    if hat.capacity not in RECEIVING:
        return refused(_("The head of delegation or the alternate receives for the office."))
    return has_a_seat(hat, round)


def may_break_silence(hat: Hat, round: Round) -> Verdict:
    """A written objection or amendment before the instant: a HoD or designated alternate."""
    return _is_silence(round) and is_receiving(round) and speaks_for_a_seat(hat, round)


def may_state_for_record(hat: Hat, round: Round) -> Verdict:
    """A statement for the record does not break the silence: a HoD or designated alternate."""
    return may_break_silence(hat, round)
