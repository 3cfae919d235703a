"""Who may do what with a round. Reads, never writes."""

from ip5.ballots.rules.additions import (
    may_answer_condition,
    may_be_settled,
    may_confirm,
    may_lift_reservation,
    may_log_condition_met,
)
from ip5.ballots.rules.casting import may_cast, may_press_not_urgent, may_see_positions
from ip5.ballots.rules.exporting import may_export
from ip5.ballots.rules.heads import may_be_put_again, reads_heads_answers
from ip5.ballots.rules.links import (
    may_contest,
    may_read_code,
    may_send_link,
    may_send_link_to,
    may_void_link,
)
from ip5.ballots.rules.opening import has_rounds_left
from ip5.ballots.rules.prepared import may_add_letter, may_prepare, may_try_outcomes
from ip5.ballots.rules.running import may_be_closed, may_be_run
from ip5.ballots.rules.session import may_answer_words, may_be_recorded, may_record_words
from ip5.ballots.rules.silence import (
    may_be_opened,
    may_break_silence,
    may_receive,
    may_refuse,
    may_state_for_record,
)
from ip5.ballots.rules.voices import answers_as_head, has_a_seat, is_receiving, speaks_for_a_seat

__all__ = [
    "answers_as_head",
    "has_a_seat",
    "has_rounds_left",
    "is_receiving",
    "may_add_letter",
    "may_answer_condition",
    "may_answer_words",
    "may_be_closed",
    "may_be_opened",
    "may_be_put_again",
    "may_be_recorded",
    "may_be_run",
    "may_be_settled",
    "may_break_silence",
    "may_cast",
    "may_confirm",
    "may_contest",
    "may_export",
    "may_lift_reservation",
    "may_log_condition_met",
    "may_prepare",
    "may_press_not_urgent",
    "may_read_code",
    "may_receive",
    "may_record_words",
    "may_refuse",
    "may_see_positions",
    "may_send_link",
    "may_send_link_to",
    "may_state_for_record",
    "may_try_outcomes",
    "may_void_link",
    "reads_heads_answers",
    "speaks_for_a_seat",
]
