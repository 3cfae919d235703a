"""Who takes down what is said in session, and who answers for those words (domain.md section 4, ``tf_session``)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import RecordedWords, Round
from ip5.ballots.rules.voices import speaks_for_a_seat
from ip5.ballots.states import MACHINE, Procedure
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def _is_session(round: Round) -> Verdict:
    return allowed_if(round.procedure == Procedure.SESSION, _("This round is not put in session."))


def may_record_words(hat: Hat, round: Round) -> Verdict:
    """The secretariat records what was said, until the session's round is closed."""
    verdict = _is_session(round) and MACHINE.may("record_words", round.state)
    return verdict and allowed_if(hat.is_secretariat, _("The secretariat records what was said in session."))


def may_be_recorded(round: Round, office: str) -> Verdict:
    """Words are recorded of an office that is present, one at a time: it answers for the last ones first."""
    seat = next((each for each in round.seats.all() if each.office.code == office), None)
    if seat is None:
        return refused(_("This office is not on the roll of this round."))
    if not seat.is_present:
        return refused(_("This delegation is not present in the session."))
    waiting = round.recorded_words.waiting().filter(office=seat.office_id).exists()
    if waiting:
        return wrong_state(_("Recorded words of this office wait for its head of delegation."))
    return ALLOWED


def may_answer_words(hat: Hat, words: RecordedWords) -> Verdict:
    """That HoD, or designated alternate, confirms or declines recorded words before the session closes."""
    round = words.round
    verdict = _is_session(round) and MACHINE.may("confirm_words", round.state)
    verdict = verdict and speaks_for_a_seat(hat, round)
    if not verdict:
        return verdict
    if words.office_id != hat.office_id:
        return refused(_("Only the head of delegation of that office answers for its words."))
    if words.declined_at is not None:
        return wrong_state(_("These words were declined; they are not the office’s."))
    if hasattr(words, "position"):
        return wrong_state(_("These words are confirmed."))
    return ALLOWED
