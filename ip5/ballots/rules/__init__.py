"""Who may do what with a round. Reads, never writes."""

from ip5.ballots.rules.casting import may_cast, may_press_not_urgent, may_see_positions
from ip5.ballots.rules.running import may_be_closed, may_be_run
from ip5.ballots.rules.voices import answers_as_head, has_a_seat, is_receiving, speaks_for_a_seat

__all__ = [
    "answers_as_head",
    "has_a_seat",
    "is_receiving",
    "may_be_closed",
    "may_be_run",
    "may_cast",
    "may_press_not_urgent",
    "may_see_positions",
    "speaks_for_a_seat",
]
