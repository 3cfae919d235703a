"""Two connections at once on one version: one wins, the other is told the state it found."""

from __future__ import annotations

import pytest
from django.db import connections

from roadmap import actions
from roadmap.models import DeputyAnswer, Holding, Project, Version
from tests.proposals.test_actions_numbers import at_once
from tests.roadmap import stages
from tests.roadmap.telling import events, told

pytestmark = pytest.mark.transactional


@pytest.fixture(autouse=True)
def _closed():
    yield
    connections.close_all()


def verbs(version: Version) -> list[str]:
    return [each[0] for each in events(version)]


def test_two_begin_a_version(transactional_db, cast):
    chairs = [cast.chair_ep, cast.chair_kr, cast.secretariat]
    found = at_once(lambda by: actions.compile_version(by=by, kind="major").state, chairs)
    assert sorted(found) == ["WrongState", "WrongState", "compiling"]
    assert Version.objects.count() == 1


def test_two_freeze_it(transactional_db, cast):
    version = stages.compiled(cast)
    chairs = [cast.chair_ep, cast.chair_kr] * 2
    found = at_once(lambda by: actions.freeze(version, by=by).symbol, chairs)
    assert sorted(found) == ["NETAI/RM/1.0 Prov.1", "WrongState", "WrongState", "WrongState"]
    assert (Holding.objects.count(), verbs(version).count("version.frozen")) == (1, 1)
    names = told(version, "version_frozen")
    assert len(names) == len(set(names))


def test_freezing_and_editing_cross(transactional_db, cast):
    """What is written down is what stood when it was frozen: an edit came before, or it is refused."""
    version, row, by = stages.compiled(cast), Project.objects.get(), cast.secretariat
    chair = cast.chair_kr

    def work(what):
        if what == "freeze":
            return actions.freeze(version, by=chair).state
        return actions.edit_plan(row, by=by, values={"title": what}, seen=row.version).title

    found = sorted(at_once(work, ["freeze", "Edited at once"]))
    frozen, fresh = stages.fresh(version), Project.objects.get()
    assert found in (["Edited at once", "frozen"], ["WrongState", "frozen"])
    assert frozen.plan.projects[0].title == fresh.title


def test_two_edit_the_texts(transactional_db, cast):
    version = stages.compiling(cast)
    chairs = [cast.chair_ep, cast.chair_kr]
    found = at_once(
        lambda by: actions.edit_version(version, by=by, values={"title": "Mine"}, seen=1).title, chairs
    )
    assert sorted(found) == ["Conflict", "Mine"]


def test_two_open_a_ballot_or_announce_a_silence(transactional_db, cast):
    version, by = stages.frozen(cast), cast.chair_kr

    def work(what):
        deed = actions.open_approval if what == "open" else actions.announce_approval
        return deed(version, by=by, days=10).state

    found = sorted(at_once(work, ["open", "open", "announce", "announce"]))
    assert [each for each in found if each != "WrongState"] in (["open"], ["announced"])
    assert version.rounds.count() == 1


def test_five_deputies_clear_at_once_and_each_presses_twice(transactional_db, cast):
    version = stages.tf_endorsed(cast)
    hats = list(stages.five_deputies(cast).values()) * 2
    found = at_once(lambda by: actions.clear_as_deputy(version, by=by).state, hats)
    fresh = stages.fresh(version)
    assert (fresh.state, DeputyAnswer.objects.count()) == ("deputies_cleared", 5)
    assert sorted(found).count("deputies_cleared") == 1
    assert found.count("Refused") + found.count("WrongState") == 5
    assert verbs(version).count("version.deputies_cleared") == 1


def test_one_clears_while_another_returns(transactional_db, cast):
    version = stages.tf_endorsed(cast)
    hats = list(stages.five_deputies(cast).values())[:2]

    def work(by):
        if by == hats[0]:
            return actions.return_as_deputy(version, by=by, text="Name the data.").state
        return actions.clear_as_deputy(version, by=by).state

    found = at_once(work, hats)
    assert sorted(found) in (["deputies_returned", "tf_endorsed"], ["WrongState", "deputies_returned"])
    assert stages.fresh(version).state == "deputies_returned"


def test_two_submit_it(transactional_db, cast):
    version = actions.skip_deputies(stages.tf_endorsed(cast), by=cast.chair_kr, reason="They met.")
    found = at_once(lambda by: actions.submit(version, by=by).state, [cast.chair_ep, cast.chair_kr])
    assert sorted(found) == ["WrongState", "open"]
    assert version.rounds.filter(stage="heads").count() == 1


def test_two_publish_it_and_a_third_withdraws_nothing(transactional_db, cast):
    version = actions.approve_publication(stages.heads_endorsed(cast), by=cast.chair_ep)
    hats = [cast.secretariat, cast.chair_kr, cast.secretariat]
    found = at_once(lambda by: actions.publish(version, by=by).edition, hats)
    assert sorted(found) == ["1.0", "WrongState", "WrongState"]
    assert verbs(version).count("version.published") == 1
    names = told(version, "version_published")
    assert len(names) == len(set(names))


def test_a_minor_amendment_is_published_or_withdrawn(transactional_db, cast):
    first = stages.published(cast)
    second = stages.approved(cast, actions.freeze(stages.minor(cast), by=cast.chair_kr))
    second = actions.approve_publication(second, by=cast.chair_ep)
    chair, secretariat = cast.chair_kr, cast.secretariat

    def work(what):
        if what == "publish":
            return actions.publish(second, by=secretariat).state
        return actions.withdraw(second, by=chair, reason="Overtaken.").state

    found = sorted(at_once(work, ["publish", "withdraw"]))
    assert found in (["WrongState", "published"], ["WrongState", "withdrawn"])
    current = Version.objects.current().get()
    assert current == (second if "published" in found else first)


def test_two_derive_the_next(transactional_db, cast):
    version = actions.withdraw(stages.frozen(cast), by=cast.chair_kr, reason="Overtaken.")
    found = at_once(lambda by: actions.derive(version, by=by).state, [cast.chair_ep, cast.chair_kr])
    assert sorted(found) == ["WrongState", "compiling"]
    assert version.derived.count() == 1


def test_two_projects_of_one_proposal(transactional_db, cast):
    proposal = stages.endorsed(cast)
    stages.compiling(cast)
    goal = stages.goal(cast)
    chairs = [cast.chair_ep, cast.chair_kr]
    found = at_once(lambda by: actions.take_proposal(proposal, by=by, goal=goal).title, chairs)
    assert sorted(found) == ["Common criteria", "WrongState"]
    assert Project.objects.count() == 1


def test_a_derivation_and_a_new_version_cross(transactional_db, cast):
    version = actions.withdraw(stages.frozen(cast), by=cast.chair_kr, reason="Overtaken.")
    chair = cast.chair_kr

    def work(what):
        if what == "derive":
            return actions.derive(version, by=chair).state
        return actions.compile_version(by=chair, kind="major").state

    assert sorted(at_once(work, ["derive", "compile"])) == ["WrongState", "compiling"]
    assert Version.objects.under_way().count() == 1
