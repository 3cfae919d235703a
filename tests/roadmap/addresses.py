"""Objects of the roadmap for the access table: what the addresses of its routes need, each titled as asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from roadmap import actions
from roadmap.models import Project, ScopingDocument, Version
from tests.ballots.ended_rounds import five_heads
from tests.cast import Cast
from tests.roadmap import stages

Ids = dict[str, Any]


def of_version(version: Version) -> Ids:
    """Return the ids of a version's address, and what its form sends back."""
    return {"uuid": version.uuid, "seen": Version.objects.get(pk=version.pk).version}


def compiled(cast: Cast, title: str) -> Version:
    """A complete version whose title, goal and project are called so."""
    version = stages.compiling(cast)
    stages.project(cast, stages.endorsed(cast, title), stages.goal(cast, title))
    values = {"title": title, "preamble": title}
    return actions.edit_version(version, by=cast.secretariat, values=values, seen=version.version)


def frozen(cast: Cast, title: str) -> Version:
    """The same, frozen."""
    return actions.freeze(compiled(cast, title), by=cast.chair_kr)


def announced(cast: Cast, title: str) -> Version:
    """A silence is announced on it."""
    version = frozen(cast, title)
    actions.announce_approval(version, by=cast.chair_kr, days=5)
    return version


def under_approval(cast: Cast, title: str) -> Version:
    """Its ballot is open."""
    version = frozen(cast, title)
    actions.open_approval(version, by=cast.chair_kr, days=10)
    return version


def answered(cast: Cast, title: str) -> Version:
    """All five have answered in its ballot."""
    version = under_approval(cast, title)
    stages.answer(cast, version)
    return version


def not_endorsed(cast: Cast, title: str) -> Version:
    """An office does not support it: it is frozen again."""
    return stages.approved(cast, frozen(cast, title), hod_jp="object")


def exhausted(cast: Cast, title: str) -> Version:
    """No round is left on it this year."""
    return stages.exhausted(cast, frozen(cast, title))


def tf_endorsed(cast: Cast, title: str) -> Version:
    """All five support it."""
    return stages.approved(cast, frozen(cast, title))


def cleared(cast: Cast, title: str) -> Version:
    """Its deputies were skipped."""
    return actions.skip_deputies(tf_endorsed(cast, title), by=cast.chair_kr, reason="They met.")


def submitted(cast: Cast, title: str) -> Version:
    """It is with the Heads."""
    version = cleared(cast, title)
    actions.submit(version, by=cast.chair_kr)
    return stages.fresh(version)


def heads_answered(cast: Cast, title: str) -> Version:
    """All five Heads have answered."""
    version = submitted(cast, title)
    round = version.rounds.get(stage="heads").round
    for hat in five_heads(cast).values():
        ballots.cast(round, by=hat, answer="endorse")
    return version


def endorsed(cast: Cast, title: str) -> Version:
    """The Heads endorsed it."""
    version = heads_answered(cast, title)
    actions.close_heads(version, by=cast.chair_kr, closing_note="Meeting")
    return stages.fresh(version)


def approved(cast: Cast, title: str) -> Version:
    """Its publication is approved."""
    return actions.approve_publication(endorsed(cast, title), by=cast.chair_ep)


def embargoed(cast: Cast, title: str) -> Version:
    """Its publication is set for tomorrow."""
    later = clock.now() + dt.timedelta(days=1)
    return actions.publish(approved(cast, title), by=cast.secretariat, embargo_until=later)


def withdrawn(cast: Cast, title: str) -> Version:
    """It was withdrawn."""
    return actions.withdraw(frozen(cast, title), by=cast.chair_kr, reason="Overtaken.")


def minor(cast: Cast, title: str) -> Version:
    """A minor amendment that the task force endorsed."""
    actions.publish(approved(cast, title), by=cast.secretariat)
    return stages.approved(cast, actions.freeze(stages.minor(cast), by=cast.chair_kr))


def on_the_bench(cast: Cast, title: str) -> Ids:
    """A version being compiled: a goal without a project, a project, and another endorsed proposal."""
    version = compiled(cast, title)
    row = Project.objects.get()
    spare = stages.goal(cast, title, area="B")
    proposal = stages.endorsed(cast, title)
    return {
        **of_version(version),
        "uuid": row.uuid,
        "row": row.version,
        "goal": row.goal.uuid,
        "proposal": proposal.uuid,
    } | {"spare": spare.uuid}


def spare_goal(cast: Cast, title: str) -> Ids:
    """A goal without a project, in the version being compiled."""
    return {"uuid": on_the_bench(cast, title)["spare"]}


def asked(cast: Cast, title: str) -> Ids:
    """A project of the version being compiled in which the JPO is asked to take part."""
    compiled(cast, title)
    row = Project.objects.get()
    roles = {part.office_id: part.role for part in row.parts.all()}
    actions.set_offices(row, by=cast.chair_kr, roles=roles | {cast.hod_jp.office_id: "contributing"})
    return {"uuid": row.uuid}


def dropped(cast: Cast, title: str) -> Ids:
    """A project that was taken out of the version being compiled."""
    compiled(cast, title)
    return {"uuid": actions.drop_project(Project.objects.get(), by=cast.chair_kr).uuid}


def referred(cast: Cast, title: str) -> Ids:
    """A project whose plan lies with the expert's group."""
    compiled(cast, title)
    row = actions.refer_plan(Project.objects.get(), by=cast.chair_kr, due_on=stages.FIRST_DAY)
    return {"uuid": row.uuid, "row": row.version}


def reserved(cast: Cast, title: str) -> Ids:
    """A project of a frozen version, on which the JPO has a reservation."""
    version = stages.compiling(cast)
    proposal = stages.endorsed(cast, title, hod_jp="reserve")
    row = stages.project(cast, proposal, stages.goal(cast, title))
    values = {"title": title, "preamble": title}
    version = actions.edit_version(version, by=cast.secretariat, values=values, seen=version.version)
    actions.freeze(version, by=cast.chair_kr)
    return {"uuid": row.uuid}


def decided(cast: Cast, title: str) -> Ids:
    """A project of a version that the Heads endorsed and nobody published yet."""
    endorsed(cast, title)
    return {"uuid": Project.objects.get().uuid}


def scoping(cast: Cast, title: str) -> Ids:
    """A scoping document that is not public yet."""
    made = ScopingDocument.objects.create(
        symbol="NETAI/SD/2",
        title=title,
        text=title,
        endorsed_on=stages.RECORD,
        endorsed_at_meeting="Heads’ meeting",
        visibility="members",
    )
    return {"uuid": made.uuid}


def scoping_waiting(cast: Cast, title: str) -> Ids:
    """A scoping document that waits for a co-chair."""
    return {"uuid": stages.scoping_waiting(cast, title).uuid}


def _named(stage: Callable[[Cast, str], Version]) -> Callable[[Cast, str], Ids]:
    return lambda cast, title: of_version(stage(cast, title))


VERSIONS = (
    *(compiled, frozen, announced, under_approval, answered, tf_endorsed, cleared, submitted),
    *(heads_answered, endorsed, approved, embargoed, withdrawn, not_endorsed, exhausted, minor),
)
ROWS = (on_the_bench, spare_goal, asked, dropped, referred, reserved, decided)
OBJECTS: dict[str, Callable[[Cast, str], Ids]] = {
    **{f"version_{each.__name__}": _named(each) for each in VERSIONS},
    **{f"project_{each.__name__}": each for each in ROWS},
    "scoping": scoping,
    "scoping_waiting": scoping_waiting,
}
