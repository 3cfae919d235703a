"""Rule sets, rounds and seats; positions; and what is kept beside them."""

from ip5.ballots.models.letters import RoundPaper, RoundPaperVersion
from ip5.ballots.models.links import MOST_TRIES, HeadLink, LinkMail, LinkUse
from ip5.ballots.models.positions import Position, PreparedPosition, RecordedWords, Words, new_salt
from ip5.ballots.models.records import Addition, Receipt, Reminder, Settlement
from ip5.ballots.models.rounds import START, Round, RuleSet, Seat

__all__ = [
    "MOST_TRIES",
    "START",
    "Addition",
    "HeadLink",
    "LinkMail",
    "LinkUse",
    "Position",
    "PreparedPosition",
    "Receipt",
    "RecordedWords",
    "Reminder",
    "Round",
    "RoundPaper",
    "RoundPaperVersion",
    "RuleSet",
    "Seat",
    "Settlement",
    "Words",
    "new_salt",
]
