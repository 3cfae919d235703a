"""A Head's link as whoever holds it meets it: a scanner, a browser without cookies, a second tab, a wrong code."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import LinkMail, LinkUse, Position
from ip5.ballots.views import frozen
from ip5.kernel.text import canonical_json
from ip5.outbox.models import Notice
from tests.ballots.links import WRONG, log, second_address, sent, used
from tests.ballots.sittings import ITEMS, SECRET, give, of_heads
from tests.reading import text_of

ANSWER = {"answer": "endorse", "confirmed": "1"}
ELSEWHERE = {"HTTP_ORIGIN": "https://elsewhere.example"}


pytestmark = pytest.mark.django_db


@pytest.fixture
def link(cast):
    return sent(cast, of_heads(cast))


@pytest.fixture
def holder():
    """A browser without a session that would refuse a missing token where one is wanted."""
    return Client(enforce_csrf_checks=True)


def where(link, token=""):
    return reverse("ballots:by_link", args=[token or link.token])


def quiet(response):
    """Whether the answer tells no referrer, no cache and no index, and sets no cookie."""
    return (
        response["Referrer-Policy"],
        response["Cache-Control"],
        response["X-Robots-Tag"],
        bool(response.cookies),
    ) == ("no-referrer", "no-store, private", "noindex, nofollow, noarchive", False)


def states():
    return list(Position.objects.values_list("answer")), Session.objects.count()


class TestOpening:
    def test_what_it_shows(self, holder, link):
        response = holder.get(where(link))
        text = text_of(response)
        assert response.status_code == 200
        assert quiet(response)
        for words in (
            "On behalf of Head Ep, head of office of the EPO.",
            link.round.title,
            link.round.full_symbol,
            link.round.subject_symbol,
            link.round.text_sha256,
            "Endorse subject to conditions",
            "Return with comments",
            "Defer",
        ):
            assert words in text
        assert link.code not in text
        assert "csrfmiddlewaretoken" not in text

    @pytest.mark.parametrize("key", ["hod_jp", "secretariat", "observer", "deputy_ep"])
    def test_it_is_the_same_for_whoever_is_signed_in(self, cast, link, key):
        assert "On behalf of Head Ep" in text_of(cast.client(key).get(where(link)))

    def test_scanners_change_nothing_and_use_nothing_up(self, holder, link):
        before = states()
        for _ in range(5):
            assert holder.head(where(link)).status_code == 200
        assert log(link) == ["asked"]
        for _ in range(5):
            assert holder.get(where(link), HTTP_SEC_PURPOSE="prefetch").status_code == 200
        assert log(link) == ["asked", "opened"]
        assert states() == before
        assert used(link)

    def test_other_methods_are_none(self, holder, link):
        for method in (holder.put, holder.delete, holder.patch, holder.options):
            assert method(where(link)).status_code == 405

    def test_whether_the_office_has_answered(self, cast, holder, link):
        said = "Your office has answered already"
        assert said not in text_of(holder.get(where(link)))
        give(link.round, cast.head_ep, "return")
        text = text_of(holder.get(where(link)))
        assert said in text
        assert SECRET not in text

    def test_within_its_budget(self, holder, link, django_assert_max_num_queries):
        holder.get(where(link))
        with django_assert_max_num_queries(12):
            holder.get(where(link))


class TestOnePage:
    """Whatever the reason that a link opens nothing: one body, one status, one kind of answer."""

    @pytest.fixture
    def closed(self, holder, link):
        response = holder.get(where(link, "y" * 43))
        assert response.status_code == 404
        assert quiet(response)
        return response.content

    def same(self, holder, link, closed):
        for response in (holder.get(where(link)), holder.post(where(link), ANSWER | {"code": link.code})):
            assert (response.status_code, response.content, quiet(response)) == (404, closed, True)
        assert holder.head(where(link)).status_code == 404

    @pytest.mark.parametrize("token", ["x", "y" * 44, "%2e%2e", "ä", "-" * 43])
    def test_never_a_token(self, holder, link, closed, token):
        response = holder.get(f"/ballots/by-link/{token}/")
        assert (response.status_code, response.content) == (404, closed)

    def test_used(self, holder, link, closed):
        used(link)
        self.same(holder, link, closed)

    def test_replaced(self, cast, holder, link, closed):
        sent(cast, link.round)
        self.same(holder, link, closed)

    def test_voided(self, cast, holder, link, closed):
        actions.void_link(link, by=cast.hod_ep)
        self.same(holder, link, closed)

    def test_tried_out(self, holder, link, closed):
        for _ in range(5):
            used(link, code=WRONG)
        self.same(holder, link, closed)

    def test_after_the_close(self, cast, holder, link, closed):
        give(link.round, cast.head_ep, "return")
        actions.close_heads(link.round, by=cast.chair_kr, closing_note="Berlin")
        self.same(holder, link, closed)

    def test_a_try_in_vain_is_a_line_of_the_log_once_an_hour(self, holder, link, closed):
        used(link)
        for _ in range(5):
            self.same(holder, link, closed)
        assert log(link) == ["asked", "answered", "tried_used"]

    def test_another_reason_is_another_line(self, cast, holder, link, closed):
        actions.void_link(link, by=cast.hod_ep)
        self.same(holder, link, closed)
        other = sent(cast, link.round)
        actions.cancel(link.round, by=cast.chair_kr, reason="A wrong annex.")
        self.same(holder, other, closed)
        assert (log(link), log(other)) == (["asked", "voided", "tried_void"], ["asked", "tried_over"])

    def test_replaced_and_tried_out_are_void(self, cast, holder, link, closed):
        for _ in range(5):
            used(link, code=WRONG)
        other = sent(cast, link.round)
        sent(cast, link.round)
        for each in (link, other):
            self.same(holder, each, closed)
            assert log(each)[-2:] == ["voided", "tried_void"]

    def test_head_and_foreign_forms_leave_no_line_here_either(self, holder, link):
        used(link)
        holder.head(where(link))
        holder.post(where(link), ANSWER, **ELSEWHERE)
        assert log(link) == ["asked", "answered"]

    @pytest.mark.parametrize("token", ["x", "y" * 43, "ä"])
    def test_a_token_that_was_never_one_is_logged_nowhere(self, holder, link, token):
        before = LinkUse.objects.count()
        for ask in (holder.get, holder.post):
            assert ask(where(link, token)).status_code == 404
        assert LinkUse.objects.count() == before

    def test_a_try_in_vain_tells_nobody_and_changes_nothing(self, holder, link):
        used(link)
        before = states(), Notice.objects.count(), Event.objects.count(), LinkMail.objects.count()
        holder.get(where(link))
        holder.post(where(link), ANSWER | {"code": link.code, "answer": "return"})
        assert (states(), Notice.objects.count(), Event.objects.count(), LinkMail.objects.count()) == before

    def test_who_reads_that_it_was_tried(self, cast, holder, link):
        """Own Head, deputy heads and HoD, and the secretariat; nobody else sees a link at all."""
        used(link)
        holder.get(where(link))
        words = "Tried again after the answer, in vain"
        reading = {"hod_ep", "deputy_ep", "head_ep", "secretariat"}
        outside = {"delegate_ep", "hod_jp", "delegate_jp", "chair_kr", "observer", "leaver"}
        address = link.round.get_absolute_url()
        seen = {key for key in reading | outside if words in text_of(cast.client(key).get(address))}
        assert seen == reading

    def test_within_its_budget(self, holder, link, django_assert_max_num_queries):
        used(link)
        with django_assert_max_num_queries(10):
            holder.get(where(link))
        with django_assert_max_num_queries(5):
            holder.get(where(link))


class TestAnswering:
    def test_the_sentence_the_code_the_receipt(self, holder, link):
        before = states()
        sent = {
            "answer": "return",
            "return_1_text": ITEMS[0]["text"],
            "return_1_passage": "Goal 2",
            "rows": "5",
        }
        asked = holder.post(where(link), sent)
        text = text_of(asked)
        assert (asked.status_code, quiet(asked)) == (200, True)
        assert "“On behalf of the EPO I <b>return, with the comments below,</b> Shared test sets" in text
        assert "A deputy head of your office reads the code out to you." in text
        assert not Position.objects.exists()
        done = holder.post(where(link), sent | {"confirmed": "1", "code": link.code.lower()})
        position = Position.objects.get()
        assert (done.status_code, quiet(done)) == (200, True)
        assert (position.answer, position.mandate.person.name) == ("return", "Head Ep")
        assert position.entries == [{"passage": "Goal 2", "text": ITEMS[0]["text"]}]
        assert position.hash in text_of(done)
        assert states()[1] == before[1]

    def test_a_code_by_mail_is_said_to_be_there(self, cast, holder):
        second_address(cast.head_ep)
        link = sent(cast, of_heads(cast))
        text = text_of(holder.post(where(link), {"answer": "endorse"}))
        assert "The code was mailed to your second address." in text

    @pytest.mark.parametrize("code", ["", "   ", WRONG])
    def test_without_the_code_nothing(self, holder, link, code):
        response = holder.post(where(link), ANSWER | {"code": code})
        assert response.status_code == 422
        assert not Position.objects.exists()
        assert LinkUse.objects.filter(kind="wrong_code").exists() is bool(code.strip())

    def test_wrong_codes_are_counted_aloud_and_the_fifth_closes(self, holder, link):
        told = []
        for _ in range(4):
            response = holder.post(where(link), ANSWER | {"code": WRONG})
            told += response.context["form"].errors["code"]
        assert [each.split(". ")[1][0] for each in told] == ["4", "3", "2", "1"]
        assert holder.post(where(link), ANSWER | {"code": WRONG}).status_code == 404
        assert holder.post(where(link), ANSWER | {"code": link.code}).status_code == 404

    def test_pressed_twice_and_in_two_tabs(self, holder, link):
        sent = ANSWER | {"code": link.code}
        assert holder.post(where(link), sent).status_code == 200
        assert holder.post(where(link), sent).status_code == 404
        assert Client().post(where(link), sent | {"answer": "return"}).status_code == 404
        assert list(Position.objects.values_list("answer", flat=True)) == ["endorse"]

    def test_the_code_of_another_rounds_link(self, cast, holder, link):
        other = sent(cast, of_heads(cast))
        assert holder.post(where(link), ANSWER | {"code": other.code}).status_code == 422
        assert not Position.objects.exists()

    def test_back_to_the_form_and_more_rows_lose_nothing(self, holder, link):
        sent = {"answer": "return", "return_5_text": "Words kept.", "rows": "5"}
        more = holder.post(where(link), sent | {"more": "1"})
        back = holder.post(where(link), sent | {"confirmed": "1", "code": link.code, "change": "1"})
        for response in (more, back):
            assert (response.status_code, "Words kept." in text_of(response)) == (200, True)
        assert 'name="return_10_text"' in text_of(more)
        assert not Position.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "field"),
        [({}, "answer"), ({"answer": "support"}, "answer"), ({"answer": "return"}, "return_1_text")],
    )
    def test_what_is_missing_is_said_and_no_try_is_counted(self, holder, link, sent, field):
        response = holder.post(where(link), sent | {"confirmed": "1", "code": WRONG})
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        # Whoever sends the form without having opened the page has used the link all the same.
        assert log(link) == ["asked", "opened"]

    @pytest.mark.parametrize("headers", [ELSEWHERE, {"HTTP_SEC_FETCH_SITE": "cross-site"}])
    def test_no_other_site_sends_a_form(self, holder, link, headers):
        sent = ANSWER | {"code": link.code}
        refused = holder.post(where(link), sent, **headers)
        never = holder.post(where(link, "y" * 43), sent, **headers)
        assert (refused.status_code, never.status_code) == (403, 403)
        assert refused.content == never.content
        assert not Position.objects.exists()

    @pytest.mark.parametrize("origin", ["null", "http://testserver"])
    def test_the_own_page_may(self, holder, link, origin):
        sent = ANSWER | {"code": link.code}
        response = holder.post(where(link), sent, HTTP_ORIGIN=origin, HTTP_SEC_FETCH_SITE="same-origin")
        assert response.status_code == 200

    def test_within_its_budget(self, holder, link, django_assert_max_num_queries):
        with django_assert_max_num_queries(30):
            holder.post(where(link), ANSWER | {"code": link.code})


def test_no_log_line_holds_token_or_code(holder, link, caplog):
    with caplog.at_level("INFO"):
        holder.get(where(link))
        holder.post(where(link), ANSWER | {"code": WRONG})
        holder.post(where(link), ANSWER | {"code": link.code}, **ELSEWHERE)
        holder.post(where(link), ANSWER | {"code": link.code})
        holder.get(where(link))
    assert [line for line in caplog.messages if "by-link" in line]
    heard = " ".join(f"{record.getMessage()} {record.__dict__.get('args')}" for record in caplog.records)
    assert link.token not in heard
    assert link.code not in heard


def test_the_frozen_text_in_parts():
    text = canonical_json({"goals": [{"title": "One", "lead": None}, {"title": "Two"}], "in_brief": "Short."})
    assert frozen.parts_of(text) == [
        ("Goals · 1 · title", "One"),
        ("Goals · 2 · title", "Two"),
        ("In brief", "Short."),
    ]
    assert frozen.parts_of("Plain words.") == [("", "Plain words.")]
    assert frozen.parts_of("12") == [("", "12")]
    many = frozen.parts_of(canonical_json([str(n) for n in range(1, frozen.MOST_PARTS + 8)]))
    assert len(many) == frozen.MOST_PARTS + 1
    assert many[-1][1].startswith("7 more parts")
