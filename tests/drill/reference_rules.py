"""Words, rights and sight of the ballots as plain functions: the floor the reference round stands on.

Written by someone who read domain.md and no line of the product. Nothing here knows a database, a holiday or a
wall clock. Quotations in docstrings are from domain.md, sections 2 and 4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MEMBERS = ("EP", "JP", "KR", "CN", "US")
RULE_SETS = ("tf_explicit", "tf_silence", "tf_session", "heads")

# Which words each rule set takes from a seat. Silence takes none: there one breaks, or says nothing.
ANSWERS = {
    "tf_explicit": ("support", "reserve", "ad_referendum", "abstain", "object"),
    "tf_silence": (),
    "tf_session": ("object", "reserve"),
    "heads": ("endorse", "endorse_subject_to", "return", "defer"),
}
CONFIRMATIONS = ("confirm", "confirm_with_reservation", "decline")

# An instant is a datetime, or a whole number where the caller counts seconds: anything that can be compared.
Instant = Any
Texts = Mapping[str, Any]
Result = tuple[str, str]


class Position(NamedTuple):
    """What an office answered, once: the current one of an office is the last."""

    office: str
    answer: str
    texts: Texts
    at: Instant
    capacity: str


class Viewer(NamedTuple):
    """Whoever looks at a round: the hat's office, its capacity, and whether it is designated today."""

    office: str
    capacity: str
    designated: bool = False


@dataclass
class Reservation:
    """A numbered footnote: "substantive or linguistic, tied to a passage; may be lifted or narrowed"."""

    number: int
    office: str
    kind: str
    passage: Any
    text: str
    lifted_at: Instant = None
    former: list[tuple[str, Any, str]] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Say whether the footnote is still in force."""
        return self.lifted_at is None


@dataclass
class Condition:
    """What a Head's endorsement depends on: "secretariat logs a condition met, that Head confirms"."""

    number: int
    office: str
    text: str
    met_at: Instant = None
    answer: str = ""
    answered_at: Instant = None


# Rights ------------------------------------------------------------------------------------------------------


def speaks_for_seat(office: str, capacity: str, designated: bool) -> bool:
    """Say whether this hat may commit its office at task-force level.

    Section 2: "cast, break silence, lift a reservation, confirm ad referendum" is the HoD's; "an alternate has
    the HoD's rights only while designated"; "a chair's hat casts nothing"; "a delegate cannot commit the
    office"; "WIPO and industry are never on a roll"; "a HoO does not vote at task-force level".
    """
    if office not in MEMBERS:
        return False
    return capacity == "head_of_delegation" or (capacity == "alternate" and designated)


def speaks_as_head(office: str, capacity: str, designated: bool) -> bool:
    """Say whether this hat may give its office's answer to a Heads' round.

    Section 2, "Heads' answer": the HoO, and a deputy head by "dated delegation".
    """
    if office not in MEMBERS:
        return False
    return capacity == "head_of_office" or (capacity == "deputy_head" and designated)


def may_receive(office: str, capacity: str) -> bool:
    """Say whether this hat's opening the page counts as its office's receipt.

    Section 4: "a receipt per office (its HoD or alternate opened the page signed in, or pressed "received")".
    Designation is not asked for here, where the break names "HoD or designated alternate".
    """
    return office in MEMBERS and capacity in ("head_of_delegation", "alternate")


def may_prepare(office: str, capacity: str) -> bool:
    """Say whether this hat may prepare its office's position: "prepare own office's position: delegate, HoD"."""
    return office in MEMBERS and capacity in ("delegate", "head_of_delegation", "alternate")


def chairs(capacity: str, seconded_by: str, lead_office: str) -> bool:
    """Say whether this hat may make a chair's move on this round.

    Section 2: "open, extend, cancel a round" is the co-chair's, the secretariat only prepares; "on a proposal
    led by the seconding office a co-chair makes no move at all: the other co-chair does".
    """
    return capacity == "co_chair" and not (lead_office and seconded_by == lead_office)


# Words -------------------------------------------------------------------------------------------------------


def is_blank(text: object) -> bool:
    """Say whether there is no word in this text."""
    return text is None or not str(text).strip()


def misses_words(answer: str, texts: Texts) -> bool:
    """Say whether an answer lacks the words it needs.

    Section 4: "object, reserve and ad referendum need a text (an objection names the passage, the reason and
    what would lift it)"; a reservation is "substantive or linguistic, tied to a passage"; heads:
    "endorse_subject_to (conditions), return (comments per item), defer (to a date)".
    """
    if answer == "object":
        return any(is_blank(texts.get(name)) for name in ("passage", "reason", "lift"))
    if answer == "reserve":
        kind = texts.get("kind", "substantive")
        return is_blank(texts.get("passage")) or is_blank(texts.get("text")) or not is_kind(kind)
    if answer == "ad_referendum":
        return is_blank(texts.get("text"))
    if answer == "endorse_subject_to":
        return not _all_written(texts.get("conditions", ()))
    if answer == "return":
        return not _all_written(dict(texts.get("comments", {})).values())
    if answer == "defer":
        return texts.get("until") is None
    return False


def is_kind(kind: object) -> bool:
    """Say whether this is one of the two kinds of reservation."""
    return kind in ("substantive", "linguistic")


def widens(reservation: Reservation, kind: str, passage: Any) -> bool:
    """Say whether a changed reservation would reach further than it did: "lifted or narrowed, never widened".

    A passage is a text, where the narrower one is a part of it, or a set of marks, where it is a subset. A
    substantive reservation may become linguistic; a linguistic one never substantive.
    """
    if reservation.kind == "linguistic" and kind == "substantive":
        return True
    if isinstance(passage, str):
        return passage not in reservation.passage
    return not set(passage) <= set(reservation.passage)


def _all_written(texts: Iterable[object]) -> bool:
    """Say whether there is at least one text and none is blank."""
    written = [not is_blank(text) for text in texts]
    return bool(written) and all(written)


# Sight -------------------------------------------------------------------------------------------------------


def is_of_office(viewer: Viewer, office: str) -> bool:
    """Say whether the viewer reads what is `office_internal` of this member office.

    Section 2: "`members` = delegate, HoD, alternate, deputy head, HoO of the five"; administrators, experts and
    whoever wears the body's hat do not read an office's own.
    """
    inside = ("delegate", "head_of_delegation", "alternate", "deputy_head", "head_of_office")
    return viewer.office == office and office in MEMBERS and viewer.capacity in inside


def is_member(viewer: Viewer) -> bool:
    """Say whether the viewer belongs to the class `members`: "[...] of the five, co-chairs, secretariat"."""
    return viewer.capacity in ("co_chair", "secretariat") or is_of_office(viewer, viewer.office)


def is_observer(viewer: Viewer) -> bool:
    """Say whether the viewer is WIPO's: "WIPO sees from `members_observers`"."""
    return viewer.capacity == "observer"


def is_in_heads_circle(viewer: Viewer) -> bool:
    """Say whether the viewer reads the answers of a Heads' round.

    Section 2: "Heads' round answers | Heads, deputy heads, HoDs, co-chairs, secretariat, as given"; a
    designated alternate has the HoD's rights.
    """
    if viewer.capacity in ("co_chair", "secretariat"):
        return True
    if viewer.office not in MEMBERS:
        return False
    heads = ("head_of_office", "deputy_head", "head_of_delegation")
    return viewer.capacity in heads or (viewer.capacity == "alternate" and viewer.designated)
