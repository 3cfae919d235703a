"""A minor amendment approved in session: by the conclusion under its item, and by nothing less (domain.md 4b)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ip5.ballots import actions as ballots
from ip5.kernel.errors import Refused, WrongState
from meetings.actions import conclusions
from meetings.gathering.drawn import amendment_of
from meetings.models import AgendaItem, Conclusion, Meeting
from roadmap import actions as roadmap
from roadmap.models import Version
from tests.cast import Cast
from tests.databases import undone
from tests.meetings import stages_live as stages
from tests.roadmap import stages as versions

WORDS = {"passage": "3.1", "text": "Words.", "remedy": "Delete it."}


@pytest.fixture(scope="module")
def frozen(module_db: None) -> Version:
    """A frozen minor amendment of the current edition, made once."""
    cast = Cast()
    versions.published(cast)
    return roadmap.freeze(versions.minor(cast), by=cast.chair_kr)


@pytest.fixture
def version(frozen: Version) -> Iterator[Version]:
    """The amendment; what a test does to it is undone."""
    with undone():
        yield versions.fresh(frozen)


def sitting(cast: Cast, version: Version, **values: Any) -> Meeting:
    """A meeting in session whose called item is about the version."""
    meeting = stages.in_session(cast, **values)
    subject = {"subject_kind": "roadmap.version", "subject_uuid": version.uuid}
    AgendaItem.objects.filter(pk=stages.now_called(meeting).pk).update(**subject)
    return meeting


def put(cast: Cast, meeting: Meeting, verb: str = "approved") -> Conclusion:
    """A conclusion of the verb, put to the delegations for a second."""
    return conclusions.put(stages.drafted(cast, meeting, verb, "the amendment."), by=cast.chair_kr, seconds=1)


def recorded(cast: Cast, found: Conclusion) -> Conclusion:
    """The conclusion recorded once its time has run."""
    stages.time_runs(found)
    return conclusions.record(found, by=cast.chair_kr)


def test_agreed_it_is_approved_by_the_task_force(cast, version):
    found = put(cast, sitting(cast, version))
    assert (found.round.title, found.round.note) == (version.title, "The task force approved the amendment.")
    assert version.sha256 in found.round.text
    assert versions.fresh(version).state == "under_approval"
    decided = recorded(cast, found)
    after = versions.fresh(version)
    assert (after.state, after.approved_at) == ("tf_endorsed", decided.round.closed_at)
    assert decided.decision is not None
    assert decided.decision.text == "The task force approved the amendment."


def test_an_objection_leaves_it_frozen(cast, version):
    found = put(cast, sitting(cast, version))
    ballots.cast(found.round, by=cast.hod_jp, answer="object", **WORDS)
    after = recorded(cast, found)
    assert (after.verb, after.decision) == ("did_not_reach_consensus", None)
    assert versions.fresh(version).state == "frozen"


def test_an_absent_office_makes_it_wait(cast, version):
    found = recorded(cast, put(cast, sitting(cast, version, absent=("CN",))))
    assert (found.round.outcome, found.decision) == ("provisional", None)
    assert versions.fresh(version).state == "under_approval"
    assert roadmap.follow_approval(version).state == "under_approval"


def test_a_discussion_of_too_few_decides_nothing_and_may_be_put_again(cast, version):
    meeting = sitting(cast, version, absent=("CN", "US"))
    found = recorded(cast, put(cast, meeting))
    assert (found.state, found.round.outcome) == ("draft", "inquorate")
    assert versions.fresh(version).state == "frozen"
    again = conclusions.put(found, by=cast.chair_kr, seconds=1)
    assert again.round.number == 2
    assert versions.fresh(version).rounds.count() == 2


def test_other_verbs_and_a_major_version_are_words_about_it(cast, version):
    meeting = sitting(cast, version)
    found = put(cast, meeting, "agreed")
    assert amendment_of(found) is None
    recorded(cast, found)
    assert versions.fresh(version).state == "frozen"
    Version.objects.filter(pk=version.pk).update(state="withdrawn")
    assert amendment_of(Conclusion(verb="approved", item=found.item)) is None


def test_the_meeting_runs_its_round_and_nobody_else(cast, version):
    put(cast, sitting(cast, version))
    for deed, given in (
        (roadmap.extend_approval, {"days": 2, "reason": "Time."}),
        (roadmap.cancel_approval, {"reason": "No."}),
        (roadmap.close_approval, {}),
        (roadmap.withdraw, {"reason": "No."}),
    ):
        with pytest.raises((Refused, WrongState), match="The meeting runs this round"):
            deed(version, by=cast.chair_kr, **given)
    with pytest.raises(WrongState):
        roadmap.open_in_session(version, by=cast.chair_kr, absent=())
    with pytest.raises((Refused, WrongState)):
        roadmap.open_in_session(version, by=cast.secretariat, absent=())
