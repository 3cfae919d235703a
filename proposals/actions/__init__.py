"""Deeds on a proposal: lock, ask the rule, change, record, notify; atomic. The one door."""

from proposals.actions.course import admit, return_for_revision, table
from proposals.actions.drafts import (
    ask_clearance,
    ask_consent,
    clear,
    consent,
    create,
    decline,
    delete,
    edit,
    submit,
)
from proposals.actions.records import Record, import_record
from proposals.actions.rounds import cancel_round, close_due_rounds, close_round, extend_round, open_round

__all__ = [
    "Record",
    "admit",
    "ask_clearance",
    "ask_consent",
    "cancel_round",
    "clear",
    "close_due_rounds",
    "close_round",
    "consent",
    "create",
    "decline",
    "delete",
    "edit",
    "extend_round",
    "import_record",
    "open_round",
    "return_for_revision",
    "submit",
    "table",
]
