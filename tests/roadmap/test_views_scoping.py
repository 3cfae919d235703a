"""The pages of scoping documents: entered, waiting for the body alone, confirmed, compared with the one before."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap import actions
from roadmap.models import ScopingDocument
from tests.cast import MEMBERS
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
CANARY = "QUITTENBAUM"
ENTER = "/roadmap/scoping/enter/"
SENT = {
    "title": CANARY,
    "endorsed_on": "2021-06-23",
    "endorsed_at_meeting": "14th meeting of the Heads of Office",
    "sources": "https://ip5.example/heads/14\n\n https://ip5.example/minutes ",
    "text": "Words.",
    **{"code_0": "A", "name_0": "AI-supported office operations", "about_0": "Searching."},
    **{"code_4": "e", "name_4": "Digital transition", "about_4": "Files and data."},
}


def words(response, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


def test_the_secretariat_enters_and_a_co_chair_confirms(cast, client):
    desk = cast.client("secretariat")
    assert ENTER in desk.get("/roadmap/versions/").content.decode()
    form = desk.get(ENTER).content.decode()
    assert 'value="New technologies"' in form
    response = desk.post(ENTER, SENT)
    made = ScopingDocument.objects.waiting().get()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert made.sources == ["https://ip5.example/heads/14", "https://ip5.example/minutes"]
    page = words(desk.get(made.get_absolute_url()))
    assert "It waits for a co-chair" in page
    assert "E. Digital transition new" in page
    assert "D. Strategic considerations named no longer" in page
    assert "Compared with NETAI/SD/1." in page
    chair = cast.client("chair_kr")
    confirm = reverse("roadmap:confirm_scoping", args=[made.uuid])
    assert "waits for a co-chair" in words(chair.get("/roadmap/versions/"))
    assert "E. Digital transition new" in words(chair.get(confirm))
    assert chair.post(confirm)["Location"] == made.get_absolute_url()
    text = words(cast.client("industry").get(made.get_absolute_url()))
    assert f"{CANARY} NETAI/SD/2 endorsed on 23 June 2021" in text
    assert "Other scoping documents NETAI/SD/1 21 July 2020" in text
    assert chair.get(confirm).status_code == 409


def test_the_public_pages_show_both_with_their_addresses(cast, client):
    first = ScopingDocument.objects.get()
    made = stages.scoping_waiting(cast, CANARY)
    old, new = (reverse("public:scoping", args=[each.uuid]) for each in (first, made))
    assert client.get(new).status_code == 404
    for address in ("/public/", "/public/roadmap/", old):
        assert CANARY not in client.get(address).content.decode()
    actions.confirm_scoping(made, by=cast.chair_kr)
    text = words(client.get(new))
    for part in (
        f"NETAI/SD/2 {CANARY} endorsed on 23 June 2021",
        "B. New technologies named no longer",
        "E. Digital transition new",
        "Compared with NETAI/SD/1.",
        "https://ip5.example/heads/14",
    ):
        assert part in text
    assert f'href="{old}"' in client.get(new).content.decode()
    assert "a later one counts now" not in text
    former = words(client.get(old))
    assert "NETAI/SD/1 a later one counts now" in former
    assert "E. Digital transition" not in former
    assert f'href="{new}"' in client.get(old).content.decode()
    assert f'href="{new}"' in client.get("/public/").content.decode()


@pytest.mark.parametrize("key", [each for each in MEMBERS if each != "inactive"])
def test_what_waits_does_not_exist_for_others(cast, key):
    made = stages.scoping_waiting(cast, CANARY)
    client = cast.client(key)
    is_of_body = key in {"chair_ep", "chair_kr", "secretariat"}
    assert client.get(made.get_absolute_url()).status_code == (200 if is_of_body else 404)
    for address in ("/roadmap/versions/", reverse("meetings:library"), "/"):
        shown = client.get(address, follow=True).content.decode()
        # On their first page the co-chairs have a notice of it.
        places = {"/roadmap/versions/", *(("/",) if key.startswith("chair_") else ())}
        assert (CANARY in shown) == (is_of_body and address in places), address


def test_what_was_typed_is_kept_beside_what_is_wrong(cast):
    desk = cast.client("secretariat")
    text = words(desk.post(ENTER, SENT | {"name_0": "Another name", "sources": "the minutes"}), 422)
    assert "A is “AI-supported office operations”; another area takes another code." in text
    assert "A source is a web address, one a line." in text
    assert 'value="Another name"' in desk.post(ENTER, SENT | {"name_0": "Another name"}).content.decode()
    assert not ScopingDocument.objects.waiting().exists()


def test_what_is_taken_back_may_be_entered_anew(cast):
    made = stages.scoping_waiting(cast)
    desk = cast.client("secretariat")
    assert desk.get(ENTER).status_code == 409
    address = reverse("roadmap:take_back_scoping", args=[made.uuid])
    assert "Nobody sees it any more" in words(desk.get(address))
    assert desk.post(address)["Location"] == "/roadmap/versions/"
    assert desk.get(made.get_absolute_url()).status_code == 404
    assert desk.get(ENTER).status_code == 200


def test_the_goal_form_offers_what_the_document_names(cast):
    stages.compiling(cast)
    goal = stages.goal(cast, "Stays in B", area="B")
    actions.confirm_scoping(stages.scoping_waiting(cast), by=cast.chair_kr)
    desk = cast.client("secretariat")

    def offered(address: str) -> list[str]:
        select = re.search(
            r'<select[^>]*name="area".*?</select>', desk.get(address).content.decode(), re.DOTALL
        )
        return re.findall(r'<option value="(\w+)"', select[0])

    assert offered("/roadmap/plan/goals/add/") == ["A", "E"]
    assert offered(reverse("roadmap:goal_edit", args=[goal.uuid])) == ["A", "B", "E"]


def test_as_many_queries_for_three_documents_as_for_two(cast, django_assert_max_num_queries):
    desk, counts = cast.client("hod_jp"), []
    for year in (2021, 2022, 2023):
        values = stages.scoping_values(f"Of {year}", endorsed_on=stages.RECORD.replace(year=year))
        made = actions.enter_scoping(by=cast.secretariat, values=values)
        actions.confirm_scoping(made, by=cast.chair_kr)
        desk.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(made.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
