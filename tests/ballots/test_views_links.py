"""Heads' links on the round's page: who sees them and their log, who sends, voids, reads the code, contests."""

import pytest
from django.urls import reverse

from ip5.ballots import actions
from ip5.ballots.models import HeadLink, Position
from tests.ballots.ended_rounds import five_heads
from tests.ballots.links import WRONG, held, log, second_address, sent, used
from tests.ballots.sittings import ITEMS, SECRET, give, of_heads
from tests.cast import MEMBERS
from tests.reading import text_of

pytestmark = pytest.mark.django_db
SEEING = sorted(set(MEMBERS) - {"inactive", "industry", "expert", "admin_ep", "site_admin"})
READERS = {"head_ep", "deputy_ep", "hod_ep", "secretariat"}
ASKING = {
    "deputy_ep",
    "hod_ep",
    "hod_jp",
    "hod_kr",
    "hod_cn",
    "hod_us",
    "chair_ep",
    "chair_kr",
    "secretariat",
}


@pytest.fixture
def put(cast):
    return of_heads(cast)


def url(name, round, *more):
    return reverse(f"ballots:{name}", args=[round.uuid, *more])


class TestPage:
    @pytest.mark.parametrize("key", SEEING)
    def test_who_reads_what(self, cast, put, key):
        link = sent(cast, put)
        actions.note_opened(held(link))
        used(link, code=WRONG)
        text = text_of(cast.client(key).get(put.get_absolute_url()))
        assert ("Wrong code" in text) is (key in READERS)
        assert ("Void the link" in text) is (key in READERS)
        assert (link.code in text) is (key == "deputy_ep")
        assert ("Send a link" in text) is (key in ASKING)
        assert link.token not in text

    def test_the_log_is_read_whole(self, cast, put):
        link = sent(cast, put)
        actions.note_opened(held(link))
        used(link)
        row = cast.client("secretariat").get(put.get_absolute_url()).context["heads"]["links"]["rows"][0]
        assert [each["who"] for each in row["log"]] == ["Link asked for", "Opened", "Answered"]
        assert [each["what"] for each in row["log"]] == ["by Secretariat", "", ""]
        assert (row["state"], row["code"], row["is_valid"]) == ("answered", "", False)

    def test_how_it_was_given_stands_on_the_sheet_and_in_the_course(self, cast, put):
        used(sent(cast, put))
        response = cast.client("hod_jp").get(put.get_absolute_url())
        assert response.context["heads"]["sheet"][0]["how"] == "by link"
        assert response.context["events"][0]["note"] == "by link"

    def test_a_contested_answer(self, cast, put):
        used(sent(cast, put))
        actions.contest(put, by=cast.head_ep)
        page = cast.client("chair_kr").get(put.get_absolute_url())
        row = page.context["heads"]["sheet"][0]
        assert (row["label"], row["answer"], row["at"]) == ("Contested", "none", None)
        assert page.context["heads"]["needed"][0].startswith(
            "The answer of the EPO, given by a link, is contested"
        )
        outside = cast.client("delegate_jp").get(put.get_absolute_url())
        assert outside.context["heads"]["sheet"][0]["label"] == "Not yet"
        api = cast.client("chair_kr").get(f"/api/v1/rounds/{put.uuid}/").json()
        assert (api["positions"], api["roll"][0]["has_answered"], api["answered"]) == ([], False, 0)

    @pytest.mark.parametrize("number", [1, 3])
    @pytest.mark.parametrize(
        "key", ["head_ep", "deputy_ep", "hod_ep", "secretariat", "chair_kr", "delegate_jp"]
    )
    def test_within_its_budget(self, cast, put, key, number, django_assert_max_num_queries):
        heads = five_heads(cast)
        for head in list(heads.values())[:number]:
            second_address(head)
            used(sent(cast, put, to=head), code=WRONG)
        client = cast.client(key)
        client.get(put.get_absolute_url())
        with django_assert_max_num_queries(12):
            client.get(put.get_absolute_url())


class TestSending:
    def test_the_body_chooses_among_the_heads(self, cast, put):
        heads = five_heads(cast)
        client = cast.client("secretariat")
        form = client.get(url("send_link", put)).context["form"]
        assert [label for _key, label in form.fields["to"].choices] == [
            "EPO: Head Ep, head of office",
            *(
                f"{heads[code].office.acronym}: Head {code}, head of office"
                for code in ("JP", "KR", "CN", "US")
            ),
        ]
        assert client.post(url("send_link", put), {}).status_code == 422
        response = client.post(url("send_link", put), {"to": str(cast.head_ep.uuid)})
        assert response["Location"] == f"{put.get_absolute_url()}#links"
        assert HeadLink.objects.get().asked_by == cast.secretariat

    def test_an_office_has_its_own_head_alone(self, cast, put):
        heads = five_heads(cast)
        form = cast.client("hod_ep").get(url("send_link", put)).context["form"]
        assert form.fields["to"].choices == [(str(cast.head_ep.uuid), "EPO: Head Ep, head of office")]
        response = cast.client("hod_ep").post(url("send_link", put), {"to": str(heads["JP"].uuid)})
        assert response.status_code == 422
        assert not HeadLink.objects.exists()

    def test_without_a_second_way_it_says_why(self, cast, put):
        heads = five_heads(cast)
        response = cast.client("chair_kr").post(url("send_link", put), {"to": str(heads["JP"].uuid)})
        assert response.status_code == 403
        assert "no second way for the code" in text_of(response)

    def test_only_of_the_heads(self, cast, opened):
        assert cast.client("chair_kr").get(url("send_link", opened())).status_code == 404

    def test_voiding(self, cast, put):
        link = sent(cast, put)
        client = cast.client("deputy_ep")
        assert client.get(url("void_link", put, link.uuid)).status_code == 405
        assert client.post(url("void_link", put, link.uuid)).status_code == 302
        assert log(link) == ["asked", "voided"]
        assert client.post(url("void_link", put, link.uuid)).status_code == 409
        other = of_heads(cast)
        assert client.post(url("void_link", other, link.uuid)).status_code == 404


class TestContesting:
    def test_the_head_is_shown_the_way_and_confirms(self, cast, put):
        used(sent(cast, put))
        client = cast.client("head_ep")
        assert url("contest", put) in text_of(client.get(put.get_absolute_url()))
        assert "is not mine" in text_of(client.get(url("contest", put)))
        assert client.post(url("contest", put), {"confirmed": "1"}).status_code == 200
        assert actions.current_answers(put)["EP"] == "endorse"
        assert client.post(url("contest", put), {"sure": "on"}).status_code == 302
        assert actions.current_answers(put)["EP"] is None
        assert client.post(url("contest", put), {"sure": "on"}).status_code == 409
        assert client.post(
            url("answer_as_head", put), {"answer": "return", "return_1_text": "No.", "sure": "on"}
        )
        assert [each.answer for each in Position.objects.all()] == ["endorse", "return"]

    @pytest.mark.parametrize("key", sorted(set(SEEING) - {"head_ep"}))
    def test_nobody_else(self, cast, put, key):
        used(sent(cast, put))
        assert cast.client(key).get(url("contest", put)).status_code == 403
        assert url("contest", put) not in text_of(cast.client(key).get(put.get_absolute_url()))

    def test_the_form_does_not_start_with_what_is_contested(self, cast, put):
        used(sent(cast, put), "return", items=actions.packed(ITEMS))
        client = cast.client("head_ep")
        for address in (put.get_absolute_url(), url("answer_as_head", put)):
            assert client.get(address).context["form"]["answer"].value() == "return"
        actions.contest(put, by=cast.head_ep)
        for address in (put.get_absolute_url(), url("answer_as_head", put)):
            response = client.get(address)
            assert response.context["form"]["answer"].value() is None
            assert SECRET not in text_of(response)

    def test_not_what_was_given_signed_in(self, cast, put):
        give(put, cast.head_ep, "endorse")
        assert cast.client("head_ep").get(url("contest", put)).status_code == 403
