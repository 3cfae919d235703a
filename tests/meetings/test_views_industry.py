"""The pages of updates for industry: industry reads what was opened to it, and of meetings nothing else."""

from __future__ import annotations

import pytest

from ip5.outbox.models import Notice
from ip5.post import subjects
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db
LIST = "/meetings/industry/"


def test_industry_is_led_to_its_updates_and_sees_no_meeting(cast):
    update = stages.opened(cast, "A meeting of quinces")
    client = cast.client("industry")
    page = client.get(LIST).content.decode()
    assert update.get_absolute_url() in page
    assert f'href="{LIST}"' in client.get("/").content.decode()
    assert client.get(update.get_absolute_url()).status_code == 200
    assert "quinces" not in client.get("/meetings/").content.decode()
    meeting = update.meeting
    for address in ("", "summary/", "summary/file/pdf/"):
        assert client.get(f"/meetings/{meeting.uuid}/{address}").status_code == 404
    assert "Circulate" not in client.get("/meetings/register/").content.decode()


def test_one_that_is_prepared_is_the_bodys(cast):
    update = stages.prepared(cast)
    for member in ("industry", "hod_jp", "observer"):
        assert update.title not in cast.client(member).get(LIST).content.decode()
        assert cast.client(member).get(update.get_absolute_url()).status_code == 404
    assert update.title in cast.client("secretariat").get(LIST).content.decode()


def test_what_is_typed_stays_where_it_is_refused(cast):
    update = stages.prepared(cast)
    client = cast.client("secretariat")
    sent = {"title": "Kept title", "text": "Kept text", "seen": 9}
    answer = client.post(f"{update.get_absolute_url()}edit/", sent)
    assert answer.status_code == 422
    assert "Kept text" in answer.content.decode()
    assert client.post(f"{update.get_absolute_url()}edit/", sent | {"seen": 1}).status_code == 302
    assert "Kept title" in client.get(update.get_absolute_url()).content.decode()


def test_the_mail_leads_to_the_update_of_who_still_sees_it(cast):
    update = stages.opened(cast)
    notice = Notice.objects.get(kind="industry_update_opened")
    asked = [(cast.industry, notice.subject_kind, notice.subject_uuid)]
    [facts] = subjects.look_up(asked).values()
    assert (facts.symbol, facts.path) == ("NETAI/3", update.get_absolute_url())
