"""Publication: approved, set, kept under embargo by the database's clock, never taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from roadmap import actions
from roadmap.models import Version
from roadmap.rules import RULES
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import DEPUTIES, HEADS, MEMBERS_TOLD, events, last_data, last_event, told

pytestmark = pytest.mark.django_db
EVERYBODY_TOLD = sorted({*MEMBERS_TOLD, *DEPUTIES, *HEADS, "observer", "industry"})
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def version(module_db):
    """A version that the Heads endorsed."""
    return stages.heads_endorsed(Cast())


@pytest.fixture
def approved(version, cast):
    return actions.approve_publication(version, by=cast.chair_ep)


def test_a_co_chair_approves_and_the_secretariat_is_told(version, cast):
    with pytest.raises(Refused, match="A co-chair approves the publication first"):
        actions.publish(version, by=cast.secretariat)
    with pytest.raises(Refused):
        actions.approve_publication(version, by=cast.secretariat)
    row = actions.approve_publication(version, by=cast.chair_ep)
    assert (row.state, row.publication_approved_by_id) == ("heads_endorsed", cast.chair_ep.pk)
    assert last_event(row) == ("version.publication_approved", "chair_ep", "members_observers", [], "")
    assert told(row, "version_publication_approved") == ["secretariat"]
    with pytest.raises(Refused, match="The publication is approved"):
        actions.approve_publication(version, by=cast.chair_kr)


def test_publishing_at_once(approved, cast):
    before = stages.fresh(approved)
    row = actions.publish(approved, by=cast.secretariat)
    assert (row.state, row.visibility, row.edition) == ("published", "public", "1.0")
    assert row.published_at == row.embargo_until
    kept = ("symbol", "snapshot", "sha256", "frozen_at", "endorsed_at", "target")
    assert [getattr(row, each) for each in kept] == [getattr(before, each) for each in kept]
    assert [each[:3] for each in events(row)[-2:]] == [
        ("version.publication_set", "secretariat", "members_observers"),
        ("version.published", "clock", "public"),
    ]
    # The hash of the whole snapshot is the members': with it outcomes kept out of the public text could be tried.
    assert last_data(row) == {"edition": "1.0"}
    assert told(row, "version_published") == EVERYBODY_TOLD


def test_an_embargo_is_the_database_clocks(approved, cast):
    later = clock.instant() + DAY
    row = actions.publish(approved, by=cast.secretariat, embargo_until=later)
    assert (row.state, row.visibility, row.edition) == ("heads_endorsed", "members_observers", None)
    assert (row.embargo_until, row.published_at) == (later, None)
    assert last_data(row) == {"embargo_until": later.isoformat()}
    assert actions.publish_due() == 0
    assert list(Version.objects.visible_to(cast.industry)) == []
    # Time passes, by the row's own instant.
    Version.objects.filter(pk=row.pk).update(embargo_until=clock.instant() - dt.timedelta(seconds=1))
    assert actions.publish_due() == 1
    row = stages.fresh(row)
    assert (row.state, row.edition, row.published_at >= row.embargo_until) == ("published", "1.0", True)
    assert last_event(row) == ("version.published", "clock", "public", [], "")
    assert told(row, "version_published") == EVERYBODY_TOLD
    assert actions.publish_due() == 0
    assert [each[0] for each in events(row)].count("version.published") == 1


def test_an_instant_that_has_passed_is_now(approved, cast):
    row = actions.publish(approved, by=cast.secretariat, embargo_until=clock.instant() - DAY)
    assert (row.state, row.embargo_until == row.published_at) == ("published", True)


def test_no_farther_than_a_year(approved, cast):
    with pytest.raises(Invalid) as refusal:
        actions.publish(approved, by=cast.secretariat, embargo_until=clock.instant() + 367 * DAY)
    assert refusal.value.errors == {"embargo_until": ["Choose an instant within a year."]}


def test_a_set_publication_is_stopped_and_set_anew(approved, cast):
    actions.publish(approved, by=cast.secretariat, embargo_until=clock.instant() + DAY)
    with pytest.raises(Refused, match="stop it first"):
        actions.publish(approved, by=cast.secretariat)
    with pytest.raises(Invalid), undone():
        actions.stop_publication(approved, by=cast.chair_kr, reason=" ")
    row = actions.stop_publication(approved, by=cast.chair_kr, reason="Another day.")
    assert (row.embargo_until, row.published_by, row.publication_approved_at is None) == (None, None, False)
    assert last_event(row) == (
        *("version.publication_stopped", "chair_kr", "members_observers"),
        *([], "Another day."),
    )
    assert actions.publish_due() == 0
    assert actions.publish(approved, by=cast.secretariat).state == "published"


def test_what_is_published_is_not_stopped_nor_published_again(approved, cast):
    row = actions.publish(approved, by=cast.secretariat)
    for deed in (actions.publish, actions.approve_publication):
        with pytest.raises(WrongState):
            deed(row, by=cast.chair_kr)
    with pytest.raises(WrongState):
        actions.stop_publication(row, by=cast.chair_kr, reason="No.")
    with pytest.raises(WrongState):
        actions.withdraw(row, by=cast.chair_kr, reason="No.")


def test_the_next_edition_supersedes_the_former_at_its_own_instant(approved, cast):
    first = actions.publish(approved, by=cast.secretariat)
    second = stages.approved(cast, actions.freeze(stages.minor(cast), by=cast.chair_kr))
    second = actions.approve_publication(second, by=cast.chair_ep)
    second = actions.publish(second, by=cast.secretariat)
    former = stages.fresh(first)
    assert (former.state, former.superseded_at, former.visibility) == (
        *("superseded", second.published_at),
        "public",
    )
    assert last_event(former) == ("version.superseded", "clock", "public", [], "")
    assert last_data(former) == {"edition": "1.1"}
    assert (second.endorsed_at, second.decided_at) == (None, second.approved_at)
    day = second.published_at.date()
    assert list(Version.objects.as_of(day)) == [second]
    assert [each.edition for each in Version.objects.published()] == ["1.1", "1.0"]
    assert list(Version.objects.current()) == [second]


def test_a_minor_amendment_waits_for_no_deputy_and_a_major_one_for_the_heads(approved, cast):
    actions.publish(approved, by=cast.secretariat)
    major = stages.compiling(cast, "major")
    stages.project(cast, stages.endorsed(cast, "Second text"), stages.goal(cast, "Another"))
    major = stages.approved(cast, actions.freeze(major, by=cast.chair_kr))
    with pytest.raises(WrongState, match="Only a version endorsed by the Heads is published"):
        actions.approve_publication(major, by=cast.chair_kr)
    with pytest.raises(WrongState, match="Only a version endorsed by the Heads is published"):
        actions.publish(major, by=cast.secretariat)


def test_only_what_is_endorsed_without_a_condition_is_published(module_db, version, cast):
    for state in ("submitted", "heads_endorsed_conditionally", "heads_returned", "heads_deferred"):
        row = Version(state=state, kind="major")
        assert RULES["publish"](cast.secretariat, row).is_wrong_state
        assert RULES["approve_publication"](cast.chair_kr, row).is_wrong_state
