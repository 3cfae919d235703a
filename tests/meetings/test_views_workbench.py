"""The workbench of the agenda in a browser's own words: order, warnings, drawing in, moving."""

from __future__ import annotations

import pytest

from meetings.gathering.agenda import items_of, printed
from tests import stages as proposals
from tests.meetings import stages, stages_agenda
from tests.meetings.stages_agenda import item
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def address(meeting, path=""):
    return f"/meetings/{meeting.uuid}/agenda/{path}"


def test_an_empty_one_offers_the_standing_items(cast):
    meeting, client = stages.timed(cast), cast.client("secretariat")
    assert "Write the standing items" in text_of(client.get(address(meeting)))
    client.post(address(meeting, "fill/"))
    assert len(items_of(meeting)) == 10


def test_a_session_that_is_too_full_is_warned_of(cast):
    meeting, client = stages.announced(cast), cast.client("secretariat")
    assert "min too many" not in text_of(client.get(address(meeting)))
    item(cast, meeting, "Long", minutes=60, session=meeting.sessions.first())
    assert "210 of 150 min: 60 min too many" in " ".join(text_of(client.get(address(meeting))).split())


def test_up_down_and_a_whole_order(cast):
    meeting, client = stages.announced(cast), cast.client("chair_kr")
    order = printed(meeting).order()
    answer = client.post(address(meeting, "order/"), {"order": order, "down": order[1]})
    assert answer.url.endswith(f"#item-{order[1]}")
    assert [each.key for each in items_of(meeting)][:2] == ["between", "opening"]
    client.post(address(meeting, "order/"), {"order": order})
    assert [each.key for each in items_of(meeting)][:2] == ["opening", "between"]
    page = client.post(address(meeting, "order/"), {"order": ["s:1", "nonsense"]}, follow=True)
    assert "order it anew" in text_of(page)


def test_an_item_is_added_changed_and_taken_off(cast):
    meeting, client = stages.announced(cast), cast.client("secretariat")
    sent = {"title": "Glossary", "type": "discussion", "visibility": "members", "minutes": 5}
    assert client.post(address(meeting, "add/"), sent).status_code == 302
    made = meeting.items.get(title="Glossary")
    path = address(meeting, f"items/{made.uuid}/")
    assert client.post(path, sent | {"title": "Glossary of terms", "seen": 1}).status_code == 302
    stale = client.post(path, sent | {"title": "Kept words", "seen": 1})
    assert stale.status_code == 422
    assert "Somebody else changed it meanwhile" in text_of(stale)
    assert "Kept words" in text_of(stale)
    client.post(f"{path}remove/")
    assert not meeting.items.filter(title__startswith="Glossary").exists()


def test_what_could_be_drawn_in_is_chosen_by_boxes(cast):
    proposal, meeting = proposals.tabled(cast), stages.announced(cast)
    client = cast.client("secretariat")
    page = text_of(client.get(address(meeting, "draw/")))
    assert proposal.title in page
    assert client.post(address(meeting, "draw/"), {}).status_code == 422
    client.post(address(meeting, "draw/"), {"keys": [f"proposals.proposal:{proposal.uuid}"]})
    assert meeting.items.get(subject_uuid=proposal.uuid).under.key == "decision"


def test_an_item_is_moved_to_another_meeting_or_the_backlog(cast):
    one, other, client = stages.announced(cast), stages.announced(cast), cast.client("chair_ep")
    found = item(cast, one, "Glossary")
    client.post(address(one, f"items/{found.uuid}/carry/"), {"to": other.pk})
    found.refresh_from_db()
    assert found.meeting == other
    client.post(address(other, f"items/{found.uuid}/carry/"), {"to": ""})
    found.refresh_from_db()
    assert (found.meeting, found.state) == (None, "backlog")


def test_others_are_refused_whether_the_item_is_there_or_not(cast):
    meeting = stages_agenda.agenda_prov(cast)
    closed, gone = stages_agenda.closed_item(meeting).uuid, "7d9b1c1e-0000-4000-8000-000000000000"
    answers = [cast.client("observer").get(address(meeting, f"items/{each}/")) for each in (closed, gone)]
    assert [each.status_code for each in answers] == [403, 403]
    assert "Closed A meeting" not in text_of(answers[0])


def test_the_number_of_queries_is_constant(cast, django_assert_max_num_queries):
    meeting, client = stages.announced(cast), cast.client("secretariat")
    counts = []
    for place in range(2):
        stages_agenda.paper(cast, meeting, by="secretariat", item=item(cast, meeting, str(place)))
        with django_assert_max_num_queries(12) as queries:
            client.get(address(meeting))
        counts.append(len(queries))
    assert counts[0] == counts[1]
