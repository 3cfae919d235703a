"""What a deed on the roadmap left behind, as plain values; and the whole cast with five deputies and five Heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ip5.accounts.models import Mandate
from tests.ballots.ended_rounds import five_heads
from tests.cast import MEMBERS, Cast
from tests.proposals import telling
from tests.roadmap import stages

events, last_event, last_data, told, kinds = (
    telling.events,
    telling.last_event,
    telling.last_data,
    telling.told,
    telling.kinds,
)
BODY = {"chair_ep", "chair_kr", "secretariat"}
CHAIRS = {"chair_ep", "chair_kr"}
DEPUTIES = {f"deputy_{code.lower()}" for code in stages.CODES}
HEADS = {f"head_{code.lower()}" for code in stages.CODES}
# The members of the cast and those appointed beside it.
DELEGATIONS = {
    *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "delegate_us", "hod_us", "leaver"),
    *("delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
}
MEMBERS_SEE = DELEGATIONS | BODY | DEPUTIES | HEADS
OUTSIDE = {"observer", "industry", "expert", "admin_ep", "site_admin", "anonymous"}


def everybody(cast: Cast) -> dict[str, Any]:
    """Return the hats of the whole cast, of nobody, and of the five deputy heads and Heads, by name."""
    hats = {key: cast.hat(key) for key in (*MEMBERS, "anonymous") if key != "inactive"}
    hats |= {f"deputy_{code.lower()}": hat for code, hat in stages.five_deputies(cast).items()}
    hats |= {f"head_{code.lower()}": hat for code, hat in five_heads(cast).items()}
    return hats


def who(hats: dict[str, Any], asks: Callable[[Any], Any]) -> set[str]:
    """Return the names of the hats to which a question about each answers yes; a no has its reason."""
    found = set()
    for key, hat in hats.items():
        verdict = asks(hat)
        if verdict:
            found.add(key)
        else:
            assert str(verdict.reason), key
    return found


def those(hats: dict[str, Any], rows: Callable[[Any], Any]) -> set[str]:
    """Return the names of the hats for which a set of rows is not empty."""
    return {key for key, hat in hats.items() if rows(hat).exists()}


def in_order(mandates: Iterator[Mandate]) -> list[str]:
    """Return the names of mandates, sorted."""
    return sorted(telling.key_of(each) for each in mandates)


# The members whom the standing cast has, all of whom are told of a frozen version's course.
MEMBERS_TOLD = sorted(DELEGATIONS | BODY | {"deputy_ep", "head_ep"})
EVERY_DEPUTY_TOLD = sorted({*MEMBERS_TOLD, *DEPUTIES})
