"""The sign-off sheet on a version's page: whose answer stands and by which delegation, what became of conditions."""

import datetime as dt
import re

import pytest
from django.utils import formats

from ip5.accounts import actions as accounts
from ip5.accounts import periods
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel import clock
from roadmap.models import Version
from roadmap.views.signoff import signoff_of
from tests.access import EVERYBODY
from tests.ballots.ended_rounds import five_heads
from tests.ballots.links import sent, used
from tests.ballots.sittings import SECRET
from tests.reading import text_of
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
CLOSES = "All five Heads have answered: a co-chair closes the round."
AWAITED = "The answers of the Heads of: EPO."
CONTESTED = "Given by a link and contested by the Head: it does not count."
CIRCLE = {
    *("hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us", "deputy_ep", "head_ep"),
    *("chair_ep", "chair_kr", "secretariat"),
}
TWO = [{"passage": "Goal 2", "text": f"A cost {SECRET}."}, {"passage": "", "text": f"A date {SECRET}."}]


def words(text):
    """Return the words of a part of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def read(cast, key, version):
    """Return (the rows of the Heads' sheet, whether a close is offered, whether the EPO's Head is awaited)."""
    text = cast.client(key).get(version.get_absolute_url()).content.decode()
    sheet = text.split('id="so"')[1].split("</ul>")[0] if 'id="so"' in text else ""
    rows = [words(each) for each in sheet.split("<li ")[1:]]
    return rows, CLOSES in words(text), AWAITED in words(text)


def test_a_contested_answer_by_a_link_does_not_stand_as_the_heads(cast):
    version = stages.submitted(cast)
    round = version.rounds.get(stage="heads").round
    for code, hat in five_heads(cast).items():
        if code == "EP":
            used(sent(cast, round))
        else:
            ballots.cast(round, by=hat, answer="endorse")
    rows, may_close, is_awaited = read(cast, "hod_jp", version)
    assert [("Endorsed" in row, CONTESTED in row) for row in rows] == [(True, False)] * 5
    assert (may_close, is_awaited) == (True, False)
    ballots.contest(round, by=cast.head_ep)
    rows, may_close, is_awaited = read(cast, "hod_jp", version)
    assert [("Endorsed" in row, CONTESTED in row) for row in rows] == [(False, True), *[(True, False)] * 4]
    assert cast.head_ep.person.name not in rows[0]
    assert (may_close, is_awaited) == (False, True)
    # Who is not of the Heads' circle reads who is awaited, and no answer.
    assert read(cast, "delegate_jp", version) == ([], False, True)


def subject_to(items=TWO):
    """What a Head says who endorses subject to these conditions."""
    return {"answer": "endorse_subject_to", "items": ballots.packed(items)}


def today():
    return formats.date_format(clock.now(), "j F Y")


def heads_of(version, hat):
    """The Heads' rows of the sheet as a hat reads them, by office code."""
    fresh = Version.objects.prefetch_related("rounds__round__rule_set").get(pk=version.pk)
    return {each["office"].code: each for each in signoff_of(fresh, hat)["heads"]}


def standings(version, hat, code="EP"):
    """How each condition of an office stands, by its words."""
    return [each["standing"] for each in heads_of(version, hat)[code]["entries"]]


@pytest.fixture
def conditional(cast):
    """A version that the Head of the EPO endorses subject to two conditions, the others without one."""
    return stages.decided(cast, stages.submitted(cast), EP=subject_to())


@pytest.fixture
def round(conditional):
    return Round.objects.get(version_round__version=conditional, version_round__stage="heads")


class TestConditions:
    def test_open_while_the_round_runs(self, cast):
        version = stages.submitted(cast)
        running = version.rounds.get(round__state="open").round
        ballots.cast(running, by=cast.head_ep, **subject_to())
        assert standings(version, cast.hod_jp) == [["Open"], ["Open"]]

    def test_from_open_to_met_to_confirmed(self, cast, conditional, round):
        met = f"Met, logged by the secretariat, {today()}"
        assert standings(conditional, cast.hod_jp) == [["Open"], ["Open"]]
        ballots.log_condition_met(round, by=cast.secretariat, office="EP", item=2)
        assert standings(conditional, cast.hod_jp) == [["Open"], [met]]
        ballots.confirm_condition(round, by=cast.head_ep, item=2)
        done = [met, f"Confirmed by Head Ep, {today()}"]
        assert standings(conditional, cast.hod_jp) == [["Open"], done]
        ballots.log_condition_met(round, by=cast.secretariat, office="EP", item=1)
        ballots.confirm_condition(round, by=cast.head_ep, item=1)
        assert standings(conditional, cast.hod_jp) == [done, done]

    def test_refused(self, cast, conditional, round):
        ballots.log_condition_met(round, by=cast.secretariat, office="EP", item=1)
        ballots.refuse_condition(round, by=cast.head_ep, item=1, text="Not in writing.")
        met = f"Met, logged by the secretariat, {today()}"
        assert standings(conditional, cast.chair_ep) == [[met, f"Refused by Head Ep, {today()}"], ["Open"]]

    def test_of_two_heads_each_has_its_own(self, cast):
        one = subject_to([{"passage": "", "text": "Only this."}])
        version = stages.decided(cast, stages.submitted(cast), EP=subject_to(), JP=one)
        found = Round.objects.get(version_round__version=version, version_round__stage="heads")
        ballots.log_condition_met(found, by=cast.secretariat, office="JP", item=1)
        assert standings(version, cast.hod_us) == [["Open"], ["Open"]]
        assert standings(version, cast.hod_us, "JP") == [[f"Met, logged by the secretariat, {today()}"]]
        assert heads_of(version, cast.hod_us)["KR"]["entries"] == []

    def test_where_another_head_returns_none_is_followed(self, cast):
        back = {"answer": "return", "items": ballots.packed([{"passage": "", "text": "Too long."}])}
        version = stages.decided(cast, stages.submitted(cast), EP=subject_to(), JP=back)
        assert standings(version, cast.hod_us) == [[], []]
        assert heads_of(version, cast.hod_us)["JP"]["entries"] == [
            {"passage": "", "text": "Too long.", "standing": []}
        ]


class TestWhoReads:
    def test_the_circle_alone(self, cast, conditional, round):
        """Conditions, how they stand and who signed: nothing of it to anybody else, on the page or beside it."""
        ballots.log_condition_met(round, by=cast.secretariat, office="EP", item=1, text=SECRET)
        address = conditional.get_absolute_url()
        read, met = set(), set()
        for key in EVERYBODY:
            if key in {"inactive", "anonymous"}:
                continue
            text = text_of(cast.client(key).get(address))
            read |= {key} if SECRET in text else set()
            met |= {key} if "logged by the secretariat" in text else set()
        assert (read, met) == (CIRCLE, CIRCLE)

    @pytest.mark.parametrize(
        "key", ["delegate_ep", "alternate_ep", "observer", "industry", "expert", "site_admin"]
    )
    def test_others_have_no_row(self, cast, conditional, key):
        assert heads_of(conditional, cast.hat(key)) == {}

    def test_on_the_page(self, cast, conditional, round):
        ballots.log_condition_met(round, by=cast.secretariat, office="EP", item=1)
        text = text_of(cast.client("head_ep").get(conditional.get_absolute_url()))
        assert f"Goal 2:</b> A cost {SECRET}.<small>Met, logged by the secretariat, {today()}</small>" in text


class TestDelegation:
    @pytest.fixture
    def by_deputy(self, cast):
        """A version that a deputy head of the EPO answers by a dated delegation, and the delegation."""
        version = stages.submitted(cast)
        now = clock.now()
        accounts.designate(
            cast.deputy_ep,
            since=now - dt.timedelta(days=1),
            until=now + dt.timedelta(days=9),
            by=cast.head_ep,
        )
        running = version.rounds.get(round__state="open").round
        ballots.cast(running, by=cast.deputy_ep, answer="endorse")
        return version, cast.deputy_ep.designations.get()

    def test_a_deputy_head_is_printed_with_the_dates(self, cast, by_deputy):
        version, held = by_deputy
        zone = cast.head_ep.office.zone
        first = formats.date_format(held.since.astimezone(zone), "j F Y")
        last = formats.date_format(periods.last_day(held.until, zone), "j F Y")
        words = f"Deputy Ep, deputy head of office, delegated from {first} until {last}"
        assert heads_of(version, cast.hod_jp)["EP"]["name"] == words
        assert words in text_of(cast.client("chair_kr").get(version.get_absolute_url()))
        for key in ("delegate_jp", "observer"):
            assert "delegated from" not in text_of(cast.client(key).get(version.get_absolute_url()))

    def test_a_later_delegation_and_an_ended_one_do_not_change_it(self, cast, by_deputy):
        version, _held = by_deputy
        before = heads_of(version, cast.hod_jp)["EP"]["name"]
        later = clock.now() + dt.timedelta(days=30)
        accounts.designate(cast.deputy_ep, since=later, until=later + dt.timedelta(days=1), by=cast.head_ep)
        assert heads_of(version, cast.hod_jp)["EP"]["name"] == before

    def test_a_head_has_none(self, cast):
        version = stages.decided(cast, stages.submitted(cast))
        assert heads_of(version, cast.hod_jp)["EP"]["name"] == "Head Ep, head of office"


@pytest.mark.parametrize("heads", [1, 3])
def test_the_same_queries_whatever_the_number_of_conditions(cast, heads, django_assert_num_queries):
    said = subject_to([{"passage": "", "text": f"Number {n}."} for n in range(heads)])
    version = stages.decided(cast, stages.submitted(cast), **dict.fromkeys(stages.CODES[:heads], said))
    read_anew = Version.objects.prefetch_related("rounds__round__rule_set", "rounds__round__settlement")
    found, hat = read_anew.get(pk=version.pk), cast.hod_jp
    with django_assert_num_queries(6):
        rows = signoff_of(found, hat)["heads"]
    assert [len(each["entries"]) for each in rows] == [heads] * heads + [0] * (5 - heads)
