"""One version after the other through every stage, so that a module's tests look at all of them in one walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from roadmap import actions
from roadmap.models import Project, Version
from tests import silences
from tests.ballots.ended_rounds import five_heads
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages

Step = tuple[str, Version]
CONDITION = [{"passage": "Goal", "text": "Name the cost."}]


def walk(cast: Cast) -> Iterator[Step]:
    """Yield each stage's name with the version that stands there; what leads elsewhere is undone."""
    with undone():
        yield "recorded", stages.recorded(cast)
    version = stages.compiling(cast)
    yield "compiling", version
    stages.project(cast, stages.endorsed(cast), stages.goal(cast))
    values = {"preamble": "The offices intend to co-operate."}
    version = actions.edit_version(version, by=cast.secretariat, values=values, seen=version.version)
    yield "compiled", version
    version = actions.freeze(version, by=cast.chair_kr)
    yield "frozen", version
    with undone():
        yield "withdrawn", actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
    yield from _in_silence(cast, version)
    yield from _in_ballot(cast, version)
    version = stages.approved(cast, version)
    yield "tf_endorsed", version
    yield from _with_deputies(cast, version)
    for hat in stages.five_deputies(cast).values():
        version = actions.clear_as_deputy(version, by=hat)
    yield "deputies_cleared", version
    actions.submit(version, by=cast.chair_kr)
    version = stages.fresh(version)
    yield "submitted", version
    yield from _with_heads(cast, version)
    version = stages.decided(cast, version)
    yield "heads_endorsed", version
    yield from _published(cast, version)


def _in_silence(cast: Cast, version: Version) -> Iterator[Step]:
    with undone():
        round = actions.announce_approval(version, by=cast.chair_kr, days=5)
        yield "announced", stages.fresh(version)
        ballots.refuse(round, by=cast.hod_cn, reason="A ballot, please.")
        yield "refused", stages.fresh(version)
    with undone():
        yield "in_silence", stages.silent(cast, version)
        round = actions.current_round(version)
        ballots.break_silence(round, by=cast.hod_cn, **silences.AMENDMENT)
        yield "broken", actions.follow_approval(version)


def _in_ballot(cast: Cast, version: Version) -> Iterator[Step]:
    with undone():
        yield "no_round_left", stages.exhausted(cast, version)
    with undone():
        actions.open_approval(version, by=cast.chair_kr, days=10)
        yield "under_approval", stages.fresh(version)
        with undone():
            stages.answer(cast, version, hod_jp="ad_referendum")
            actions.close_approval(version, by=cast.chair_kr)
            yield "provisional", stages.fresh(version)
        stages.answer(cast, version)
        yield "answered", stages.fresh(version)


def _with_deputies(cast: Cast, version: Version) -> Iterator[Step]:
    with undone():
        jp = stages.five_deputies(cast)["JP"]
        yield "one_cleared", actions.clear_as_deputy(version, by=jp)
        returned = actions.return_as_deputy(version, by=cast.deputy_ep, text="Name the data.")
        yield "deputies_returned", returned
        actions.derive(returned, by=cast.chair_kr)
        yield "derived_from", stages.fresh(returned)


def _with_heads(cast: Cast, version: Version) -> Iterator[Step]:
    round = version.rounds.get(stage="heads").round
    with undone():
        for hat in five_heads(cast).values():
            ballots.cast(round, by=hat, answer="endorse")
        yield "heads_answered", version
    items: dict[str, Any] = {"items": ballots.packed(CONDITION)}
    until = clock.now().date() + dt.timedelta(days=30)
    answers: dict[str, dict[str, Any]] = {
        "heads_endorsed_conditionally": {"answer": "endorse_subject_to"} | items,
        "heads_returned": {"answer": "return"} | items,
        "heads_deferred": {"answer": "defer", "until": until, "text": "After the budget."},
    }
    for name, given in answers.items():
        with undone():
            yield name, stages.decided(cast, version, US=given)


def _published(cast: Cast, version: Version) -> Iterator[Step]:
    version = actions.approve_publication(version, by=cast.chair_ep)
    yield "publication_approved", version
    with undone():
        later = clock.now() + dt.timedelta(days=1)
        yield "publication_set", actions.publish(version, by=cast.secretariat, embargo_until=later)
    version = actions.publish(version, by=cast.secretariat)
    yield "published", version
    with undone():
        correction = stages.compiling(cast, "corrigendum")
        row = Project.objects.get()
        values = {"title": row.title.replace("criteria", "criterias")}
        actions.edit_plan(row, by=cast.chair_kr, values=values, seen=row.version)
        correction = actions.freeze(correction, by=cast.chair_kr)
        yield "corrigendum_tf_endorsed", stages.approved(cast, correction)
    second = actions.freeze(stages.minor(cast), by=cast.chair_kr)
    yield "minor_frozen", second
    with undone():
        opened = actions.open_in_session(second, by=cast.chair_kr, absent=(), seconds=1)
        yield "minor_in_session", stages.fresh(opened.version_round.version)
    second = stages.approved(cast, second)
    yield "minor_tf_endorsed", second
    second = actions.approve_publication(second, by=cast.chair_ep)
    actions.publish(second, by=cast.secretariat)
    yield "superseded", stages.fresh(version)
