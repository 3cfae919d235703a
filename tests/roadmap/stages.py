"""The roadmap at each stage, brought there by the product's own deeds and the standing cast."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.accounts.models import Mandate, Person
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.offices.models import Office
from proposals.models import Area, Proposal
from roadmap import actions, working
from roadmap.models import Goal, Project, ProjectSource, ScopingDocument, Version
from tests import silences, stages
from tests.ballots.ended_rounds import five_heads
from tests.cast import HODS, Cast

RECORD = dt.date(2021, 6, 23)
FIRST_DAY = dt.date(2027, 1, 4)
WORDS = {"passage": "The first goal.", "text": "Words of the office.", "remedy": "A narrower wording."}
CODES = ("EP", "JP", "KR", "CN", "US")


def five_deputies(cast: Cast) -> dict[str, Any]:
    """The five deputy heads: the cast has that of the EPO, the others are appointed here."""
    found = {"EP": cast.deputy_ep}
    for code in CODES[1:]:
        there = Mandate.objects.worn().filter(person__email=f"deputy.{code.lower()}@ip5.example").first()
        if there is not None:
            found[code] = there
            continue
        person = Person.objects.create_user(
            f"deputy.{code.lower()}@ip5.example", "a long one", name=f"Deputy {code}"
        )
        made = Mandate.objects.create(
            person=person,
            office=Office.objects.get(code=code),
            capacity="deputy",
            since=clock.now() - dt.timedelta(hours=1),
        )
        found[code] = Mandate.objects.worn().get(pk=made.pk)
    return found


def endorsed(cast: Cast, title: str = "Common criteria", **answers: str) -> Proposal:
    """A proposal endorsed by the task force; ``answers`` differ from full support."""
    return stages.closed(cast, answers or None, title=title)


def compiling(cast: Cast, kind: str = "major") -> Version:
    """A version just begun, without goal or project."""
    return actions.compile_version(by=cast.chair_kr, kind=kind)


def goal(cast: Cast, title: str = "Classify with AI", area: str = "A", horizon: str = "short") -> Goal:
    """A goal of the plan being compiled."""
    values = {"area": Area.objects.get(code=area), "horizon": horizon, "title": title, "text": "Faster work."}
    return actions.add_goal(by=cast.chair_kr, values=values)


def scoping_values(title: str = "Scoping document of 2021", **change: Any) -> dict[str, Any]:
    """What the secretariat enters: A stays, E is new, B, C and D are named no longer."""
    values = {
        "title": title,
        "text": f"{title}: in the offices' own words.",
        "endorsed_on": RECORD,
        "endorsed_at_meeting": "14th meeting of the Heads of Office",
        "sources": ["https://ip5.example/heads/14"],
        "areas": [
            ("A", "AI-supported office operations", "How it helps to classify."),
            ("E", "Digital transition", "How files and data move."),
        ],
    }
    return values | change


def scoping_waiting(cast: Cast, title: str = "Scoping document of 2021") -> ScopingDocument:
    """A scoping document that the secretariat entered and no co-chair has confirmed."""
    return actions.enter_scoping(by=cast.secretariat, values=scoping_values(title))


def project(cast: Cast, proposal: Proposal, under: Goal) -> Project:
    """A project taken from the proposal, its plan filled."""
    made = actions.take_proposal(proposal, by=cast.chair_kr, goal=under)
    plan = {
        "starts_on": FIRST_DAY,
        "ends_on": FIRST_DAY + dt.timedelta(days=300),
        "milestones": [(None, "Half way", FIRST_DAY + dt.timedelta(days=150))],
    }
    return actions.edit_plan(made, by=cast.secretariat, values=plan, seen=made.version)


def compiled(cast: Cast, proposals: tuple[Proposal, ...] = ()) -> Version:
    """A complete version: a preamble, one goal, a project for each proposal (default one, just endorsed)."""
    version = compiling(cast)
    under = goal(cast)
    for each in proposals or (endorsed(cast),):
        project(cast, each, under)
    values = {"preamble": "The offices intend to co-operate."}
    return actions.edit_version(version, by=cast.secretariat, values=values, seen=version.version)


def frozen(cast: Cast, *proposals: Proposal) -> Version:
    """A frozen version."""
    return actions.freeze(compiled(cast, proposals), by=cast.chair_kr)


def under_approval(cast: Cast, *proposals: Proposal) -> Version:
    """A frozen version whose explicit round is open."""
    version = frozen(cast, *proposals)
    actions.open_approval(version, by=cast.chair_kr, days=10)
    return fresh(version)


def tf_endorsed(cast: Cast, *proposals: Proposal) -> Version:
    """A version that all five offices support."""
    return approved(cast, frozen(cast, *proposals))


def deputies_cleared(cast: Cast) -> Version:
    """A version that all five deputy heads have cleared."""
    version = tf_endorsed(cast)
    for hat in five_deputies(cast).values():
        version = actions.clear_as_deputy(version, by=hat)
    return version


def submitted(cast: Cast) -> Version:
    """A version that is with the Heads; nobody has answered."""
    version = deputies_cleared(cast)
    actions.submit(version, by=cast.chair_kr)
    return fresh(version)


def decided(cast: Cast, version: Version, **answers: dict[str, Any]) -> Version:
    """The version after the Heads' round: they endorse, but for what ``answers`` says by office code."""
    round = version.rounds.get(round__state="open").round
    for code, hat in five_heads(cast).items():
        ballots.cast(round, by=hat, **answers.get(code, {"answer": "endorse"}))
    actions.close_heads(version, by=cast.chair_kr, closing_note="Heads’ meeting")
    return fresh(version)


def heads_endorsed(cast: Cast) -> Version:
    """A version endorsed by all five Heads."""
    return decided(cast, submitted(cast))


def published(cast: Cast) -> Version:
    """The first edition, public."""
    version = actions.approve_publication(heads_endorsed(cast), by=cast.chair_ep)
    return actions.publish(version, by=cast.secretariat)


def recorded(cast: Cast, title: str = "Common criteria") -> Version:
    """An edition from before the site with one project, and nothing that the site itself made."""
    version = compiled(cast, (endorsed(cast, title),))
    plan = working.plan_of(version)
    # Past the deeds: history is entered before any version is compiled.
    ProjectSource.objects.all().delete()
    version.delete()
    return actions.import_version(plan, by=None, edition="1.0", endorsed_on=RECORD, note="Date is public.")


def minor(cast: Cast, days: int = 90) -> Version:
    """A minor amendment of the current edition, compiled: its project ends later."""
    version = compiling(cast, "minor")
    moved = Project.objects.in_plan().first()
    values = {"ends_on": moved.ends_on + dt.timedelta(days=days)}
    actions.edit_plan(moved, by=cast.chair_kr, values=values, seen=moved.version)
    return fresh(version)


def answer(cast: Cast, version: Version, **answers: str) -> None:
    """The five heads of delegation answer in the version's open round; ``answers`` differ from support."""
    round = actions.current_round(version)
    for key, given in (dict.fromkeys(HODS, "support") | answers).items():
        ballots.cast(round, by=cast.hat(key), answer=given, **(WORDS if given != "support" else {}))


def approved(cast: Cast, version: Version, **answers: str) -> Version:
    """The version after an explicit round of the task force, closed by a co-chair."""
    actions.open_approval(version, by=cast.chair_kr, days=10)
    answer(cast, version, **answers)
    actions.close_approval(version, by=cast.chair_kr)
    return fresh(version)


def again(cast: Cast, version: Version, **answers: str) -> Version:
    """The version after a next round on the same text, with the chair's note."""
    actions.open_approval(version, by=cast.chair_kr, days=10, note="Once more.")
    answer(cast, version, **answers)
    actions.close_approval(version, by=cast.chair_kr)
    return fresh(version)


def exhausted(cast: Cast, version: Version) -> Version:
    """A frozen version after three rounds of this year, each cancelled."""
    for _round in range(3):
        actions.open_approval(version, by=cast.chair_kr, days=10)
        actions.cancel_approval(version, by=cast.chair_kr, reason="A slip.")
    return fresh(version)


def followed(cast: Cast, version: Version) -> Version:
    """The next Prov.n of a frozen version that was not endorsed, frozen with another preamble."""
    made = actions.replace(version, by=cast.chair_kr)
    values = {"preamble": "The offices intend to do more."}
    made = actions.edit_version(made, by=cast.secretariat, values=values, seen=made.version)
    return actions.freeze(made, by=cast.chair_kr)


def soon(cast: Cast, version: Version, lasts: dt.timedelta = silences.LONG) -> Round:
    """The round of a silence announced for the next instant, which has come."""
    question = actions.question_of(version, last=None, visibility=version.visibility)
    found = silences.soon(cast, question, lasts=lasts)
    actions.link(version, found, "task_force")
    silences.wait_for(found.opened_at)
    return found


def silent(cast: Cast, version: Version) -> Version:
    """A frozen version on which silence runs, opened by the clock."""
    soon(cast, version)
    return actions.follow_approval(version)


def adopted(cast: Cast, version: Version) -> Version:
    """A frozen version adopted by a silence of four seconds that all received and none broke."""
    found = soon(cast, version, lasts=dt.timedelta(seconds=4))
    # Past the deed, which would give the silence its full days.
    Round.objects.filter(pk=found.pk).update(state="open")
    Version.objects.filter(pk=version.pk).update(state="under_approval")
    for key in HODS:
        ballots.receive(found, by=cast.hat(key))
    silences.wait_for(found.end)
    return actions.follow_approval(fresh(version))


def fresh(version: Version) -> Version:
    """Return the version as the database has it now."""
    return Version.objects.get(pk=version.pk)


def address_of_frozen(cast: Cast, title: str) -> dict[str, Any]:
    """The ids of a frozen version whose project is called so."""
    return {"uuid": frozen(cast, endorsed(cast, title)).uuid}


def address_of_dossier(cast: Cast, title: str) -> dict[str, Any]:
    """The ids of a dossier of the EPO on a frozen version whose project is called so."""
    made = actions.make_dossier(frozen(cast, endorsed(cast, title)), by=cast.hod_ep)
    return {"uuid": made.uuid, "kind": "zip"}
