"""The inbox: one hat's notices, by day, under the rights of this moment."""

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from ip5.dashboards import calculations, querysets
from ip5.outbox.models import Notice
from proposals import actions
from tests import stages
from tests.dashboards.test_desk import page, queries

pytestmark = pytest.mark.django_db

INBOX = "dashboards:inbox"


def post(cast, key, follow=True, **data):
    return cast.client(key).post(reverse(INBOX), data, follow=follow)


def uuids(hat):
    return [str(each.uuid) for each in querysets.notices_of(hat)]


def test_a_notice_names_symbol_and_title_and_leads_to_its_subject(cast):
    proposal = stages.submitted(cast, "Shared test sets")
    shown = page(cast, "hod_jp", INBOX)
    assert f"{proposal.symbol} was submitted." in shown
    assert "Shared test sets" in shown
    assert proposal.get_absolute_url() in shown


def test_a_wanted_position_leads_to_the_ballot(cast):
    found = stages.in_ballot(cast).endorsements.get().round
    shown = page(cast, "hod_jp", INBOX, show="wanted")
    assert f"position is requested in {found.full_symbol}" in shown
    assert found.address in shown
    assert "was submitted" not in shown


def test_a_draft_has_no_symbol(cast):
    stages.asked(cast, "Asked of Alexandria")
    shown = page(cast, "hod_us", INBOX)
    assert "asks for your consent to a draft." in shown
    assert "Asked of Alexandria" in shown
    assert "a draft" not in page(cast, "delegate_us", INBOX, show="all")


def test_what_may_be_seen_no_more_is_listed_no_more(cast):
    proposal = stages.submitted(cast, "Qanary")
    assert "Qanary" in page(cast, "observer", INBOX)
    type(proposal).objects.filter(pk=proposal.pk).update(visibility="members")
    shown = page(cast, "observer", INBOX, show="all")
    assert "Qanary" not in shown
    assert proposal.symbol not in shown
    assert "No notice yet" in shown
    assert "Qanary" in page(cast, "hod_jp", INBOX)


def test_a_deleted_draft_s_notices_go_with_it(cast):
    proposal = stages.asked(cast, "Asked of Alexandria")
    actions.delete(proposal, by=cast.delegate_ep)
    assert "Nothing is unread" in page(cast, "hod_us", INBOX)


def test_notices_are_the_hat_s_alone(cast):
    stages.asked(cast)
    assert len(uuids(cast.hod_us)) == 1
    assert uuids(cast.delegate_us) == uuids(cast.hod_jp) == uuids(cast.chair_kr) == []


def test_marking_reads_what_stood_on_the_page(cast):
    stages.submitted(cast, "First")
    stood = uuids(cast.hod_jp)
    stages.submitted(cast, "Second")
    response = post(cast, "hod_jp", notice=stood, show="all")
    assert response.redirect_chain == [(f"{reverse(INBOX)}?show=all", 302)]
    assert "1 notice marked as read." in response.content.decode()
    shown = page(cast, "hod_jp", INBOX)
    assert "Second" in shown
    assert "First" not in shown


def test_another_hat_s_notice_stays_unread(cast):
    stages.submitted(cast, "First")
    post(cast, "hod_jp", notice=uuids(cast.hod_kr))
    assert not Notice.objects.for_hat(cast.hod_kr).filter(read_at__isnull=False).exists()


@pytest.mark.parametrize("notice", [[], [""], ["nonsense"], [str(uuid4())] * 201, ["'; drop"]])
def test_bad_input_marks_nothing_and_says_so(cast, notice):
    stages.submitted(cast, "First")
    response = post(cast, "hod_jp", notice=notice)
    assert "No notice was marked" in response.content.decode()
    assert Notice.objects.for_hat(cast.hod_jp).unread().count() == 1


def test_an_unknown_view_is_the_unread_one(cast):
    assert "Nothing is unread" in page(cast, "hod_jp", INBOX, show="<script>")


def test_the_inbox_is_not_for_strangers(cast):
    assert cast.client("anonymous").get(reverse(INBOX))["Location"].startswith(reverse("account_login"))
    assert cast.client("anonymous").post(reverse(INBOX)).status_code == 403


def test_days_are_those_of_the_reader_s_zone():
    late = {"at": dt.datetime(2021, 4, 26, 16, tzinfo=dt.UTC)}
    early = {"at": dt.datetime(2021, 4, 26, 14, tzinfo=dt.UTC)}
    tokyo = calculations.by_day([late, early], ZoneInfo("Asia/Tokyo"))
    assert tokyo == [(dt.date(2021, 4, 27), [late]), (dt.date(2021, 4, 26), [early])]
    assert calculations.by_day([late, early], ZoneInfo("UTC")) == [(dt.date(2021, 4, 26), [late, early])]


def test_the_inbox_costs_the_same_for_one_row_and_for_three(cast):
    stages.in_ballot(cast, "One")
    one = queries(cast, "hod_jp", INBOX)
    stages.in_ballot(cast, "Two")
    stages.in_ballot(cast, "Three")
    assert queries(cast, "hod_jp", INBOX) == one
    assert one <= 10
