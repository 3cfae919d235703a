"""A round of the Heads on screen: who is shown what, the form without JavaScript, the deed confirmed."""

import datetime as dt

import pytest
from django.urls import reverse

from ip5.accounts import actions as accounts
from ip5.ballots import actions
from ip5.ballots.models import Position
from ip5.kernel import clock
from tests.ballots.ended_rounds import five_heads
from tests.ballots.sittings import ITEMS, SECRET, all_give, give, of_heads
from tests.cast import MEMBERS
from tests.reading import text_of

CIRCLE = {"head_ep", "deputy_ep", "hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us"} | {
    "chair_ep", "chair_kr", "secretariat",
}  # fmt: skip
SEEING = sorted(set(MEMBERS) - {"inactive", "industry", "expert", "admin_ep", "site_admin"})
BLIND = ["industry", "expert", "admin_ep", "site_admin"]


def page(client, round):
    return client.get(round.get_absolute_url())


@pytest.fixture
def heads(db, cast):
    return five_heads(cast)


@pytest.fixture
def put(heads, cast):
    return of_heads(cast)


@pytest.fixture
def answered(heads, put):
    all_give(put, heads, "return", "endorse_subject_to", "endorse", "endorse", None)
    give(put, heads["KR"], "defer", until=clock.now().date() + dt.timedelta(days=30))
    return put


class TestPage:
    @pytest.mark.parametrize("key", SEEING)
    def test_answers_are_read_by_the_circle_alone(self, cast, answered, key):
        open_page = text_of(page(cast.client(key), answered))
        actions.close_heads(answered, by=cast.chair_kr, closing_note="Berlin")
        closed_page = text_of(page(cast.client(key), answered))
        for shown in (open_page, closed_page):
            assert (SECRET in shown) is (key in CIRCLE)
            assert ("changed once" in shown) is (key in CIRCLE)
        # While it is open a delegation reads the words of the form in which it prepares an answer.
        assert ("Return with comments" in closed_page) is (key in CIRCLE)
        assert ("Why this outcome" in closed_page) is (key in CIRCLE)
        assert "Returned by the Heads" in closed_page
        api = cast.client(key).get(f"/api/v1/rounds/{answered.uuid}/").content.decode()
        assert (SECRET in api) is (key in CIRCLE)
        assert ("any_return" in api) is (key in CIRCLE)

    @pytest.mark.parametrize("key", BLIND)
    def test_it_does_not_exist_for_others(self, cast, answered, key):
        assert page(cast.client(key), answered).status_code == 404

    def test_who_signed_in_which_capacity(self, cast, heads, put):
        now = clock.now()
        accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=2), by=cast.head_ep)
        give(put, cast.deputy_ep, "endorse")
        response = page(cast.client("chair_kr"), put)
        rows = response.context["heads"]["sheet"]
        assert (rows[0]["who"], rows[0]["capacity"], rows[0]["label"]) == (
            "Deputy Ep", "deputy head, by dated delegation", "Endorse",
        )  # fmt: skip
        assert [row["label"] for row in rows[1:]] == ["Not yet"] * 4
        assert 'Deputy Ep<span class="table__sub">deputy head, by dated delegation' in text_of(response)

    def test_what_is_still_needed(self, cast, heads, put):
        all_give(put, heads, "endorse", "endorse", "endorse", "endorse", None)
        needed = page(cast.client("chair_kr"), put).context["heads"]["needed"]
        assert needed == [
            "The Head of the USPTO has not answered.",
            "There is no silence here and no time-out: the round stays open until they do.",
        ]
        at = give(put, heads["US"], "endorse").at + dt.timedelta(hours=24)
        assert page(cast.client("chair_kr"), put).context["heads"]["needed"] == [
            f"A co-chair may close it from {at:%Y-%m-%d %H:%M} UTC on, or at the Heads’ meeting; "
            "a change moves that on."
        ]

    @pytest.mark.parametrize("key", SEEING)
    def test_a_changed_answer_shows_to_the_circle_alone(self, cast, heads, put, key):
        """Sheet, course and the instant from which it may be closed tell the others of no change."""
        all_give(put, heads, *["endorse"] * 5)
        with_answers = key in CIRCLE

        def seen():
            context = page(cast.client(key), put).context
            found = context["heads"]
            return [row["at"] for row in found["sheet"]], found["needed"], context["events"]

        before, last = seen(), give(put, heads["KR"], "endorse")
        after = seen()
        assert (after != before) is with_answers
        if with_answers:
            assert after[0][2] == last.at
            assert str(after[2][0]["who"]) == "Answer changed"
        elif key != "observer":
            assert after[1] == [
                "A co-chair may close it 24 hours after the last answer was given or changed, "
                "or at the Heads’ meeting."
            ]

    def test_a_return_is_named_as_decisive_to_the_circle_alone(self, cast, heads, put):
        give(put, heads["JP"], "return")
        said = "A Head returns the version: that decides, also while another has not answered."
        assert said in page(cast.client("hod_us"), put).context["heads"]["needed"]
        assert said not in page(cast.client("delegate_jp"), put).context["heads"]["needed"]

    @pytest.mark.parametrize("key", ["head_ep", "hod_jp", "delegate_jp", "chair_kr", "observer"])
    def test_the_way_to_it_without_an_end(self, cast, put, key):
        """A round that never times out is listed where the others are, with no date beside it."""
        for way in ("/", "/ballots/"):
            response = cast.client(key).get(way)
            assert response.status_code == 200
            assert (f'href="{put.get_absolute_url()}"' in text_of(response)) is (
                way == "/ballots/" or key not in {"chair_kr", "observer"}
            )

    @pytest.mark.parametrize("key", ["head_ep", "delegate_jp", "chair_kr", "observer"])
    def test_within_its_budget(self, cast, answered, key, django_assert_max_num_queries):
        client = cast.client(key)
        page(client, answered)
        with django_assert_max_num_queries(12):
            assert page(client, answered).status_code == 200
        actions.close_heads(answered, by=cast.chair_kr, closing_note="Berlin")
        with django_assert_max_num_queries(12):
            assert page(client, answered).status_code == 200


class TestAnswering:
    @pytest.fixture
    def url(self, put):
        return reverse("ballots:answer_as_head", args=[put.uuid])

    def test_the_form_the_sentence_the_answer(self, cast, put, url):
        client = cast.client("head_ep")
        sent = {"answer": "endorse_subject_to", "endorse_subject_to_1_text": ITEMS[0]["text"], "rows": "5"}
        sent |= {"endorse_subject_to_1_passage": "Goal 2", "endorse_subject_to_3_text": "A date."}
        sure = client.post(url, sent)
        assert sure.status_code == 200
        assert (
            "“On behalf of the EPO I <b>endorse, subject to the conditions below,</b> Shared test sets"
            in text_of(sure)
        )
        assert SECRET in text_of(sure)
        assert not Position.objects.exists()
        unsure = client.post(url, {**sent, "confirmed": "1"})
        assert "Confirm first that you are authorised." in text_of(unsure)
        assert client.post(url, {**sent, "sure": "on"}).status_code == 302
        assert Position.objects.get().entries == [
            {"passage": "Goal 2", "text": ITEMS[0]["text"]},
            {"passage": "", "text": "A date."},
        ]

    def test_more_rows_keep_what_was_typed(self, cast, put, url):
        sent = {"answer": "return", "return_5_text": "Words kept.", "rows": "5", "more": "1"}
        response = cast.client("head_ep").post(url, sent)
        form = response.context["form"]
        assert (response.status_code, form.count, form.errors) == (200, 10, {})
        assert 'name="return_10_text"' in response.content.decode()
        assert "Words kept." in response.content.decode()
        assert not Position.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({}, "answer"),
            ({"answer": "support"}, "answer"),
            ({"answer": "return"}, "return_1_text"),
            ({"answer": "return", "return_2_passage": "Goal"}, "return_2_text"),
            ({"answer": "defer", "defer_text": "why"}, "defer_until"),
            ({"answer": "defer", "defer_text": "why", "defer_until": "2001-01-01"}, "defer_until"),
            ({"answer": "defer", "defer_until": "2999-01-01"}, "defer_text"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, cast, put, url, sent, field):
        response = cast.client("head_ep").post(url, {**sent, "sure": "on"})
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        assert not Position.objects.exists()

    def test_changing_starts_with_what_was_answered(self, cast, heads, put, url):
        give(put, heads["EP"], "return")
        form = cast.client("head_ep").get(url).context["form"]
        assert (form["answer"].value(), form["return_1_passage"].value()) == ("return", "Goal 2")
        assert form["return_2_text"].value() == ITEMS[1]["text"]

    @pytest.mark.parametrize("key", sorted(set(SEEING) - {"head_ep"}))
    def test_nobody_else(self, cast, put, url, key):
        client = cast.client(key)
        assert client.get(url).status_code == 403
        assert client.post(url, {"answer": "endorse", "sure": "on"}).status_code == 403
        assert not Position.objects.exists()

    def test_after_the_close(self, cast, heads, put, url):
        all_give(put, heads, *("endorse",) * 5)
        actions.close_heads(put, by=cast.chair_kr, closing_note="Berlin")
        assert cast.client("head_ep").post(url, {"answer": "return", "sure": "on"}).status_code == 409

    def test_only_of_the_heads(self, db, cast, opened):
        address = reverse("ballots:answer_as_head", args=[opened().uuid])
        assert cast.client("head_ep").get(address).status_code == 404

    def test_within_its_budget(self, cast, put, url, django_assert_max_num_queries):
        client = cast.client("head_ep")
        for sent in ({"answer": "endorse"}, {"answer": "endorse", "sure": "on"}):
            with django_assert_max_num_queries(20 if "sure" in sent else 12):
                client.post(url, sent)
