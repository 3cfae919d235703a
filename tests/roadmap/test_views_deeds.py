"""The deeds' pages: what is refused with which answer, what was typed is kept, two tabs, the words after."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from ip5.kernel import clock
from roadmap import actions
from roadmap.models import Project, Version
from roadmap.views.offers import DEEDS
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
IN_A_DIALOG = {
    *("announce_approval", "cancel_announcement", "open_approval", "extend_approval", "close_approval"),
    *("cancel_approval", "submit", "close_heads", "publish", "withdraw"),
}


@pytest.fixture(scope="module")
def version(module_db):
    """A complete version being compiled."""
    return stages.compiled(Cast())


@pytest.fixture
def chair(cast):
    return cast.client("chair_kr")


def send(client, name, *args, **data):
    """Send a form; return the status and the page's text."""
    answer = client.post(reverse(f"roadmap:{name}", args=args), data)
    return answer.status_code, answer.content.decode()


def test_two_tabs_and_what_the_second_typed_is_kept(version, chair, cast):
    sent = {"seen": version.version, "title": "First tab", "kind": "major", "preamble": "One."}
    assert send(chair, "texts", **sent)[0] == 302
    status, page = send(cast.client("secretariat"), "texts", **sent | {"title": "Second tab"})
    assert (status, "Second tab" in page) == (422, True)
    assert "Somebody has changed these texts since you opened them." in page
    assert stages.fresh(version).title == "First tab"


def test_two_tabs_on_a_plan(version, chair):
    row = Project.objects.get()
    sent = {"seen": row.version, "title": "First tab"}
    assert send(chair, "project_plan", row.uuid, **sent)[0] == 302
    status, page = send(chair, "project_plan", row.uuid, **sent | {"title": "Second tab"})
    assert (status, "Second tab" in page) == (422, True)
    assert "Somebody has changed this plan since you opened it." in page
    assert Project.objects.get().title == "First tab"


def test_what_a_deed_needs_is_asked_for_beside_its_field(version, cast, chair):
    frozen = actions.freeze(version, by=cast.chair_kr)
    for name, data, words in (
        ("withdraw", {"reason": ""}, "Give the reason"),
        ("announce_approval", {"days": "4"}, "Silence lasts 5 to 10 common working days."),
        ("open_approval", {"days": "6"}, "days"),
    ):
        status, page = send(chair, name, frozen.uuid, **data)
        assert (status, words in page) == (422, True), name
    assert stages.fresh(frozen).state == "frozen"


@pytest.mark.parametrize("name", ["freeze", "discard", "submit", "publish", "close_heads", "derive"])
def test_the_state_refuses_with_409_and_the_hat_with_403(version, cast, chair, name):
    frozen = actions.freeze(version, by=cast.chair_kr)
    url = reverse(f"roadmap:{name}", args=[frozen.uuid])
    for method in (chair.get, chair.post):
        assert method(url).status_code == 409
    delegate = cast.client("delegate_jp")
    for method in (delegate.get, delegate.post):
        assert method(url).status_code == 403
    observer = cast.client("observer")
    for method in (observer.get, observer.post):
        assert method(url).status_code == 404


def test_only_these_methods(version, chair):
    for name in ("freeze", "discard"):
        assert chair.put(reverse(f"roadmap:{name}", args=[version.uuid])).status_code == 405


def test_an_amendment_too_large_is_told_on_the_page_of_freezing(cast, module_db):
    with undone():
        Version.objects.all().delete()
        Project.objects.update(is_in_plan=False)
        stages.published(cast)
        made = stages.compiling(cast, "corrigendum")
        row = Project.objects.in_plan().get()
        actions.edit_plan(row, by=cast.chair_kr, values={"starts_on": None}, seen=row.version)
        status, page = send(cast.client("chair_kr"), "freeze", made.uuid)
        assert (status, "A corrigendum corrects words and nothing else." in page) == (422, True)


def test_where_one_goes_on(version, chair, cast):
    where = chair.post(reverse("roadmap:freeze", args=[version.uuid]))["Location"]
    assert where == version.get_absolute_url()
    chair.post(reverse("roadmap:withdraw", args=[version.uuid]), {"reason": "Overtaken."})
    derived = chair.post(reverse("roadmap:derive", args=[version.uuid]))["Location"]
    assert derived == reverse("roadmap:workbench")
    made = Version.objects.compiling().get()
    gone = chair.post(reverse("roadmap:discard", args=[made.uuid]))["Location"]
    assert gone == reverse("roadmap:versions")


def test_the_reason_of_a_withdrawal_and_of_skipping_is_printed(version, cast, chair):
    frozen = actions.freeze(version, by=cast.chair_kr)
    with undone():
        actions.withdraw(frozen, by=cast.chair_kr, reason="Zqx overtaken.")
        assert "Zqx overtaken." in cast.client("hod_jp").get(frozen.get_absolute_url()).content.decode()
    endorsed = stages.approved(cast, frozen)
    actions.skip_deputies(endorsed, by=cast.chair_kr, reason="Zqx they met.")
    assert "Zqx they met." in cast.client("hod_jp").get(frozen.get_absolute_url()).content.decode()


def test_an_embargo_is_set_in_the_bodys_own_time(cast, module_db):
    with undone():
        Version.objects.all().delete()
        Project.objects.update(is_in_plan=False)
        approved = actions.approve_publication(stages.heads_endorsed(cast), by=cast.chair_ep)
        later = (clock.now().date() + dt.timedelta(days=9)).isoformat()
        url = reverse("roadmap:publish", args=[approved.uuid])
        answer = cast.client("secretariat").post(url, {"embargo_until": f"{later}T10:00"})
        row = stages.fresh(approved)
        assert (answer.status_code, row.state, row.published_at) == (302, "heads_endorsed", None)
        zone = cast.secretariat.office.zone
        assert (
            row.embargo_until.astimezone(ZoneInfo(str(zone))).strftime("%Y-%m-%dT%H:%M") == f"{later}T10:00"
        )


def test_a_goal_with_a_project_is_not_taken_out_by_its_page(version, chair):
    goal = Project.objects.get().goal
    status, page = send(chair, "goal_drop", goal.uuid)
    assert (status, "Move or take out its projects first." in page) == (422, True)


def test_one_lead_is_asked_for(version, chair):
    status, page = send(chair, "project_offices", Project.objects.get().uuid, office_EP="co_lead")
    assert (status, "Name one lead office." in page) == (422, True)


def test_an_amendment_shows_no_trace_of_itself_to_the_public(version, cast):
    for key in ("anonymous", "industry", "observer", "hod_ep"):
        page = cast.client(key).get(reverse("roadmap:versions"))
        assert b"Being compiled" not in page.content


def links_of(client, version) -> dict[str, bool]:
    """Return the acts a version's page offers, by name, each with whether it is shown in a dialog."""
    body = client.get(version.get_absolute_url()).content.decode()
    found = re.findall(r'href="/roadmap/versions/[-0-9a-f]{36}/([a-z-]+)/"( data-dialog)?>', body)
    names = {name.replace("-", "_"): bool(dialog) for name, dialog in found}
    return {name: dialog for name, dialog in names.items() if name in DEEDS}


def test_what_opens_runs_or_ends_a_round_is_confirmed_in_a_dialog():
    assert {name for name, each in DEEDS.items() if each.says} == IN_A_DIALOG


def test_the_page_offers_each_such_deed_as_a_dialog_and_no_other(version, cast, chair):
    frozen = actions.freeze(version, by=cast.chair_kr)
    assert links_of(chair, frozen) == dict.fromkeys(("announce_approval", "open_approval", "withdraw"), True)
    with undone():
        actions.announce_approval(frozen, by=cast.chair_kr, days=5)
        assert links_of(chair, frozen) == {"cancel_announcement": True, "withdraw": True}
    endorsed = stages.approved(cast, frozen)
    assert links_of(chair, endorsed) == {"skip_deputies": False, "withdraw": True}
    assert links_of(cast.client("secretariat"), endorsed) == {}


@pytest.mark.parametrize(
    ("name", "act"), [("open_approval", "open a ballot on"), ("withdraw", "withdraw"), ("replace", "")]
)
def test_the_sentence_that_is_confirmed_names_who_acts_and_on_what(version, cast, chair, name, act):
    frozen = actions.freeze(version, by=cast.chair_kr)
    if name == "replace":
        frozen = stages.approved(cast, frozen, hod_cn="object")
    answer = chair.get(reverse(f"roadmap:{name}", args=[frozen.uuid]))
    body = answer.content.decode()
    said = re.findall(r'<p class="dialog__act">(.*?)</p>', body)
    office = cast.chair_kr.office.name
    whole = f"“On behalf of the {office} I <b>{act}</b> the version {frozen.title}, {frozen.symbol}.”"
    assert said == ([whole] if act else [])
    marks = ("data-dialog-part", "data-dialog-back", "dialog__list")
    assert {mark: mark in body for mark in marks} == dict.fromkeys(marks, bool(act))


def test_without_scripts_a_deed_is_one_page_and_one_click(version, cast, chair):
    """The page asks, and the form on it does: nothing more is sent, and errors come with what was typed."""
    frozen = actions.freeze(version, by=cast.chair_kr)
    status, page = send(chair, "open_approval", frozen.uuid, days="3", short_reason="Zqx haste.")
    assert (status, "Zqx haste." in page, "data-dialog-part" in page) == (422, True, True)
    assert send(chair, "open_approval", frozen.uuid, days="10")[0] == 302
    assert stages.fresh(frozen).state == "under_approval"
