"""Pages of what is added to a closed round: the way of a deed, who reads what, the ledger's filters."""

import io

import docx
import pytest

from ip5.ballots import actions
from ip5.ballots.models import Addition, Settlement
from ip5.ballots.querysets import is_of_heads_circle
from proposals.exports import documents
from proposals.models import Proposal
from tests import stages
from tests.access import EVERYBODY
from tests.ballots.ended_rounds import SECRET, closed, five_heads, fresh, heads
from tests.ballots.sittings import all_give, of_heads
from tests.reading import words_of_pdf

pytestmark = pytest.mark.django_db
MEMBERS = {
    *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"),
    *("delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
    *("chair_ep", "chair_kr", "secretariat"),
}
WORDS = "Words of hod_jp."


def settled(cast, kind="confirm_with_reservation"):
    """A proposal that the JPO accepted ad referendum and then confirmed, with a secret reservation."""
    from proposals import actions as deeds

    proposal = stages.closed(cast, {"hod_jp": "ad_referendum"})
    words = {"passage": "The second sentence.", "text": f"But {SECRET}."}
    deeds.confirm(proposal, by=cast.hod_jp, kind=kind, **words)
    return Proposal.objects.get(pk=proposal.pk)


class TestTheWayOfADeed:
    def test_form_confirmation_deed(self, cast):
        proposal = stages.closed(cast, {"hod_jp": "ad_referendum"})
        url, client = f"/proposals/{proposal.uuid}/ballot/1/ad-referendum/", cast.client("hod_jp")
        assert "Confirm or decline" in client.get(f"/proposals/{proposal.uuid}/ballot/1/").content.decode()
        assert "Ad referendum: the word of the JPO" in client.get(url).content.decode()
        wanting = client.post(url, {"kind": "decline"})
        assert (wanting.status_code, Addition.objects.count()) == (422, 0)
        assert "Give the reason; it is printed with the outcome." in wanting.content.decode()
        data = {
            "kind": "confirm_with_reservation",
            "confirm_with_reservation_reservation": "linguistic",
            "confirm_with_reservation_passage": "The second sentence.",
            "confirm_with_reservation_text": f"But {SECRET}.",
        }
        sure = client.post(url, data)
        assert (sure.status_code, Addition.objects.count()) == (200, 0)
        assert f"But {SECRET}." in sure.content.decode()
        unsure = client.post(url, data | {"confirmed": "1"})
        assert "Confirm first that you are authorised." in unsure.content.decode()
        back = client.post(url, data | {"change": "1"})
        assert f"But {SECRET}." in back.content.decode()
        assert Addition.objects.count() == 0
        done = client.post(url, data | {"confirmed": "1", "sure": "on"})
        assert (done.status_code, done["Location"]) == (
            302,
            f"/proposals/{proposal.uuid}/ballot/1/#additions",
        )
        added = Addition.objects.get()
        assert (added.kind, added.reservation, added.text) == (
            "confirm_with_reservation",
            "linguistic",
            f"But {SECRET}.",
        )
        proposal.refresh_from_db()
        assert proposal.state == "tf_endorsed_with_reservations"
        again = client.post(url, data | {"confirmed": "1", "sure": "on"})
        assert (again.status_code, Addition.objects.count()) == (409, 1)

    def test_lifting_and_narrowing(self, cast):
        proposal = stages.closed(cast, {"hod_jp": "reserve"})
        round, client = proposal.endorsements.get().round, cast.client("hod_jp")
        url = f"/ballots/{round.uuid}/reservation/narrow/"
        assert WORDS in client.get(url).content.decode()
        data = {"reservation": "linguistic", "passage": "3.1", "text": f"Now {SECRET}."}
        assert client.post(url, data | {"text": ""}).status_code == 422
        assert f"Now {SECRET}." in client.post(url, data).content.decode()
        done = client.post(url, data | {"sure": "on", "confirmed": "1"})
        assert (done.status_code, done["Location"]) == (302, f"{round.address}#reservations")
        url = f"/ballots/{round.uuid}/reservation/lift/"
        assert f"Now {SECRET}." in client.get(url).content.decode()
        assert client.post(url, {"confirmed": "1"}).status_code == 200
        assert client.post(url, {"sure": "on", "confirmed": "1"}).status_code == 302
        assert list(Addition.objects.order_by("seq").values_list("kind", flat=True)) == [
            "reservation_narrowed",
            "reservation_lifted",
        ]
        page = client.get(round.address).content.decode()
        assert (f"<s>Now {SECRET}.</s>" in page, WORDS in page) == (True, True)

    def test_the_conditions_of_a_head(self, cast):
        round = heads(cast, five_heads(cast), "EP")
        secretariat, head = cast.client("secretariat"), cast.client("head_ep")
        url = f"/ballots/{round.uuid}/conditions/EP/"
        sure = {"sure": "on", "confirmed": "1"}
        assert "Log condition 1 of the EPO as met" in secretariat.get(f"{url}1/met/").content.decode()
        assert head.post(f"{url}1/confirmed/", sure).status_code == 422
        assert secretariat.post(f"{url}1/met/", {"text": "See Annex 2."} | sure).status_code == 302
        assert head.post(f"{url}1/confirmed/", sure).status_code == 302
        assert secretariat.post(f"{url}2/met/", sure).status_code == 302
        assert head.post(f"{url}2/refused/", sure).status_code == 422
        assert head.post(f"{url}2/refused/", {"text": "No date."} | sure).status_code == 302
        assert fresh(round).standing_outcome == "heads_returned"
        assert head.get(f"{url}2/refused/").status_code == 409

    @pytest.mark.parametrize("path", ["XX/1/met", "EP/3/met", "EP/1/praised"])
    def test_no_such_condition(self, cast, path):
        round = heads(cast, five_heads(cast), "EP")
        assert cast.client("secretariat").get(f"/ballots/{round.uuid}/conditions/{path}/").status_code == 404


class TestWhoReads:
    """Nothing of a reservation leaves the members: no page, no file, no answer of the API."""

    def test_pages_files_and_the_api(self, cast):
        proposal = settled(cast)
        address, round = proposal.get_absolute_url(), proposal.endorsements.get().round
        places = [
            address,
            f"{address}ballot/1/",
            f"{address}history/",
            f"{address}export/markdown/",
            "/ballots/reservations/",
            f"/api/v1/rounds/{round.uuid}/",
            f"/api/v1/proposals/{proposal.uuid}/",
        ]
        read = {
            key: {place for place in places if SECRET in cast.client(key).get(place).content.decode()}
            for key in EVERYBODY
            if key != "inactive"
        }
        shown = {
            address,
            f"{address}ballot/1/",
            f"{address}export/markdown/",
            "/ballots/reservations/",
            places[5],
        }
        assert read == {key: shown if key in MEMBERS else set() for key in read}

    @pytest.mark.parametrize("key", sorted(MEMBERS))
    def test_the_course_names_what_the_heads_said_to_their_circle_alone(self, cast, key):
        five = five_heads(cast)
        round = of_heads(cast)
        all_give(round, five, "endorse_subject_to", *["endorse"] * 4)
        actions.close_heads(round, by=cast.chair_kr, closing_note="Berlin")
        for item in (1, 2):
            actions.log_condition_met(round, by=cast.secretariat, office="EP", item=item)
        actions.confirm_condition(round, by=five["EP"], item=1)
        actions.refuse_condition(round, by=five["EP"], item=2, text="No date.")
        said = ["Condition refused", "Condition confirmed", "Condition met", "Condition met"]
        shown = cast.client(key).get(f"/ballots/{round.uuid}/").context["events"]
        assert [str(row["who"]) for row in shown][:-7] == [
            *["Settled"],
            *(said if is_of_heads_circle(cast.hat(key)) else []),
        ]

    @pytest.mark.parametrize("kind", ["pdf", "docx", "markdown"])
    def test_files_hold_the_numbered_footnote_for_members_alone(self, cast, kind):
        proposal = settled(cast)
        line = f"JPO, substantive, on “The second sentence.”: But {SECRET}."
        for key, holds in (("hod_cn", True), ("observer", False)):
            file = documents.export(proposal, kind, hat=cast.hat(key))
            words = "".join(text_in(kind, file.body).split())
            found = [each.replace(" ", "") in words for each in (line, "Reservations, for members only")]
            assert found == [holds, holds], key
        assert SECRET not in text_in(kind, documents.export(proposal, kind).body)

    def test_a_lifted_one_leaves_the_text_and_stays_in_the_ledger(self, cast):
        proposal = settled(cast)
        round = proposal.endorsements.get().round
        actions.lift(round, by=cast.hod_jp)
        client = cast.client("hod_cn")
        assert SECRET not in client.get(proposal.get_absolute_url()).content.decode()
        assert SECRET not in documents.export(proposal, "markdown", hat=cast.hod_cn).body.decode()
        assert SECRET in client.get("/ballots/reservations/").content.decode()
        assert SECRET in client.get(round.address).content.decode()

    def test_the_api_of_a_settled_round(self, cast):
        proposal = settled(cast)
        round, made = proposal.endorsements.get().round, Settlement.objects.get()
        member = cast.client("hod_cn").get(f"/api/v1/rounds/{round.uuid}/").json()
        observer = cast.client("observer").get(f"/api/v1/rounds/{round.uuid}/").json()
        for answer in (member, observer):
            assert (answer["outcome"], answer["standing_outcome"], answer["standing_level"]) == (
                "provisional",
                "tf_endorsed_with_reservations",
                "consensus",
            )
        assert member["settlement"]["hash"] == made.hash
        assert (observer["settlement"]["hash"], observer["additions"]) == ("", [])
        assert [(each["office"], each["kind"], each["reservation"]) for each in member["additions"]] == [
            ("JP", "confirm_with_reservation", "substantive")
        ]


def text_in(kind, body):
    """Return the words of a file."""
    if kind == "pdf":
        return words_of_pdf(body)
    if kind == "docx":
        return "\n".join(each.text for each in docx.Document(io.BytesIO(body)).paragraphs)
    return body.decode().replace("\\", "")


class TestTheLedgersPage:
    @pytest.mark.parametrize(
        ("query", "offices"),
        [
            ("", ["EP", "KR"]),
            ("?office=KR", ["KR"]),
            ("?office=US", []),
            ("?kind=linguistic", ["KR"]),
            ("?standing=standing", ["EP"]),
            ("?standing=narrowed&kind=linguistic&office=KR", ["KR"]),
            ("?standing=lifted", []),
            ("?standing=nonsense", []),
        ],
    )
    def test_filters(self, cast, query, offices):
        round = closed(cast, "reserve", "support", "reserve", "support", "support")
        actions.narrow(round, by=cast.hod_kr, passage="second", text="Less.", reservation="linguistic")
        page = cast.client("hod_cn").get(f"/ballots/reservations/{query}")
        assert [each.office.code for each in page.context["page"]] == offices

    @pytest.mark.parametrize("rounds", [1, 3])
    def test_a_fixed_number_of_queries(self, cast, django_assert_max_num_queries, rounds):
        for _round in range(rounds):
            closed(cast, "reserve", "support", "reserve", "support", "support")
        client = cast.client("hod_cn")
        client.get("/ballots/reservations/")
        with django_assert_max_num_queries(8):
            client.get("/ballots/reservations/")


class TestTheBallotPage:
    @pytest.mark.parametrize("key", ["hod_jp", "delegate_us", "chair_kr", "observer"])
    def test_its_budget(self, cast, django_assert_max_num_queries, key):
        proposal = settled(cast)
        client, address = cast.client(key), f"{proposal.get_absolute_url()}ballot/1/"
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)
