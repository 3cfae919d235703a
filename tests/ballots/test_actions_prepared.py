"""Preparing a position: kept for the own delegation alone, versioned, and never cast by itself."""

import pytest

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, PreparedPosition
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from tests.ballots.conftest import MARK
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
EVERYBODY = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]
RESERVE = {"answer": "reserve", "kind": "linguistic", "passage": f"3.1 {MARK}", "text": f"words {MARK}"}


def test_a_delegate_prepares_and_the_head_of_delegation_is_told_nobody_else(cast, opened):
    round = opened()
    made = actions.prepare(round, by=cast.delegate_jp, note=f"note {MARK}", **RESERVE)
    assert (made.version, made.office.code, made.mandate, made.words | {"note": made.note}) == (
        1,
        "JP",
        cast.delegate_jp,
        {**RESERVE, "remedy": "", "items": "", "until": None, "note": f"note {MARK}"},
    )
    assert Position.objects.count() == 0
    told = Notice.objects.filter(kind="position_prepared")
    assert [(each.mandate, each.data) for each in told] == [(cast.hod_jp, {})]
    event = Event.objects.get(verb="ballot.position_prepared")
    assert (event.visibility, event.offices, MARK in event.payload) == (
        "office_internal",
        [cast.hod_jp.office_id],
        False,
    )


def test_only_the_own_delegation_sees_it(cast, opened):
    actions.prepare(opened(), by=cast.delegate_jp, **RESERVE)
    seen = {key for key in EVERYBODY if PreparedPosition.objects.visible_to(cast.hat(key)).exists()}
    assert seen == {"delegate_jp", "hod_jp"}


def test_a_second_save_replaces_and_tells_once_while_it_is_unread(cast, opened):
    round = opened()
    actions.prepare(round, by=cast.delegate_jp, **RESERVE)
    again = actions.prepare(round, by=cast.delegate_jp, answer="support", version=1)
    assert (again.version, again.answer, again.text, again.kind) == (2, "support", "", "")
    assert PreparedPosition.objects.count() == 1
    assert Notice.objects.filter(kind="position_prepared").count() == 1


def test_who_is_told_of_the_own_preparation_is_nobody(cast, opened):
    actions.prepare(opened(), by=cast.hod_jp, **RESERVE)
    assert Notice.objects.filter(kind="position_prepared").count() == 0


def test_who_read_an_older_version_does_not_overwrite(cast, opened):
    round = opened()
    actions.prepare(round, by=cast.delegate_jp, **RESERVE)
    with pytest.raises(Conflict):
        actions.prepare(round, by=cast.hod_jp, answer="support", version=0)
    assert PreparedPosition.objects.get().answer == "reserve"


def test_the_head_of_delegation_casts_something_else_or_the_same(cast, opened):
    round = opened()
    prepared = actions.prepare(round, by=cast.delegate_jp, **RESERVE)
    with pytest.raises(Refused):
        actions.cast(round, by=cast.delegate_jp, **RESERVE)
    position = actions.cast(round, by=cast.hod_jp, **RESERVE)
    assert position.words == prepared.words
    assert position.mandate == cast.hod_jp


@pytest.mark.parametrize("key", ["observer", "chair_kr", "secretariat", "site_admin", "head_ep", "expert"])
def test_nobody_prepares_for_an_office_but_its_delegation(cast, opened, key):
    with pytest.raises(Refused):
        actions.prepare(opened(), by=cast.hat(key), **RESERVE)


def test_words_are_checked_like_a_cast(cast, opened):
    round = opened()
    with pytest.raises(Invalid) as error:
        actions.prepare(round, by=cast.delegate_jp, answer="object", text="No.")
    assert sorted(error.value.errors) == ["passage", "remedy"]
    with pytest.raises(Invalid) as error:
        actions.prepare(round, by=cast.delegate_jp, answer="support", note="x" * (actions.MAX_TEXT + 1))
    assert sorted(error.value.errors) == ["note"]


def test_nothing_is_prepared_after_the_close(cast, opened, everybody):
    round = opened()
    everybody(round)
    actions.close(round, by=cast.chair_kr)
    with pytest.raises(WrongState):
        actions.prepare(round, by=cast.delegate_jp, **RESERVE)
