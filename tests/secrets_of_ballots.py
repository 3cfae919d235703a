"""Secrets of the ballots for the canary: each a word of its own, and who may find it (tests/test_canary.py).

Said in rounds of every rule set: sealed until the close, inside a circle, or inside one delegation for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ip5.ballots import actions
from ip5.ballots.models import Round
from tests import silences, stages
from tests.ballots import links
from tests.ballots.sittings import in_session, of_heads
from tests.cast import HODS, Cast

BODY = {"chair_ep", "chair_kr", "secretariat"}
JPO = {"delegate_jp", "hod_jp"}
CIRCLE = {*HODS, "head_ep", "deputy_ep"} | BODY

# What a canary needs: the word, its readers, and the ids under which its round is asked for.
Told = tuple[str, set[str], dict[str, Any]]


def told(word: str, readers: set[str], round: Round, **ids: Any) -> Told:
    """Return a secret of a round."""
    return word, readers, {"uuid": round.uuid, "number": 1, "round": round.uuid} | ids


def stated(cast: Cast) -> Told:
    """A statement for the record while the silence runs: the own delegation, until the close."""
    made = silences.in_silence(cast, "A text in silence")
    round = made.endorsements.get().round
    actions.state_for_record(round, by=cast.hod_jp, text="Toroa words")
    return told("Toroa ", JPO, round, uuid=made.uuid)


def pressed(cast: Cast) -> Told:
    """An objection pressed in session, before the close: the own delegation."""
    round = in_session(cast, title="A conclusion read out", seconds=900)
    words = {"passage": "Moho passage", "text": "Moho words", "remedy": "Moho remedy"}
    actions.cast(round, by=cast.hod_jp, answer="object", **words)
    return told("Moho ", JPO, round)


def taken_down(cast: Cast) -> Told:
    """Words recorded in session, not yet confirmed: the own delegation, and the body that wrote them down."""
    round = in_session(cast, title="A conclusion with words", seconds=900)
    words = {"passage": "Kea passage", "text": "Kea words"}
    taken = actions.record_words(round, by=cast.secretariat, office="JP", answer="reserve", **words)
    return told("Kea ", JPO | BODY, round, words=taken.uuid)


def returned_by_head(cast: Cast) -> Told:
    """A Head's comment on a returned version, as given: the Heads' circle, and no delegate of the own office."""
    round = of_heads(cast, title="A version before the Heads")
    items = actions.packed([{"passage": "Piopio goal", "text": "Piopio words"}])
    actions.cast(round, by=cast.head_ep, answer="return", items=items)
    return told("Piopio ", CIRCLE, round)


def prepared_position(cast: Cast) -> Told:
    """A position that the JPO's delegate prepares, with a note: the own delegation for ever."""
    made = stages.in_ballot(cast, "A text with a prepared answer")
    round = made.endorsements.get().round
    words = {"passage": "Ruru passage", "text": "Ruru words"}
    actions.prepare(round, by=cast.delegate_jp, answer="reserve", note="Ruru note", **words)
    return told("Ruru ", JPO, round, uuid=made.uuid)


def code_of_link(cast: Cast) -> Told:
    """The code of a Head's link: the office's deputy head, who reads it out, and nobody else."""
    link = links.sent(cast, of_heads(cast, title="A version with a link"))
    return told(link.code, {"deputy_ep"}, link.round, link=link.uuid)


def token_of_link(cast: Cast) -> Told:
    """The token of a Head's link: nobody, it stands in the Head's mail alone."""
    link = links.sent(cast, of_heads(cast, title="Another version with a link"))
    return told(link.token, set(), link.round, link=link.uuid)


SECRETS: tuple[Callable[[Cast], Told], ...] = (
    stated,
    pressed,
    taken_down,
    returned_by_head,
    prepared_position,
    code_of_link,
    token_of_link,
)
