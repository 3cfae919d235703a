"""Closed rounds to which something may be added: provisional, absent from a session, conditional."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import time
from typing import Any

from django.db import transaction

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Addition, Round, Settlement
from ip5.kernel import clock
from tests import stages
from tests.ballots.conftest import WORDS, asked
from tests.cast import HODS, Cast

SECRET = "zqx-reserved-in-confidence"
AD_REFERENDUM = ("ad_referendum", "support", "support", "support", "support")
CONDITIONS = [{"passage": "Goal 2", "text": f"A cost {SECRET}."}, {"passage": "", "text": "A date."}]
HOUR = dt.timedelta(hours=1)


def fresh(round: Round) -> Round:
    """Return the round read anew, with its rule, nothing cached."""
    return Round.objects.select_related("rule_set").get(pk=round.pk)


def closed(cast: Cast, *answers: str, visibility: str = "members_observers") -> Round:
    """An explicit round closed by the co-chair; the answers in protocol order."""
    round = actions.open_round(asked(visibility=visibility), by=cast.chair_kr, days=10)
    for key, given in zip(HODS, answers, strict=True):
        more = {"kind": "substantive"} if given == "reserve" else {}
        words = {**WORDS, "passage": "Section 3.1, second sentence", "text": f"Words {SECRET}."}
        actions.cast(round, by=cast.hat(key), answer=given, **words, **more)
    return actions.close(round, by=cast.chair_kr)


def session(cast: Cast, absent: str = "CN", **said: str) -> Round:
    """A session's round with one office absent, closed when its short time has run."""
    now = clock.instant()
    terms = actions.Terms(
        actions.current_rule("tf_session"),
        absent=frozenset({absent}),
        stamps={"ends_at": now + dt.timedelta(seconds=0.5)},
    )
    with transaction.atomic():
        round = actions.write_round(asked(), terms, by=cast.chair_kr, opened_at=now)
    for key, given in said.items():
        actions.cast(round, by=cast.hat(key), answer=given, passage="3.1", text=f"Words {SECRET}.")
    left = (round.end - clock.now()).total_seconds()
    time.sleep(max(0.0, left) + 0.05)
    return actions.close(round, by=cast.chair_kr)


def heads(cast: Cast, heads: dict[str, Any], *conditional: str, title: str = "The roadmap") -> Round:
    """A round of the Heads closed at their meeting; the offices named set two conditions each."""
    now = clock.instant()
    terms = actions.Terms(actions.current_rule("heads"))
    question = dataclasses.replace(asked(), title=title)
    with transaction.atomic():
        round = actions.write_round(question, terms, by=cast.chair_kr, opened_at=now)
    for code, hat in heads.items():
        if code in conditional:
            actions.cast(round, by=hat, answer="endorse_subject_to", items=actions.packed(CONDITIONS))
        else:
            actions.cast(round, by=hat, answer="endorse")
    return actions.close(round, by=cast.chair_kr, closing_note="Heads’ meeting in Berlin")


def five_heads(cast: Cast) -> dict[str, Any]:
    """The five Heads: the cast has that of the EPO, the others are appointed here."""
    from ip5.accounts.models import Mandate, Person
    from ip5.offices.models import Office

    found = {"EP": cast.head_ep}
    for code in ("JP", "KR", "CN", "US"):
        there = Mandate.objects.worn().filter(person__email=f"head.{code.lower()}@ip5.example").first()
        if there is not None:
            found[code] = there
            continue
        person = Person.objects.create_user(
            f"head.{code.lower()}@ip5.example", "a long one", name=f"Head {code}"
        )
        made = Mandate.objects.create(
            person=person,
            office=Office.objects.get(code=code),
            capacity="head",
            since=clock.now() - HOUR,
        )
        found[code] = Mandate.objects.worn().get(pk=made.pk)
    return found


def address_of(cast: Cast, title: str, **answers: str) -> dict[str, Any]:
    """A proposal whose round is closed with these answers; what the address of the round needs."""
    proposal = stages.closed(cast, answers, title=title)
    return {"uuid": proposal.endorsements.get().round.uuid}


def condition_of(cast: Cast, title: str) -> dict[str, Any]:
    """A round of the Heads closed with a condition of the EPO's; what the address of the condition needs."""
    found = heads(cast, five_heads(cast), "EP", title=title)
    return {"uuid": found.uuid, "office": "EP", "item": 1, "deed": "met"}


def kinds(round: Round) -> list[tuple[str, str, int, int]]:
    """Return every addition as (office, kind, its position's number, item), in their order."""
    rows = Addition.objects.filter(round=round).order_by("seq")
    return list(rows.values_list("office__code", "kind", "position__seq", "item"))


def settlement(round: Round) -> tuple[str, str, int] | None:
    """Return (outcome, level, rows it was counted from), or None."""
    found = Settlement.objects.filter(round=round).first()
    return found and (found.outcome, found.level, found.addition_count)


def facts(round: Round) -> list[tuple[Any, ...]]:
    """Return every event since the close as (verb, office, class, data)."""
    rows = (
        Event.objects.for_subject(round)
        .order_by("seq")
        .values_list("verb", "office_code", "visibility", "payload")
    )
    events = [(verb, office, seen, json.loads(payload)["data"]) for verb, office, seen, payload in rows]
    verbs = [each[0] for each in events]
    return events[verbs.index("ballot.closed") + 1 :]
