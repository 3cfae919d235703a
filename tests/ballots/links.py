"""Heads' links to test on: sent through the deed, read as their holder would."""

from __future__ import annotations

from typing import Any

from ip5.accounts.models import Mandate, Person
from ip5.ballots import actions, tokens
from ip5.ballots.models import HeadLink, LinkUse, Round
from ip5.kernel import clock
from tests.ballots.sittings import of_heads
from tests.cast import Cast

SECOND = "head.at.home@ip5.example"
WRONG = "2222-2222"


def sent(cast: Cast, round: Round, *, by: Any = None, to: Any = None) -> HeadLink:
    """A link to the Head of the EPO, asked for by the secretariat."""
    return actions.send_link(round, by=cast.secretariat if by is None else by, to=to or cast.head_ep)


def held(link: HeadLink) -> HeadLink:
    """Return the link as the page of its token finds it; it must be valid."""
    found = actions.link_of(link.token)
    assert found is not None
    return found


def used(link: HeadLink, answer: str = "endorse", code: str = "", **words: Any) -> Any:
    """Answer by the link with its code, or with the one given."""
    return actions.answer_by_link(link, code=code or link.code, answer=answer, **words)


def log(link: HeadLink) -> list[str]:
    """Return the kinds of the lines of a link's log, in their order."""
    return list(LinkUse.objects.filter(link=link).order_by("pk").values_list("kind", flat=True))


def second_address(head: Any, address: str = SECOND) -> Any:
    """Give the Head a second address; return the hat read anew."""
    Person.objects.filter(pk=head.person_id).update(second_address=address)
    return Mandate.objects.worn().get(pk=head.pk)


def another_deputy(cast: Cast) -> Any:
    """A second deputy head of the EPO."""
    person = Person.objects.create_user("deputy.two@ip5.example", "a long one", name="Deputy Two")
    made = Mandate.objects.create(
        person=person, office=cast.head_ep.office, capacity="deputy", since=clock.now()
    )
    return Mandate.objects.worn().get(pk=made.pk)


def expire(owner: Any, link: HeadLink) -> HeadLink:
    """Let the 72 hours of a link pass, by the owner's hand: no clock can be set."""
    with owner.transaction():
        owner.execute(
            "UPDATE ballots_headlink SET at = at - interval '73 hours', expires_at = expires_at - interval '73 hours'"
            " WHERE id = %s",
            [link.pk],
        )
    return HeadLink.objects.get(pk=link.pk)


def ids_of(cast: Cast, title: str) -> dict[str, Any]:
    """Return the ids of a round of the Heads with a link to the Head of the EPO."""
    found = of_heads(cast, title=title)
    link = sent(cast, found)
    assert link.token_hash == tokens.token_hash(link.token)
    return {"uuid": found.uuid, "link": link.uuid, "token": link.token, "head": str(cast.head_ep.uuid)}


def ids_of_answered(cast: Cast, title: str) -> dict[str, Any]:
    """Return the ids of a round that the Head of the EPO has answered by a link."""
    found = of_heads(cast, title=title)
    used(sent(cast, found))
    return {"uuid": found.uuid}
