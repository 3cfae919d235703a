"""What is prepared under a rule with pages of its own: a silence, a session, a round of the Heads."""

import datetime as dt

import pytest

from ip5.accounts import actions as accounts
from ip5.ballots import actions
from ip5.ballots.models import Position, PreparedPosition, Round
from ip5.kernel import clock
from ip5.kernel.errors import Refused
from ip5.outbox.models import Notice
from tests import silences
from tests.ballots.ended_rounds import five_heads
from tests.ballots.sittings import ITEMS, SECRET, WORDS, in_session, of_heads
from tests.reading import text_of

pytestmark = pytest.mark.django_db
OUTSIDERS = ["hod_us", "delegate_us", "chair_kr", "secretariat", "site_admin", "observer", "expert", "leaver"]
OBJECTION = {"answer": "object", **{f"object_{name}": words for name, words in WORDS.items()}}
CONDITIONS = {
    f"endorse_subject_to_{number}_{name}": item[name]
    for number, item in enumerate(ITEMS, 1)
    for name in ("passage", "text")
}


@pytest.fixture
def silence(cast):
    """A proposal on which the silence runs, and its round."""
    proposal = silences.in_silence(cast)
    return proposal, Round.objects.get(address__startswith=proposal.get_absolute_url())


def prepares(cast, key, round, data):
    """Let a member of the cast prepare on the page."""
    return cast.client(key).post(f"/ballots/{round.uuid}/prepare/", {"version": "0", **data})


class TestSilence:
    def test_what_breaks_it_is_prepared_and_only_the_head_of_delegation_breaks_it(self, cast, silence):
        proposal, round = silence
        assert prepares(cast, "delegate_jp", round, {**OBJECTION, "note": SECRET}).status_code == 302
        assert (Position.objects.count(), Round.objects.get(pk=round.pk).state) == (0, "open")
        way = f"/proposals/{proposal.uuid}/break-silence/"
        hod = cast.client("hod_jp")
        page = text_of(hod.get(round.address))
        assert "Only the delegation of the JPO sees this." in page
        assert WORDS["remedy"] in page
        begun = hod.get(way)
        assert "prepared. Nothing of it is said yet." in text_of(begun)
        assert begun.context["form"]["object_text"].value() == WORDS["text"]
        assert cast.client("delegate_jp").post(way, {**OBJECTION, "sure": "on"}).status_code == 403
        hod.post(way, {**OBJECTION, "sure": "on", "confirmed": "1"})
        assert Position.objects.get().remedy == WORDS["remedy"]

    def test_a_statement_begins_with_what_is_prepared_and_breaking_does_not(self, cast, silence):
        proposal, round = silence
        prepares(cast, "delegate_jp", round, {"answer": "statement", "statement_text": f"noted {SECRET}"})
        hod = cast.client("hod_jp")
        statement = hod.get(f"/ballots/{round.uuid}/statement/")
        assert statement.context["form"]["text"].value() == f"noted {SECRET}"
        assert SECRET not in text_of(hod.get(f"/proposals/{proposal.uuid}/break-silence/"))

    @pytest.mark.parametrize("key", OUTSIDERS)
    def test_nobody_else_finds_anything_of_it(self, cast, silence, key):
        proposal, round = silence
        prepares(cast, "delegate_jp", round, OBJECTION)
        browser = cast.client(key)
        for place in (
            round.address,
            f"/proposals/{proposal.uuid}/break-silence/",
            f"/ballots/{round.uuid}/statement/",
            f"/ballots/{round.uuid}/prepare/",
            f"/api/v1/rounds/{round.uuid}/",
        ):
            assert SECRET not in text_of(browser.get(place)), place

    def test_nothing_is_cast_from_what_is_prepared(self, cast, silence):
        _proposal, round = silence
        prepares(cast, "delegate_jp", round, OBJECTION)
        assert cast.client("hod_jp").get(f"/ballots/{round.uuid}/cast/prepared/").status_code == 403

    def test_it_is_prepared_before_the_opening_too(self, cast):
        proposal = silences.announced(cast)
        round = Round.objects.get(address__startswith=proposal.get_absolute_url())
        assert prepares(cast, "delegate_jp", round, OBJECTION).status_code == 302
        # A refusal needs words of its own: it is not what was prepared.
        refusal = cast.client("hod_jp").get(f"/ballots/{round.uuid}/refuse/")
        assert SECRET not in text_of(refusal)

    @pytest.mark.parametrize("key", ["hod_jp", "delegate_jp"])
    def test_the_page_keeps_its_budget(self, cast, silence, key, django_assert_max_num_queries):
        _proposal, round = silence
        actions.prepare(round, by=cast.delegate_jp, answer="statement", text="So noted.")
        client = cast.client(key)
        client.get(round.address)
        with django_assert_max_num_queries(12):
            client.get(round.address)


class TestSession:
    def test_what_is_prepared_is_pressed_by_the_head_of_delegation(self, cast):
        round = in_session(cast, seconds=900)
        assert prepares(cast, "delegate_jp", round, OBJECTION).status_code == 302
        hod = cast.client("hod_jp")
        assert (
            f'href="/ballots/{round.uuid}/cast/prepared/"'
            in hod.get(round.get_absolute_url()).content.decode()
        )
        sure = hod.get(f"/ballots/{round.uuid}/cast/prepared/")
        assert "On behalf of the JPO I <b>object to</b>" in text_of(sure)
        assert sure.context["action"] == f"/ballots/{round.uuid}/press/"
        hod.post(sure.context["action"], {**dict(sure.context["hidden"]), "sure": "on"})
        assert Position.objects.get().text == WORDS["text"]

    def test_an_absent_delegation_prepares_nothing(self, cast):
        round = in_session(cast, "JP", seconds=900)
        assert prepares(cast, "delegate_jp", round, OBJECTION).status_code == 403


class TestHeads:
    @pytest.fixture
    def round(self, cast):
        five_heads(cast)
        return of_heads(cast)

    def test_the_delegation_prepares_and_the_head_answers(self, cast, round):
        data = {"answer": "endorse_subject_to", "rows": "5", **CONDITIONS}
        assert prepares(cast, "delegate_ep", round, data).status_code == 302
        assert PreparedPosition.objects.get().entries == ITEMS
        told = Notice.objects.filter(kind="position_prepared")
        assert [each.mandate for each in told] == [cast.head_ep]
        head = cast.client("head_ep")
        assert SECRET in text_of(head.get(round.get_absolute_url()))
        sure = head.get(f"/ballots/{round.uuid}/cast/prepared/")
        assert "I <b>endorse, subject to the conditions below,</b>" in text_of(sure)
        head.post(sure.context["action"], {**dict(sure.context["hidden"]), "sure": "on"})
        assert Position.objects.get().entries == ITEMS

    def test_a_deputy_reads_it_and_answers_with_it_only_by_dated_delegation(self, cast, round):
        actions.prepare(round, by=cast.delegate_ep, answer="endorse")
        way = f"/ballots/{round.uuid}/cast/prepared/"
        assert cast.client("deputy_ep").get(way).status_code == 403
        with pytest.raises(Refused):
            actions.prepare(round, by=cast.deputy_ep, answer="return")
        now = clock.now()
        accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=9), by=cast.head_ep)
        assert cast.client("deputy_ep").get(way).status_code == 200

    def test_a_deferral_whose_day_has_passed_comes_back_as_the_form(self, cast, round):
        day = clock.now().date() + dt.timedelta(days=1)
        actions.prepare(round, by=cast.delegate_ep, answer="defer", text="After the budget.", until=day)
        PreparedPosition.objects.update(until=clock.now().date() - dt.timedelta(days=1))
        form = cast.client("head_ep").get(f"/ballots/{round.uuid}/cast/prepared/")
        assert form.status_code == 422
        assert form.context["action"] == f"/ballots/{round.uuid}/answer/"
        assert "After the budget." in text_of(form)

    def test_more_rows_keep_what_was_typed(self, cast, round):
        data = {
            "answer": "return",
            "rows": "5",
            "return_1_text": f"typed {SECRET}",
            "more": "1",
            "note": "mine",
        }
        more = prepares(cast, "delegate_ep", round, data)
        assert more.context["form"].count == 10
        assert f"typed {SECRET}" in text_of(more)
        assert PreparedPosition.objects.count() == 0

    @pytest.mark.parametrize("key", OUTSIDERS)
    def test_nobody_else_finds_anything_of_it(self, cast, round, key):
        prepares(cast, "delegate_ep", round, {"answer": "endorse_subject_to", "rows": "5", **CONDITIONS})
        browser = cast.client(key)
        for place in (
            round.get_absolute_url(),
            f"/ballots/{round.uuid}/prepare/",
            f"/api/v1/rounds/{round.uuid}/",
        ):
            assert SECRET not in text_of(browser.get(place)), place
