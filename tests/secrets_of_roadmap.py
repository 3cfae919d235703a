"""Secrets of the roadmap for the canary: each a word of its own, and who may find it (tests/test_canary.py).

One way of three versions holds them all, since one version is on its way at a time: returned by a Head, returned
by a deputy head, being compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ip5.ballots import actions as ballots
from proposals import actions as proposals
from proposals.models import Proposal
from roadmap import actions
from roadmap.models import Project, Version
from tests import stages as before
from tests.cast import HODS, MEMBERS, Cast
from tests.roadmap import stages

BODY = {"chair_ep", "chair_kr", "secretariat"}
CIRCLE = {*HODS, "head_ep", "deputy_ep"} | BODY
CAPACITIES = {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"}
ALL_MEMBERS = {key for key, facts in MEMBERS.items() if facts[1] in CAPACITIES} - {"inactive"}

# What a canary needs: the word, its readers, and the ids under which its object is asked for.
Told = tuple[str, set[str], dict[str, Any]]


def way(cast: Cast) -> tuple[Version, Version, Version]:
    """Return the version a Head returned, that which a deputy returned, and the one being compiled; made once."""
    found = list(Version.objects.order_by("compiled_at"))
    if not found:
        found = [*_returned(cast), _compiling(cast)]
    first, second, third = found
    return first, second, third


def _source(cast: Cast) -> Proposal:
    """An endorsed proposal on which the JPO has a reservation."""
    made = before.in_ballot(cast, "A text of the roadmap")
    before.answer(cast, made, before.FULL_SUPPORT)
    words = {"passage": "Hihi part", "text": "Hihi words"}
    ballots.cast(made.endorsements.get().round, by=cast.hod_jp, answer="reserve", **words)
    proposals.close_round(made, by=cast.chair_kr)
    return Proposal.objects.get(pk=made.pk)


def _returned(cast: Cast) -> tuple[Version, Version]:
    version = actions.freeze(stages.compiled(cast, (_source(cast),)), by=cast.chair_kr)
    version = stages.approved(cast, version)
    version = actions.skip_deputies(version, by=cast.chair_kr, reason="They met.")
    actions.submit(version, by=cast.chair_kr)
    items = ballots.packed([{"passage": "", "text": "Piwaka words"}])
    first = stages.decided(cast, stages.fresh(version), EP={"answer": "return", "items": items})
    second = actions.derive(first, by=cast.chair_kr)
    values = {"preamble": "Once more."}
    second = actions.edit_version(second, by=cast.secretariat, values=values, seen=second.version)
    second = stages.approved(cast, actions.freeze(second, by=cast.chair_kr))
    second = actions.return_as_deputy(second, by=cast.deputy_ep, text="Karuwai words")
    return stages.fresh(first), stages.fresh(second)


def _compiling(cast: Cast) -> Version:
    second = Version.objects.get(state="deputies_returned")
    third = actions.derive(second, by=cast.chair_kr)
    values = {"title": "Kokako title", "preamble": "Kokako preamble"}
    third = actions.edit_version(third, by=cast.secretariat, values=values, seen=third.version)
    row = Project.objects.in_plan().get()
    plan = {name: f"Takapu {name}" for name in ("title", "summary", "deliverables")}
    actions.edit_plan(row, by=cast.secretariat, values=plan, seen=row.version)
    stages.goal(cast, "Takapu goal")
    return third


def told(word: str, readers: set[str], found: Version | Project) -> Told:
    """Return a secret of the roadmap, with the page of what holds it."""
    return word, readers, {"uuid": found.uuid, "number": 1, "page": found.get_absolute_url()}


def said_by_head(cast: Cast) -> Told:
    """A Head's comment on a returned version: the Heads' circle, and no delegate of the own office."""
    return told("Piwaka ", CIRCLE, way(cast)[0])


def said_by_deputy(cast: Cast) -> Told:
    """A deputy head's comment on a version: the members."""
    return told("Karuwai ", ALL_MEMBERS, way(cast)[1])


def reserved_in_plan(cast: Cast) -> Told:
    """A reservation that a frozen plan holds: the members, and no observer of the submitted version."""
    return told("Hihi ", ALL_MEMBERS, way(cast)[0])


def compiling_title(cast: Cast) -> Told:
    """Title and preamble of the version being compiled: the body."""
    return told("Kokako ", BODY, way(cast)[2])


def working_plan(cast: Cast) -> Told:
    """What the rows of the plan say while it is compiled: the body, though members see the project."""
    way(cast)
    return told("Takapu ", BODY, Project.objects.in_plan().get())


SECRETS: tuple[Callable[[Cast], Told], ...] = (
    said_by_head,
    said_by_deputy,
    reserved_in_plan,
    compiling_title,
    working_plan,
)
