"""A session's round on screen: pressing, recording, confirming and declining; who is shown what and when."""

import pytest
from django.urls import reverse

from ip5.ballots import actions
from ip5.ballots.models import Position, RecordedWords
from tests.ballots.sittings import SECRET, WORDS, in_session
from tests.cast import HODS, MEMBERS
from tests.reading import text_of

BLIND = ["industry", "expert", "admin_ep", "site_admin"]
SEEING = sorted(set(MEMBERS) - {"inactive", *BLIND})
OWN = {"delegate_jp", "hod_jp"}
BODY = {"chair_ep", "chair_kr", "secretariat"}
OBJECTION = {"answer": "object", **{f"object_{name}": words for name, words in WORDS.items()}}


def page(client, round):
    return client.get(round.get_absolute_url())


def recorded(round, cast):
    return actions.record_words(round, by=cast.secretariat, office="JP", answer="object", **WORDS)


def address(name, round, words=None):
    return reverse(f"ballots:{name}", args=[round.uuid, words.uuid] if words else [round.uuid])


@pytest.fixture
def round(db, cast):
    return in_session(cast, "CN", seconds=600)


class TestPage:
    @pytest.mark.parametrize("key", SEEING)
    def test_what_is_pressed_stays_with_the_own_office(self, cast, round, key):
        actions.cast(round, by=cast.hod_jp, answer="object", **WORDS)
        response = page(cast.client(key), round)
        assert response.status_code == 200
        # The form of the own office starts empty; what was said is not repeated before the close.
        assert SECRET not in text_of(response)

    @pytest.mark.parametrize("key", SEEING)
    def test_recorded_words_are_for_the_own_delegation_and_the_body(self, cast, round, key):
        recorded(round, cast)
        assert (SECRET in text_of(page(cast.client(key), round))) is (key in OWN | BODY)

    @pytest.mark.parametrize("key", BLIND)
    def test_it_does_not_exist_for_others(self, cast, round, key):
        for name in ("detail", "press", "record_words"):
            assert cast.client(key).get(address(name, round)).status_code == 404

    def test_the_roll_and_what_is_needed(self, cast, round):
        actions.cast(round, by=cast.hod_us, answer="object", **WORDS)
        recorded(round, cast)
        shown = page(cast.client("chair_kr"), round).context["session"]
        assert [(row["office"].code, row["label"]) for row in shown["rows"]] == [
            ("EP", "Present"), ("JP", "Present"), ("KR", "Present"), ("CN", "Absent"), ("US", "Answered"),
        ]  # fmt: skip
        assert shown["needed"] == [
            f"Objections and reservations are received until {round.ends_at:%Y-%m-%d %H:%M:%S} UTC.",
            "A delegation that is present and says nothing does not object.",
            "Before the close the recorded words of the JPO are confirmed or declined.",
            "The CNIPA is absent: agreement is provisional, and it has 10 common working days.",
        ]

    def test_fewer_than_four_present_is_a_discussion(self, cast, db):
        round = in_session(cast, "CN", "US")
        needed = page(cast.client("hod_ep"), round).context["session"]["needed"]
        assert needed[-1] == "Fewer than 4 delegations are present: a discussion only, nothing is decided."

    @pytest.mark.parametrize("key", ["hod_jp", "secretariat", "delegate_us", "observer"])
    def test_within_its_budget(self, cast, round, key, django_assert_max_num_queries):
        actions.cast(round, by=cast.hod_us, answer="object", **WORDS)
        recorded(round, cast)
        client = cast.client(key)
        page(client, round)
        with django_assert_max_num_queries(12):
            assert page(client, round).status_code == 200


def test_the_closed_page(cast, ended):
    round = in_session(cast, "CN")
    actions.cast(round, by=cast.hod_us, answer="reserve", **WORDS)
    closed = actions.close(ended(round), by=cast.chair_kr)
    for key, reads in (("delegate_jp", True), ("chair_kr", True), ("observer", False)):
        response = page(cast.client(key), closed)
        assert (SECRET in text_of(response)) is reads
        assert "Provisional, ad referendum" in text_of(response)
        if reads:
            rows = response.context["session"]["rows"]
            assert [(row["label"], row["note"]) for row in rows] == [
                ("Present", "did not object"), ("Present", "did not object"), ("Present", "did not object"),
                ("Absent", ""), ("Reserve", ""),
            ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "answer", "label"),
    [
        ("confirm", "support", "Confirmed"),
        ("confirm_with_reservation", "reserve", "Confirmed with a reservation"),
        ("decline", "object", "Declined"),
    ],
)
def test_what_the_absent_office_said_since(cast, ended, kind, answer, label, django_assert_max_num_queries):
    round = in_session(cast, "CN")
    closed = actions.close(ended(round), by=cast.chair_kr)
    actions.confirm(closed, by=cast.hod_cn, kind=kind, text=f"words {SECRET}")
    client = cast.client("delegate_jp")
    row = page(client, closed).context["session"]["rows"][3]
    assert (row["office"].code, row["answer"], row["label"], row["note"]) == ("CN", answer, label, "absent")
    with django_assert_max_num_queries(12):
        page(client, closed)


def test_after_the_time_the_page_says_so_and_words_may_still_be_confirmed(cast, ended):
    round = in_session(cast)
    words = recorded(round, cast)
    round = ended(round)
    client = cast.client("hod_jp")
    response = page(client, round)
    assert response.context["session"]["needed"][0] == "The time set has run; a co-chair closes the round."
    assert address("confirm_words", round, words) in text_of(response)
    assert client.post(address("press", round), {**OBJECTION, "sure": "on"}).status_code == 409
    assert client.post(address("confirm_words", round, words), {"sure": "on"}).status_code == 302
    assert Position.objects.get().recorded_id == words.pk


class TestPressing:
    def test_the_form_the_sentence_the_position(self, cast, round):
        client, url = cast.client("hod_jp"), address("press", round)
        sure = client.post(url, OBJECTION)
        assert "“On behalf of the JPO I <b>object to</b> Shared test sets, NETAI/M/2026/001.”" in text_of(
            sure
        )
        assert not Position.objects.exists()
        assert client.post(url, {**OBJECTION, "sure": "on"}).status_code == 302
        position = Position.objects.get()
        assert (position.answer, position.text, position.remedy) == ("object", WORDS["text"], WORDS["remedy"])

    @pytest.mark.parametrize("missing", sorted(WORDS))
    def test_what_is_missing_is_said_at_its_field(self, cast, round, missing):
        sent = {**OBJECTION, f"object_{missing}": "", "sure": "on"}
        response = cast.client("hod_jp").post(address("press", round), sent)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [f"object_{missing}"])
        assert not Position.objects.exists()

    @pytest.mark.parametrize("key", sorted(set(SEEING) - {"hod_ep", "hod_jp", "hod_kr", "hod_us"}))
    def test_nobody_else_nor_the_absent(self, cast, round, key):
        client = cast.client(key)
        assert client.get(address("press", round)).status_code == 403
        assert client.post(address("press", round), {**OBJECTION, "sure": "on"}).status_code == 403
        assert not Position.objects.exists()


class TestRecording:
    SAID = {"office": "US", **OBJECTION}

    def test_the_secretariat_takes_it_down(self, cast, round):
        client, url = cast.client("secretariat"), address("record_words", round)
        form = client.get(url).context["form"]
        assert [code for code, _label in form.fields["office"].choices] == ["EP", "JP", "KR", "US"]
        assert "“On behalf of the USPTO I <b>object to</b>" in text_of(client.post(url, self.SAID))
        assert client.post(url, {**self.SAID, "sure": "on"}).status_code == 302
        assert RecordedWords.objects.get().office.code == "US"
        assert client.post(url, {**self.SAID, "sure": "on"}).status_code == 409
        assert client.post(url, {**self.SAID, "office": "CN", "sure": "on"}).status_code == 422

    @pytest.mark.parametrize("key", sorted(set(SEEING) - {"secretariat"}))
    def test_nobody_else(self, cast, round, key):
        client = cast.client(key)
        assert client.get(address("record_words", round)).status_code == 403
        assert client.post(address("record_words", round), {**self.SAID, "sure": "on"}).status_code == 403
        assert not RecordedWords.objects.exists()

    @pytest.mark.parametrize("deed", ["confirm_words", "decline_words"])
    def test_that_head_of_delegation_answers_for_them(self, cast, round, deed):
        words = recorded(round, cast)
        client, url = cast.client("hod_jp"), address(deed, round, words)
        shown = client.get(url)
        assert "“On behalf of the JPO I <b>object to</b>" in text_of(shown)
        assert SECRET in text_of(shown)
        assert "Confirm first that you are authorised." in text_of(client.post(url, {"confirmed": "1"}))
        assert list(RecordedWords.objects.waiting()) == [words]
        assert client.post(url, {"sure": "on"}).status_code == 302
        assert client.post(url, {"sure": "on"}).status_code == 409
        assert Position.objects.count() == (deed == "confirm_words")

    @pytest.mark.parametrize("deed", ["confirm_words", "decline_words"])
    @pytest.mark.parametrize("key", sorted(set(SEEING) - {"hod_jp"}))
    def test_nobody_else_answers_for_them(self, cast, round, key, deed):
        words = recorded(round, cast)
        sees = key in OWN | BODY
        url = address(deed, round, words)
        assert cast.client(key).post(url, {"sure": "on"}).status_code == (403 if sees else 404)
        assert cast.client(key).get(url).status_code == (403 if sees else 404)
        assert list(RecordedWords.objects.waiting()) == [words]

    def test_only_of_this_round(self, cast, round):
        words = recorded(in_session(cast), cast)
        assert cast.client("hod_jp").post(address("confirm_words", round, words)).status_code == 404


class TestDetail:
    def test_a_round_whose_subject_has_a_page_is_shown_there(self, db, cast, opened):
        found = opened()
        response = cast.client("hod_jp").get(f"/ballots/{found.uuid}/")
        assert (response.status_code, response.url) == (302, found.address)

    def test_casting_leads_to_the_form_of_the_rule(self, cast, round):
        sent = {"answer": "support", "sure": "on", "confirmed": "1"}
        response = cast.client("hod_jp").post(address("cast", round), sent)
        assert (response.status_code, response.url) == (302, address("press", round))
        assert not Position.objects.exists()

    def test_an_explicit_round_without_a_subjects_page(self, cast, db):
        from tests.ballots.sittings import asked

        found = actions.open_round(asked(), by=cast.chair_kr, days=10)
        shown = text_of(page(cast.client("hod_jp"), found))
        assert f"/ballots/{found.uuid}/cast/" in shown
        assert f"/ballots/{found.uuid}/cast/" not in text_of(page(cast.client("delegate_jp"), found))

    @pytest.mark.parametrize("key", HODS)
    def test_the_list_leads_to_it(self, cast, round, key):
        assert f'href="/ballots/{round.uuid}/"' in text_of(cast.client(key).get("/ballots/"))
