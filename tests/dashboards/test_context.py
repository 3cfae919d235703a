"""The frame: one question for what waits, a bell that counts what the inbox lists, a navigation that is right."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ip5.ballots.models import Round
from ip5.dashboards import querysets
from ip5.kernel import clock
from ip5.kernel.hat import facts_of
from ip5.outbox.models import Notice
from proposals.models import Proposal
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast):
    """A draft, a proposal in ballot with one answer, and one whose ballot is closed."""
    stages.asked(cast)
    stages.answer(cast, stages.in_ballot(cast, "Shared test sets"), {"hod_us": "support"})
    stages.closed(cast, {})


@pytest.mark.parametrize("key", [key for key in MEMBERS if key not in {"inactive", "leaver"}])
def test_the_counts_are_those_of_the_lists(cast, busy, key):
    hat = cast.hat(key)
    with CaptureQueriesContext(connection) as asked:
        wanted, unread = querysets.waiting_for(hat)
    assert len(asked) == 1
    assert wanted == Round.objects.awaiting(hat).count()
    assert unread == querysets.notices_of(hat).unread().count()


@pytest.mark.parametrize("key", [key for key in MEMBERS if key not in {"inactive", "leaver"}])
def test_what_is_asked_depends_on_the_hat_alone_but_for_the_instant(cast, key):
    compose, facts = querysets.waiting_statement.__wrapped__, facts_of(cast.hat(key))
    composed = compose(facts)
    with time_machine.travel(clock.now() + dt.timedelta(days=400)):
        assert compose(facts) == composed
    assert querysets.THE_INSTANT in composed[1] or not cast.hat(key).is_delegation


def test_a_kept_question_asks_what_is_true_now(cast, busy):
    hat = cast.hod_jp
    assert querysets.waiting_for(hat)[0] == 1
    with time_machine.travel(Round.objects.open().get().ends_at + dt.timedelta(minutes=1)):
        assert querysets.waiting_for(hat)[0] == Round.objects.awaiting(hat).count() == 0
    assert querysets.waiting_for(hat)[0] == 1


def test_what_became_invisible_is_not_counted(cast, busy):
    hat = cast.hat("observer")
    before = querysets.waiting_for(hat)[1]
    Proposal.objects.filter(symbol__isnull=False).update(visibility="members")
    after = querysets.waiting_for(hat)[1]
    assert after < before
    assert after == querysets.notices_of(hat).unread().count()


def test_the_bell_says_how_many_and_nothing_when_none(cast, busy):
    client, unread = cast.client("hod_jp"), querysets.waiting_for(cast.hat("hod_jp"))[1]
    assert unread
    assert f'aria-label="Inbox, {unread} unread"' in client.get(reverse("proposals:list")).content.decode()
    Notice.objects.for_hat(cast.hat("hod_jp")).delete()
    shown = client.get(reverse("proposals:list")).content.decode()
    assert 'aria-label="Inbox"' in shown
    assert "unread" not in shown


@pytest.mark.parametrize(
    ("name", "current"),
    [("desk", ["Desk"]), ("inbox", [])],
)
def test_the_navigation_marks_the_room_one_is_in(cast, name, current):
    response = cast.client("hod_jp").get(reverse(f"dashboards:{name}"))
    assert [entry["label"] for entry in response.context["nav"] if entry["is_current"]] == current
