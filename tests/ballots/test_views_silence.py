"""The pages of a silence procedure: words, receipts, confirmations; a page that is read writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.ballots import actions
from ip5.ballots.models import Position, Receipt, Round
from tests import silences
from tests.ballots import sittings
from tests.cast import HODS, MEMBERS
from tests.test_access import written

pytestmark = pytest.mark.django_db
BUDGET = 12
READERS = ("hod_ep", "alternate_ep", "delegate_jp", "hod_jp", "chair_kr", "secretariat", "observer")
FORM = 'id="receipt-form"'
SECRET = "We read “shall” as “may”."


def round_of(proposal):
    return Round.objects.select_related("rule_set").get(endorsement__proposal=proposal)


def page(cast, key, round):
    return cast.client(key).get(round.get_absolute_url())


def words(response):
    return " ".join(response.content.decode().split())


def test_an_announced_one_says_when_it_opens_and_may_be_refused(cast):
    round = round_of(silences.announced(cast))
    response = page(cast, "hod_jp", round)
    assert (response.status_code, response.context["silence"]["may_refuse"].allowed) == (200, True)
    assert len(response.context["silence"]["opens"]["rows"]) == 6
    text = words(response)
    for part in (
        "Silence procedure announced",
        "lasts 5 common working days",
        "Refuse the silence procedure",
    ):
        assert part in text
    assert FORM not in text
    assert "Break the silence" not in text


def test_an_open_one_shows_the_exact_instant_and_the_receipts_to_members(cast):
    round = round_of(silences.in_silence(cast))
    actions.receive(round, by=cast.hod_jp)
    actions.state_for_record(round, by=cast.hod_us, text=SECRET)
    response = page(cast, "delegate_ep", round)
    text = words(response)
    assert f"{round.ends_at:%Y-%m-%d %H:%M:%S} UTC" in text
    rows = response.context["silence"]["receipts"]
    assert [(row["office"].code, bool(row["at"]), row["position"]) for row in rows] == [
        ("EP", False, "Silent"),
        ("JP", True, "Silent"),
        ("KR", False, "Silent"),
        ("CN", False, "Silent"),
        ("US", False, "Statement, opened at the close"),
    ]  # fmt: skip
    assert response.context["silence"]["received_note"] == "2 of 5 offices"
    assert (SECRET in text, FORM in text) == (False, False)
    seen = page(cast, "observer", round)
    assert (seen.status_code, seen.context["silence"]["receipts"], "JPO" in words(seen)) == (200, [], False)


@pytest.mark.parametrize("key", [*READERS, "hod_us"])
def test_reading_any_page_of_it_writes_nothing(cast, key):
    rounds = [round_of(silences.announced(cast)), round_of(silences.in_silence(cast, "Another"))]
    client = cast.client(key)
    client.get("/ballots/")
    before = written()
    for round in rounds:
        for address in (
            round.get_absolute_url(),
            *(f"/ballots/{round.uuid}/{name}/" for name in ("refuse", "statement", "certificate")),
            round.get_absolute_url().replace("ballot/1/", "break-silence/"),
        ):
            client.get(address)
    assert written() == before
    assert Receipt.objects.count() == 0


class TestReceipts:
    def test_the_page_offers_to_send_one_until_the_office_has_received(self, cast):
        round = round_of(silences.in_silence(cast))
        wanting = {
            key
            for key in MEMBERS
            if key not in {"inactive"}
            and (found := page(cast, key, round)).status_code == 200
            and FORM in words(found)
        }
        assert wanting == {*HODS, "alternate_ep"}
        actions.receive(round, by=cast.alternate_ep)
        assert FORM not in words(page(cast, "hod_ep", round))

    def test_the_module_posts_it_and_the_button_too(self, cast):
        round = round_of(silences.in_silence(cast))
        sent = cast.client("hod_jp").post(f"/ballots/{round.uuid}/received/", {"how": "opened"})
        assert (sent.status_code, sent.json()) == (
            200,
            {
                "message": "The receipt of your office is recorded.",
                "short": "Received just now",
                "count": "1 of 5 offices",
            },
        )
        pressed = cast.client("hod_us").post(f"/ballots/{round.uuid}/received/")
        assert (pressed.status_code, pressed.url) == (302, round.get_absolute_url())
        assert list(Receipt.objects.order_by("at").values_list("office__code", "how")) == [
            ("JP", "opened"),
            ("US", "pressed"),
        ]

    def test_without_the_forms_token_nothing_is_received(self, cast):
        from django.test import Client

        round, client = round_of(silences.in_silence(cast)), Client(enforce_csrf_checks=True)
        client.force_login(cast.hod_jp.person)
        assert client.post(f"/ballots/{round.uuid}/received/", {"how": "opened"}).status_code == 403
        assert client.get(f"/ballots/{round.uuid}/received/").status_code == 405
        assert Receipt.objects.count() == 0


class TestConfirmations:
    def address(self, round, name):
        if name == "break":
            return round.get_absolute_url().replace("ballot/1/", "break-silence/")
        return f"/ballots/{round.uuid}/{name}/"

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("refuse", {"text": "Not so."}, "I <b>refuse the silence procedure on</b> the proposal"),
            ("statement", {"text": SECRET}, "I <b>put a statement on record with</b> the proposal"),
            (
                "break",
                {"answer": "object", "object_passage": "3", "object_text": "No.", "object_remedy": "Less."},
                "I <b>object to</b> the proposal",
            ),
            (
                "break",
                {"answer": "amend", "amend_text": "May."},
                "I <b>propose an amendment to</b> the proposal",
            ),
        ],
    )
    def test_a_form_then_the_whole_sentence_then_the_deed(self, cast, name, data, sentence):
        proposal = silences.announced(cast) if name == "refuse" else silences.in_silence(cast)
        round, client = round_of(proposal), cast.client("hod_jp")
        address = self.address(round, name)
        assert client.get(address).status_code == 200
        asked = client.post(address, data)
        assert (asked.status_code, sentence in words(asked)) == (200, True)
        unsure = client.post(address, {**data, "confirmed": "1"})
        assert "Confirm first that you are authorised." in words(unsure)
        back = client.post(address, {**data, "change": "1"})
        assert (back.status_code, next(iter(data.values())) in words(back)) == (200, True)
        assert (Round.objects.get().state, Position.objects.count()) == (round.state, 0)
        done = client.post(address, {**data, "sure": "on", "confirmed": "1"}, follow=True)
        assert done.redirect_chain == [(round.get_absolute_url(), 302)]
        proposal.refresh_from_db()
        assert (Round.objects.get().status, proposal.state) == {
            "refuse": ("refused", "tabled"),
            "statement": ("open", "in_ballot"),
            "break": ("broken", "tabled"),
        }[name]

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("refuse", {"text": " "}),
            ("statement", {"text": ""}),
            ("break", {}),
            ("break", {"answer": "support"}),
            ("break", {"answer": "object", "object_text": "No."}),
            ("statement", {"text": "x" * 5_001}),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self, cast, name, data):
        proposal = silences.announced(cast) if name == "refuse" else silences.in_silence(cast)
        response = cast.client("hod_jp").post(self.address(round_of(proposal), name), {**data, "sure": "on"})
        assert response.status_code == 422
        assert [each for each in data.values() if each.strip() and each not in words(response)] in (
            [],
            ["support"],
        )
        assert Position.objects.count() == 0

    def test_who_may_not_reads_why_beside_the_button(self, cast):
        round = round_of(silences.in_silence(cast))
        for key, reason in {
            "delegate_jp": "Only the head of delegation commits the office",
            "alternate_ep": "You are not designated at present",
        }.items():
            assert reason in words(page(cast, key, round))
            for name in ("statement", "break"):
                assert cast.client(key).get(self.address(round, name)).status_code == 403

    def test_the_wrong_state_is_told(self, cast):
        announced, running = (
            round_of(silences.announced(cast)),
            round_of(silences.in_silence(cast, "Another")),
        )
        client = cast.client("hod_jp")
        statuses = [
            client.get(self.address(round, name)).status_code
            for round in (announced, running)
            for name in ("refuse", "statement", "break")
        ]
        assert statuses == [200, 409, 409, 409, 200, 200]
        assert client.post(f"/ballots/{announced.uuid}/received/").status_code == 409


def test_a_refused_one_says_why_to_members(cast):
    proposal = silences.announced(cast)
    actions.refuse(round_of(proposal), by=cast.hod_cn, reason="Zinc and copper.")
    seen = {
        key: "Zinc and copper." in words(page(cast, key, round_of(proposal)))
        for key in ("hod_ep", "chair_kr", "delegate_jp", "observer")
    }
    assert seen == {"hod_ep": True, "chair_kr": True, "delegate_jp": True, "observer": False}


def test_a_broken_one_names_the_office_and_its_words_to_members_alone(cast):
    from proposals import actions as proposals

    proposal = silences.in_silence(cast)
    proposals.break_silence(proposal, by=cast.hod_cn, **silences.AMENDMENT)
    for key in ("hod_ep", "delegate_jp", "chair_kr", "secretariat"):
        text = words(page(cast, key, round_of(proposal)))
        assert ("Broken by the CNIPA" in text, silences.AMENDMENT["text"] in text) == (True, True)
    text = words(page(cast, "observer", round_of(proposal)))
    assert ("Silence broken" in text, "CNIPA" in text, silences.AMENDMENT["text"] in text) == (
        True,
        False,
        False,
    )


def test_there_is_no_certificate_before_it_is_adopted(cast):
    round = round_of(silences.in_silence(cast))
    assert cast.client("hod_jp").get(f"/ballots/{round.uuid}/certificate/").status_code == 403
    actions.break_silence(round, by=cast.hod_cn, **silences.AMENDMENT)
    assert cast.client("hod_jp").get(f"/ballots/{round.uuid}/certificate/").status_code == 404


def test_the_announcement_shows_its_dates_beforehand(cast):
    proposal = silences.ready(cast)
    response = cast.client("chair_kr").get(f"/proposals/{proposal.uuid}/announce-round/")
    assert [row["days"] for row in response.context["dates"]["rows"]] == [3, 5, 6, 7, 8, 9, 10]
    done = cast.client("chair_kr").post(f"/proposals/{proposal.uuid}/announce-round/", {"days": "5"})
    found = round_of(proposal)
    assert (done.status_code, done.url) == (302, found.get_absolute_url())
    assert found.ends_at == response.context["dates"]["rows"][1]["at"]
    assert found.opened_at == response.context["dates"]["opens"]


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("key", READERS)
def test_twelve_questions_at_most(cast, key):
    from proposals import actions as proposals

    announced = silences.announced(cast, "One")
    running = silences.in_silence(cast, "Two")
    for hod in HODS[:3]:
        actions.receive(round_of(running), by=cast.hat(hod))
    actions.state_for_record(round_of(running), by=cast.hod_us, text=SECRET)
    broken = silences.in_silence(cast, "Three")
    proposals.break_silence(broken, by=cast.hod_cn, **silences.AMENDMENT)
    client = cast.client(key)
    counts = {
        name: queries(client, round_of(each).get_absolute_url())
        for name, each in (("announced", announced), ("running", running), ("broken", broken))
    }
    assert max(counts.values()) <= BUDGET, counts


def test_a_plain_round_is_received_spoken_on_and_broken_on_its_own_page(cast):
    round = silences.running(cast, sittings.asked())
    for key in READERS:
        assert page(cast, key, round).status_code == 200
    text = words(page(cast, "hod_jp", round))
    assert FORM in text
    assert f'href="/ballots/{round.uuid}/break/"' in text
    sent = {"answer": "amend", "amend_text": "Say may.", "sure": "on", "confirmed": "1"}
    assert cast.client("hod_jp").post(f"/ballots/{round.uuid}/break/", sent).status_code == 302
    assert Round.objects.get(pk=round.pk).outcome == "broken"
    assert "Silence broken" in words(page(cast, "delegate_ep", round))
