"""Deeds on a round. The subject's app opens, extends, cancels and closes through these."""

from ip5.ballots.actions.casting import MAX_TEXT, cast, check_words, packed, translated, write_position
from ip5.ballots.actions.closing import close, current_answers, current_positions
from ip5.ballots.actions.opening import (
    Question,
    Terms,
    calendar_note,
    check_length,
    current_rule,
    open_round,
    record_opening,
    speakers,
    write_round,
)
from ip5.ballots.actions.running import cancel, extend, locked_round, move_end, press_not_urgent

__all__ = [
    "MAX_TEXT",
    "Question",
    "Terms",
    "calendar_note",
    "cancel",
    "cast",
    "check_length",
    "check_words",
    "close",
    "current_answers",
    "current_positions",
    "current_rule",
    "extend",
    "locked_round",
    "move_end",
    "open_round",
    "packed",
    "press_not_urgent",
    "record_opening",
    "speakers",
    "translated",
    "write_position",
    "write_round",
]
