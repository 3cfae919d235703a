"""What the explicit ballot decides, written a second time and apart from the code, from the domain text alone.

It shares nothing with the tally: no rule data, no enum, no import. Where the two differ, one of them
misread the text.
"""

from __future__ import annotations

from collections.abc import Mapping

OFFICES = ("EP", "JP", "KR", "CN", "US")
ANSWERS = ("support", "reserve", "ad_referendum", "abstain", "object")
QUORUM = 4
JOINING = 3


def tf_explicit(positions: Mapping[str, str | None]) -> tuple[str, str]:
    """Return (outcome, level) for the five offices' answers; None is an office that did not answer."""
    given = [positions.get(office) for office in OFFICES]
    received = [answer for answer in given if answer is not None]
    joined = sum(1 for answer in received if answer in {"support", "reserve", "ad_referendum"})
    if "object" in received:
        return "no_consensus", ""
    if len(received) < QUORUM:
        return "inquorate", ""
    if joined < JOINING:
        return "insufficient_support", ""
    if "ad_referendum" in received:
        return "provisional", ""
    if "reserve" in received:
        return "tf_endorsed_with_reservations", "consensus"
    return "tf_endorsed", "full" if received == ["support"] * 5 else "consensus"
