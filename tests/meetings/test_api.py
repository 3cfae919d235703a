"""Meetings over the API: who reads what, as on the pages; filters, budgets. It changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ip5.kernel import clock
from ip5.register.models import ActionItem, Decision
from meetings.actions import course, registration
from meetings.models import AgendaItem, Meeting, Session
from tests.api.scenes import UNKNOWN, call, got, leaves, listed, queries
from tests.cast import Cast
from tests.databases import undone
from tests.meetings import asked, held, stages, stages_agenda, stages_live, stages_summary
from tests.meetings.asked import BODY, NOBODY, OUTSIDE, SIGNED, day, utc

pytestmark = pytest.mark.django_db
NOUNS = ("meetings", "decisions", "action-items")


@pytest.fixture(scope="module")
def to_come(module_db: None) -> Meeting:
    """A meeting with a published agenda; an item and a document are closed to observers. One HoD is registered."""
    cast = Cast()
    meeting = stages.registering(cast, link="https://video.example/Quagga-room", venue="Hall 4")
    stages_agenda.item(cast, meeting, "Quagga talk", visibility="members", note="Quagga note")
    stages_agenda.item(cast, meeting, "The last one")
    stages_agenda.publishing.publish_agenda(meeting, by=cast.chair_kr)
    # Not published yet: the body's.
    stages_agenda.item(cast, meeting, "Numbat talk")
    stages_agenda.paper(cast, meeting, "A paper")
    stages_agenda.paper(cast, meeting, "Quagga paper", visibility="members")
    registration.reply(meeting, by=cast.hod_kr, attends="remote")
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture(scope="module")
def closed(module_db: None, to_come: Meeting) -> Meeting:
    """A closed meeting with decisions and action items."""
    return asked.closed(Cast())


def test_meetings_are_those_of_the_page_for_everybody(cast, closed, to_come):
    planned = stages.planned(cast, "Numbat meeting")
    course.ask_slots(
        stages.planned(cast, "Asked about"), by=cast.secretariat, slots=[(stages.noon(70), 2, 120)]
    )
    for key in SIGNED:
        client = cast.client(key)
        page = client.get("/meetings/").context
        shown = {each.uuid for name in ("to_come", "held", "aside") for each in page[name]}
        found = listed(cast, key, "/meetings/")
        assert {each["uuid"] for each in found} == {str(each) for each in shown}, key
        assert ("Numbat meeting" in {each["title"] for each in found}) == (key in BODY), key
        for meeting in Meeting.objects.all():
            status = call(client, "get", f"/meetings/{meeting.uuid}/").status_code
            assert status == client.get(meeting.get_absolute_url()).status_code, (key, meeting.title)
            assert status == (200 if meeting.uuid in shown else 404)
    assert got(cast, "chair_kr", f"/meetings/{planned.uuid}/")["symbol"] is None


@pytest.mark.parametrize("noun", NOUNS)
def test_what_one_may_not_see_and_what_never_was_are_one_answer(cast, closed, noun):
    rows = {
        "meetings": stages.planned(cast, "Numbat meeting").uuid,
        "decisions": Decision.objects.get(visibility="members").uuid,
        "action-items": ActionItem.objects.latest("pk").uuid,
    }
    for key in ("observer", *OUTSIDE, *NOBODY):
        client, status = cast.client(key), 401 if key in NOBODY else 404
        if noun == "action-items" and key == "observer":
            continue
        hidden = call(client, "get", f"/{noun}/{rows[noun]}/")
        for name in (UNKNOWN, "1", "x", "%00", "a" * 4_000):
            never = call(client, "get", f"/{noun}/{name}/")
            assert (hidden.status_code, hidden.content) == (never.status_code, never.content), (key, name)
        assert hidden.status_code == status, key


def test_a_meeting_in_full_for_a_member(cast, to_come):
    shown = got(cast, "hod_jp", f"/meetings/{to_come.uuid}/")
    sessions = list(to_come.sessions.all())
    assert shown.pop("sessions") == [
        {"number": each.number, "starts_at": utc(each.starts_at), "ends_at": utc(each.ends_at)}
        for each in sessions
    ]
    agenda, papers = shown.pop("agenda"), shown.pop("papers")
    assert shown == of_meeting(to_come)
    (closed_item,) = (each for each in agenda["items"] if each["title"] == "Quagga talk")
    item = AgendaItem.objects.get(title="Quagga talk")
    number = closed_item.pop("number")
    assert closed_item == {
        "uuid": str(item.uuid),
        "title": "Quagga talk",
        "note": "Quagga note",
        "type": "discussion",
        "session": closed_item["session"],
        "under": None,
        "lead_office": "",
        "minutes": 10,
        "visibility": "members",
        "subject": "",
        "papers": [],
    }
    assert number
    assert [(each["title"], each["visibility"], each["office"]) for each in papers] == [
        ("A paper", "members_observers", "JP"),
        ("Quagga paper", "members", "JP"),
    ]
    assert papers[0]["symbol"].startswith(f"{to_come.symbol}/")
    file = cast.client("hod_jp").get(papers[0]["page"])
    assert (file.status_code, b"".join(file)) == (200, b"A paper, in short.")


def of_meeting(meeting: Meeting) -> dict[str, Any]:
    """Return what a member who is not registered reads of the meeting to come, but for what is many."""
    sessions, version = list(meeting.sessions.all()), meeting.agendas.get()
    return {
        "uuid": str(meeting.uuid),
        "symbol": meeting.symbol,
        "title": "A meeting",
        "state": "agenda_prov",
        "mode": "hybrid",
        "place": "Daejeon",
        "zone": "Asia/Seoul",
        "host": "KR",
        "co_host": "EP",
        "starts_at": utc(sessions[0].starts_at),
        "ends_at": utc(sessions[-1].ends_at),
        "origin": "product",
        "page": meeting.get_absolute_url(),
        "venue": "Hall 4",
        "link": None,
        "registration_closes_on": day(meeting.registration_closes_on),
        "papers_due_on": day(meeting.papers_due_on),
        "reason": "",
        "record_note": "",
        "sources": [],
        "agenda_version": {
            "symbol": f"{meeting.symbol}/1 Prov.1",
            "published_at": utc(version.published_at),
            "page": version.get_absolute_url(),
        },
        "decisions": [],
        "action_items": [],
        "abilities": {},
    }


@pytest.mark.parametrize("name", ["published", "sitting"])
def test_the_agenda_is_what_the_page_shows_with_no_gap_and_no_count(cast, to_come, name):
    """Before the meeting what is published; in session what is worked through, cut to the reader both times."""
    meeting = to_come if name == "published" else stages_live.in_session(cast)
    path = f"/meetings/{meeting.uuid}/"
    secret = "Quagga" if name == "published" else stages_live.SECRET
    for key in SIGNED:
        if key in OUTSIDE:
            continue
        answer, page = (
            call(cast.client(key), "get", path),
            cast.client(key).get(meeting.get_absolute_url()).context,
        )
        agenda = answer.json()["agenda"]
        shown = [row for block in page["agenda"] for row in block["lines"]]
        assert [(each["number"], each["title"], each["minutes"]) for each in agenda["items"]] == [
            (row["line"].number, row["line"].title, row["minutes"]) for row in shown
        ], key
        assert [each["papers"] for each in agenda["items"]] == [
            [symbol for symbol, _url in row["papers"]] for row in shown
        ]
        assert agenda["minutes"] == sum(each["minutes"] for each in agenda["items"])
        assert [each["uuid"] for each in answer.json()["papers"]] == [
            str(row.paper.uuid) for row in page["papers"]
        ]
        assert (secret in answer.content.decode()) == (key != "observer"), key
        assert ("Numbat" in answer.content.decode()) == (key in BODY and name == "published"), key
    observer = got(cast, "observer", path)
    tops = [int(each["number"]) for each in observer["agenda"]["items"] if not each["under"]]
    assert tops == list(range(1, len(tops) + 1))
    assert {each["visibility"] for each in observer["agenda"]["items"]} == {"members_observers"}


def test_the_link_is_told_to_the_registered_and_the_body(cast, to_come):
    path = f"/meetings/{to_come.uuid}/"
    told = {
        key
        for key in SIGNED
        if key not in OUTSIDE and got(cast, key, path)["link"] == "https://video.example/Quagga-room"
    }
    assert told == {"hod_kr"} | BODY
    answer = call(cast.client("hod_jp"), "get", path)
    assert (answer.json()["link"], "Quagga-room" in answer.content.decode()) == (None, False)
    for key in SIGNED:
        assert "Quagga-room" not in call(cast.client(key), "get", "/meetings/").content.decode()
    registration.reply(to_come, by=cast.hod_kr, attends="declined")
    assert got(cast, "hod_kr", path)["link"] is None


def test_an_expert_reads_the_meeting_the_own_office_registered_that_expert_for(cast):
    meeting = stages_agenda.agenda_prov(cast)
    path = f"/meetings/{meeting.uuid}/"
    assert call(cast.client("expert"), "get", path).status_code == 404
    person = {"name": "An expert", "part": "expert", "attends": "remote"}
    registration.register(meeting, by=cast.hod_jp, mandate=cast.expert, **person)
    shown = call(cast.client("expert"), "get", path)
    page = cast.client("expert").get(meeting.get_absolute_url())
    assert (shown.status_code, page.status_code) == (200, 200)
    assert "Closed A meeting" not in shown.content.decode()
    assert [each["uuid"] for each in listed(cast, "expert", "/meetings/")] == [str(meeting.uuid)]


def test_what_is_being_worded_and_who_came_stands_in_no_answer(cast):
    """A conclusion being typed, names on lists, who asked for the floor: none of it is here."""
    person = {"name": "Numbat Person", "part": "expert", "attends": "room"}
    meeting = stages_live.registered(cast, lambda each: registration.register(each, by=cast.hod_jp, **person))
    stages_live.drafted(cast, meeting, "noted", "Numbat words.")
    for key in SIGNED:
        answer = call(cast.client(key), "get", f"/meetings/{meeting.uuid}/")
        assert "Numbat" not in answer.content.decode(), key


def test_a_meeting_of_the_record_has_no_agenda_here(cast):
    meeting = held.held_online(cast)
    shown = got(cast, "observer", f"/meetings/{meeting.uuid}/")
    assert (shown["agenda"], shown["agenda_version"], shown["origin"]) == (None, None, "record")
    assert [each["number"] for each in shown["sessions"]] == [1, 2, 3]
    assert shown["sessions"][0]["starts_at"] == "2025-11-04T12:00:00Z"
    assert (shown["starts_at"], shown["ends_at"]) == ("2025-11-04T12:00:00Z", "2025-11-06T14:30:00Z")


def test_meetings_are_narrowed_by_state(cast, closed, to_come):
    found = listed(cast, "observer", "/meetings/", {"state": "closed"})
    assert [each["uuid"] for each in found] == [str(closed.uuid)]
    assert listed(cast, "observer", "/meetings/", {"state": "planned"}) == []
    answer = call(cast.client("observer"), "get", "/meetings/", {"state": "nonsense"})
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"state"})


@pytest.mark.parametrize("key", ["chair_kr", "secretariat", "hod_jp", "observer", "industry", *NOBODY])
def test_every_unsafe_method_is_refused_and_changes_no_row(cast, closed, key):
    client = cast.client(key)
    item, decision = ActionItem.objects.first(), Decision.objects.first()
    before = [list(each.objects.order_by("pk").values()) for each in (Meeting, ActionItem, Decision)]
    for path in (
        *(f"/{noun}/" for noun in NOUNS),
        f"/meetings/{closed.uuid}/",
        f"/action-items/{item.uuid}/",
        f"/decisions/{decision.uuid}/",
    ):
        for method in ("post", "put", "patch", "delete"):
            status = call(client, method, path, {"text": "Other words", "state": "done"}).status_code
            assert status == (401 if key in NOBODY else 405), (method, path)
    assert before == [list(each.objects.order_by("pk").values()) for each in (Meeting, ActionItem, Decision)]


def many(cast, wanted: int) -> Meeting:
    """A meeting with so many items, documents, decisions and action items, and as many meetings before it."""
    meeting = stages_agenda.agenda_prov(cast)
    Meeting.objects.bulk_create(
        Meeting(
            number=100 + number,
            title=f"Meeting {number}",
            state="closed",
            visibility="members_observers",
            host=cast.hod_ep.office,
            planned_at=clock.now(),
            origin=Meeting.Origin.RECORD,
        )
        for number in range(wanted - 1)
    )
    Session.objects.bulk_create(
        Session(meeting=each, number=1, starts_at=clock.now(), ends_at=clock.now() + dt.timedelta(hours=1))
        for each in Meeting.objects.filter(number__gte=100)
    )
    for number in range(wanted):
        stages_agenda.item(cast, meeting, f"Item {number}", lead_office=cast.hod_jp.office)
        stages_summary.decided(meeting, "members_observers", f"Decision {number}")
        stages_summary.owed(cast, meeting, f"Owed {number}")
    for number in range(min(wanted, 3)):
        stages_agenda.paper(cast, meeting, f"Paper {number}")
    return meeting


@pytest.mark.parametrize("key", ["hod_jp", "chair_kr", "observer"])
def test_lists_and_details_ask_the_same_queries_for_1_3_and_50_rows(cast, key):
    client, lists, details = cast.client(key), [], []
    before = [len(listed(cast, key, f"/{noun}/")) for noun in NOUNS]
    for wanted in (1, 3, 50):
        with undone():
            meeting = many(cast, wanted)
            found = [len(listed(cast, key, f"/{noun}/")) for noun in NOUNS]
            assert found == [min(each + wanted, 50) for each in before]
            lists.append([queries(client, f"/{noun}/") for noun in NOUNS])
            rows = (meeting, Decision.objects.latest("pk"), ActionItem.objects.latest("pk"))
            details.append(
                [queries(client, f"/{noun}/{row.uuid}/") for noun, row in zip(NOUNS, rows, strict=True)]
            )
    assert lists[0] == lists[1] == lists[2], lists
    assert details[0] == details[1] == details[2], details
    assert max(lists[0]) <= 6, lists
    assert max(details[0]) <= 12, details


def test_a_page_holds_fifty_and_names_its_neighbours(cast):
    meeting, before = stages.announced(cast), len(listed(cast, "observer", "/decisions/"))
    for number in range(51 - before):
        stages_summary.decided(meeting, "members_observers", f"Decision {number}")
    first = got(cast, "observer", "/decisions/")
    assert (len(first["results"]), first["previous"]) == (50, None)
    assert first["next"].endswith("/api/v1/decisions/?page=2")
    second = got(cast, "observer", "/decisions/", {"page": 2})
    assert (len(second["results"]), second["next"]) == (1, None)
    assert len({each["uuid"] for each in first["results"] + second["results"]}) == 51


def test_no_answer_holds_a_sequential_key(cast, closed):
    paths = [f"/meetings/{closed.uuid}/", *(f"/{noun}/" for noun in NOUNS)]
    for path in paths:
        names = {name for name, _value in leaves(got(cast, "hod_jp", path))}
        assert not names & {"id", "pk", "key", "meeting_number"}
    assert "no-store" in call(cast.client("hod_jp"), "get", paths[0])["Cache-Control"]
