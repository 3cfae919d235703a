"""Asking, answering and the backlog, as pages."""

from __future__ import annotations

import pytest

from meetings.models import AgendaItem
from tests.meetings import stages, stages_agenda
from tests.reading import text_of

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar quince"


def test_an_office_asks_and_the_secretariat_takes_it_in(cast):
    meeting = stages.announced(cast)
    sent = {"title": SECRET, "type": "information", "minutes": 20}
    assert cast.client("hod_jp").post(f"/meetings/{meeting.uuid}/request-item/", sent).status_code == 302
    client, wish = cast.client("secretariat"), AgendaItem.objects.requested().get()
    assert SECRET in text_of(client.get("/meetings/backlog/"))
    client.post(f"/meetings/items/{wish.uuid}/answer/", {"answer": "accepted", "meeting": meeting.pk})
    wish.refresh_from_db()
    assert (wish.state, wish.meeting) == ("accepted", meeting)


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "declined"}, {"answer": "accepted"}, {"answer": "requested"}]
)
def test_an_answer_that_lacks_something_is_asked_again(cast, sent):
    wish = stages_agenda.requested(cast)
    answer = cast.client("secretariat").post(f"/meetings/items/{wish.uuid}/answer/", sent)
    assert answer.status_code == 422


def test_kept_in_the_backlog_then_declined_who_asked_reads_the_reason(cast):
    wish, client = stages_agenda.requested(cast, SECRET), cast.client("secretariat")
    path = f"/meetings/items/{wish.uuid}/answer/"
    client.post(path, {"answer": "backlog"})
    assert "Keep it in the backlog" not in text_of(client.get(path))
    client.post(path, {"answer": "declined", "reason": "Too early."})
    found = text_of(cast.client("delegate_jp").get("/meetings/backlog/"))
    assert (SECRET in found, "Too early." in found) == (True, True)
    for member in ("hod_ep", "observer", "expert", "industry"):
        assert SECRET not in text_of(cast.client(member).get("/meetings/backlog/"))


def test_the_number_of_queries_is_constant(cast, django_assert_max_num_queries):
    client, counts = cast.client("secretariat"), []
    for _place in range(2):
        stages_agenda.requested(cast)
        with django_assert_max_num_queries(20) as queries:
            client.get("/meetings/backlog/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
