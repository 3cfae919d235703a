"""One closed round of each course a ballot can take, brought there by the product's own deeds."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db import transaction

from ip5.ballots import actions
from ip5.ballots.models import Round
from ip5.kernel import clock
from tests import silences
from tests.ballots import ended_rounds, sittings
from tests.ballots.conftest import asked
from tests.cast import HODS, Cast

SOON = dt.timedelta(seconds=0.5)
LONG = dt.timedelta(seconds=4)  # for five deeds on a busy machine
GIVEN = {
    "hod_ep": "support",
    "hod_jp": "reserve",
    "hod_kr": "abstain",
    "hod_cn": "support",
    "hod_us": "support",
}
WORDS = {"passage": "§ 3", "text": "Only from 2027 on, “über” 日本.\nSecond line."}


def explicit(cast: Cast) -> Round:
    """``tf_explicit``: all five answered, one of them twice."""
    round = actions.open_round(asked(), by=cast.chair_kr, days=10)
    for key in ("hod_jp", *HODS):
        words = {**WORDS, "kind": "linguistic"} if key == "hod_jp" else {}
        actions.cast(round, by=cast.hat(key), answer=GIVEN[key], **words)
    return actions.close(round, by=cast.chair_kr)


def confirmed(cast: Cast) -> Round:
    """Accepted ad referendum, confirmed with a reservation, which is then narrowed; a settlement between."""
    round = ended_rounds.closed(cast, "ad_referendum", "reserve", "support", "support", "support")
    actions.confirm(
        round, by=cast.hod_ep, kind="confirm_with_reservation", reservation="substantive", **WORDS
    )
    actions.lift(round, by=cast.hod_jp)
    return round


def reserved(cast: Cast) -> Round:
    """Endorsed with two reservations; one is narrowed and then lifted, the other narrowed."""
    round = ended_rounds.closed(cast, "reserve", "support", "reserve", "support", "support")
    for hat in (cast.hod_kr, cast.hod_ep):
        actions.narrow(round, by=hat, passage="3.1", text="Only from 2027 on.", reservation="substantive")
    actions.lift(round, by=cast.hod_kr)
    return round


def declined(cast: Cast) -> Round:
    """Accepted ad referendum and then declined."""
    round = ended_rounds.closed(cast, *ended_rounds.AD_REFERENDUM)
    actions.confirm(round, by=cast.hod_ep, kind="decline", **WORDS)
    return round


def session(cast: Cast) -> Round:
    """In session, one office absent and not heard of yet."""
    now = clock.instant()
    stamps = {"ends_at": now + LONG}
    terms = actions.Terms(actions.current_rule("tf_session"), absent=frozenset({"CN"}), stamps=stamps)
    with transaction.atomic():
        round = actions.write_round(asked(), terms, by=cast.chair_kr, opened_at=now)
    actions.cast(round, by=cast.hod_jp, answer="reserve", **WORDS)
    time.sleep(max(0.0, (round.end - clock.instant()).total_seconds()) + 0.05)
    return actions.close(round, by=None)


def session_confirmed(cast: Cast) -> Round:
    """In session, the absent office confirmed."""
    round = ended_rounds.session(cast, "CN")
    actions.confirm(round, by=cast.hod_cn, kind="confirm")
    return round


def conditions(cast: Cast) -> Round:
    """Of the Heads: one endorses subject to two conditions, both met and confirmed."""
    heads = ended_rounds.five_heads(cast)
    round = ended_rounds.heads(cast, heads, "JP")
    for item in (1, 2):
        actions.log_condition_met(round, by=cast.secretariat, office="JP", item=item, text="Agreed.")
        actions.confirm_condition(round, by=heads["JP"], item=item)
    return round


def refused(cast: Cast) -> Round:
    """Of the Heads: a condition is logged as met and confirmed, the other logged and refused."""
    heads = ended_rounds.five_heads(cast)
    round = ended_rounds.heads(cast, heads, "JP")
    for item in (1, 2):
        actions.log_condition_met(round, by=cast.secretariat, office="JP", item=item, text="Agreed.")
    actions.confirm_condition(round, by=heads["JP"], item=1)
    actions.refuse_condition(round, by=heads["JP"], item=2, text="The date is missing.")
    return round


def returned(cast: Cast) -> Round:
    """Of the Heads: one returns the text while another has not answered."""
    heads = ended_rounds.five_heads(cast)
    round = sittings.of_heads(cast)
    sittings.all_give(round, heads, "return", "endorse", "endorse", None, "defer", until=_in_a_year())
    return actions.close(round, by=cast.chair_kr, closing_note="Heads’ meeting")


def broken(cast: Cast) -> Round:
    """Silence, broken by an amendment after another office's statement."""
    round = silences.running(cast, asked())
    actions.state_for_record(round, by=cast.hod_us, text="We read this narrowly.")
    return actions.break_silence(round, by=cast.hod_kr, **silences.AMENDMENT)


def adopted(cast: Cast) -> Round:
    """Silence that all five received and nobody broke; its end comes in a moment."""
    now = clock.instant()
    stamps: dict[str, Any] = {"announced_at": now, "ends_at": now + LONG}
    terms = actions.Terms(actions.current_rule("tf_silence"), state="announced", stamps=stamps)
    with transaction.atomic():
        round = actions.write_round(asked(), terms, by=cast.chair_kr, opened_at=now + SOON)
    time.sleep(SOON.total_seconds() + 0.05)
    Round.objects.filter(pk=round.pk).update(state="open")
    round = Round.objects.select_related("rule_set").get(pk=round.pk)
    for key in HODS:
        actions.receive(round, by=cast.hat(key))
    actions.state_for_record(round, by=cast.hod_us, text="We read this narrowly.")
    time.sleep(max(0.0, (round.end - clock.instant()).total_seconds()) + 0.05)
    return actions.close(round, by=None)


def _in_a_year() -> dt.date:
    return clock.now().date() + dt.timedelta(days=365)


SCENES = {
    each.__name__: each
    for each in (
        explicit,
        confirmed,
        reserved,
        declined,
        session,
        session_confirmed,
        conditions,
        refused,
        returned,
        broken,
        adopted,
    )
}
OUTCOMES = {
    "explicit": ("tf_endorsed_with_reservations", "consensus"),
    "confirmed": ("tf_endorsed_with_reservations", "consensus"),
    "reserved": ("tf_endorsed_with_reservations", "consensus"),
    "declined": ("no_consensus", ""),
    "session": ("provisional", ""),
    "session_confirmed": ("agreed", "consensus"),
    "conditions": ("heads_endorsed", "full"),
    "refused": ("heads_returned", ""),
    "returned": ("heads_returned", ""),
    "broken": ("broken", ""),
    "adopted": ("adopted_by_silence", "consensus"),
}
