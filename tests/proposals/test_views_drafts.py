"""Writing a draft in the browser: nothing typed is lost, whatever comes between."""

import time
from html.parser import HTMLParser

import pytest

from proposals import actions
from proposals.models import Proposal
from tests import stages
from tests.proposals.telling import fresh
from tests.proposals.test_forms import typed

pytestmark = pytest.mark.django_db
MEGABYTE = "0123456789abcde\n" * 65_536


def address(proposal, name):
    return f"/proposals/{proposal.uuid}/{name}/"


def post(cast, proposal, name="edit", key="delegate_ep", **changes):
    """Post the draft's present text with changes."""
    return cast.client(key).post(address(proposal, name), typed(proposal, **changes))


def test_a_draft_begins_with_its_title(cast):
    response = cast.client("delegate_ep").post("/proposals/new/", {"title": "A beginning"})
    proposal = Proposal.objects.get()
    assert (response.status_code, response.url) == (302, address(proposal, "edit"))
    assert (proposal.title, proposal.lead_office.code, proposal.state) == ("A beginning", "EP", "draft")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "This field is required."),
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_beginning_that_does_not_do_is_named(cast, data, message):
    response = cast.client("delegate_ep").post("/proposals/new/", data)
    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert message in response.content.decode()
    assert data.get("title", "").replace("\x00", "�")[:3] in response.content.decode().replace("\x00", "�")


@pytest.mark.parametrize("key", ["observer", "chair_kr", "secretariat", "head_ep", "expert", "site_admin"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_does_not_draft_is_told_why(cast, key, method):
    response = getattr(cast.client(key), method)("/proposals/new/", {"title": "A"})
    assert response.status_code == 403
    assert "Proposals are drafted by delegates and the head of delegation" in response.content.decode()
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize(("extra", "name"), [({}, ""), ({"stay": "1"}, "edit/")])
def test_saving_goes_back_to_the_draft_or_stays(cast, extra, name):
    proposal = stages.draft(cast)
    response = post(cast, proposal, risks="More.", **extra)
    assert (response.status_code, response.url) == (302, f"/proposals/{proposal.uuid}/{name}")
    assert (fresh(proposal).risks, fresh(proposal).version) == ("More.", 2)
    assert fresh(proposal).updated_by == cast.delegate_ep


def test_a_megabyte_is_refused_with_a_clear_message_and_stays_in_the_page(cast):
    proposal = stages.draft(cast)
    response = post(cast, proposal, problem=MEGABYTE, risks="Typed before.")
    page = response.content.decode()
    assert response.status_code == 422
    assert f"Ensure this value has at most 20000 characters (it has {len(MEGABYTE)})." in page
    assert (MEGABYTE.strip() in page, "Typed before." in page) == (True, True)
    assert fresh(proposal).text() == proposal.text()


def test_a_body_beyond_every_limit_is_refused_without_a_fault(cast):
    proposal = stages.draft(cast)
    response = post(cast, proposal, problem="x" * (6 * 1024 * 1024))
    assert response.status_code in (400, 413)
    assert fresh(proposal).version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"problem": "kept\x00words"},
        {"area": "Z", "problem": "kept words"},
        {"group": "\x00", "problem": "kept words"},
        {"horizon": "never", "problem": "kept words"},
        {"office_US": "owner", "problem": "kept words"},
        {"submit_visibility": "office_internal", "problem": "kept words"},
        {"version": "x", "problem": "kept words"},
        {"version": "-1", "problem": "kept words"},
    ],
    ids=str,
)
def test_what_is_not_understood_is_422_and_the_words_stay(cast, changes):
    proposal = stages.draft(cast)
    response = post(cast, proposal, **changes)
    assert response.status_code == 422
    assert "kept" in response.content.decode()
    assert fresh(proposal).text() == proposal.text()


def test_a_stale_form_shows_both_texts_and_may_then_be_saved(cast):
    proposal = stages.draft(cast)
    actions.edit(proposal, by=cast.colleague_ep, values={"problem": "Theirs."}, version=1)
    client = cast.client("delegate_ep")
    response = client.post(address(proposal, "edit"), typed(proposal, problem="Mine."))
    page = response.content.decode()
    assert response.status_code == 409
    assert [
        word
        for word in ("Theirs.", "Mine.", "Colleague Ep saved this draft in the meantime.")
        if word not in page
    ] == []
    assert page.count("The whole text saved meanwhile") == 1
    assert fresh(proposal).problem == "Theirs."
    # The form of that page carries the present version: saving it keeps the own text.
    again = client.post(address(proposal, "edit"), typed(proposal, problem="Mine.", version="2"))
    assert (again.status_code, fresh(proposal).problem) == (302, "Mine.")


def test_a_stale_class_or_office_is_not_lost_either(cast):
    proposal = stages.draft(cast)
    actions.edit(proposal, by=cast.colleague_ep, values={"title": "Theirs"}, version=1)
    response = post(cast, proposal, submit_visibility="members", office_JP="contributing")
    page = response.content.decode()
    assert response.status_code == 409
    assert response.context["form"]["submit_visibility"].value() == "members"
    assert response.context["form"]["office_JP"].value() == "contributing"
    assert "Theirs" in page


@pytest.mark.parametrize("key", ["hod_us", "delegate_jp", "observer", "chair_kr"])
@pytest.mark.parametrize("name", ["edit", "autosave"])
def test_others_do_not_edit(cast, key, name):
    proposal = stages.asked(cast)
    status = post(cast, proposal, name, key, title="Theirs").status_code
    assert status == (403 if key == "hod_us" else 404)
    assert fresh(proposal).title == "Common criteria"


@pytest.mark.parametrize("name", ["edit", "autosave"])
def test_a_submitted_text_is_a_conflict(cast, name):
    proposal = stages.submitted(cast)
    assert post(cast, proposal, name, title="Changed").status_code == 409
    assert fresh(proposal).title == "Common criteria"


def test_the_form_shows_what_is_there_and_what_is_missing(cast):
    proposal = stages.draft(cast, risks="")
    response = cast.client("colleague_ep").get(address(proposal, "edit"))
    assert (response.status_code, response.context["met"], response.context["of"]) == (200, 11, 13)
    assert [each["label"] for each in response.context["checklist"] if not each["met"]] == [
        "risks and legal constraints",
        "consent of another participating office",
    ]


# --- Autosave ----------------------------------------------------------------------------------------


def test_autosave_saves_and_gives_the_next_version(cast):
    proposal = stages.draft(cast)
    response = post(cast, proposal, "autosave", risks="Half a sent")
    saved = fresh(proposal)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert set(response.json()) == {"message", "version", "parts"}
    assert (response.json()["version"], saved.risks) == (2, "Half a sent")
    assert response.json()["message"].startswith("Saved at ")
    assert response.json()["message"].endswith(", Munich time.")


def test_autosave_of_nothing_new_keeps_the_version(cast):
    proposal = stages.draft(cast)
    assert post(cast, proposal, "autosave").json()["version"] == 1


def test_autosave_beside_another_is_a_conflict_and_overwrites_nothing(cast):
    proposal = stages.draft(cast)
    actions.edit(proposal, by=cast.colleague_ep, values={"risks": "Theirs."}, version=1)
    response = post(cast, proposal, "autosave", risks="Mine.")
    assert response.status_code == 409
    assert list(response.json()) == ["message"]
    assert fresh(proposal).risks == "Theirs."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"problem": MEGABYTE}, f"Ensure this value has at most 20000 characters (it has {len(MEGABYTE)})."),
        ({"problem": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_autosave_says_what_it_cannot_keep(cast, changes, message):
    proposal = stages.draft(cast)
    response = post(cast, proposal, "autosave", **changes)
    assert (response.status_code, response.json()) == (422, {"message": message})
    assert fresh(proposal).version == 1


def test_autosave_answers_posts_only(cast):
    proposal = stages.draft(cast)
    assert cast.client("delegate_ep").get(address(proposal, "autosave")).status_code == 405


# --- Sessions and hostile words ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["edit", "autosave"])
def test_an_expired_session_shows_what_was_typed(cast, name):
    proposal = stages.draft(cast)
    response = post(cast, proposal, name, key="anonymous", problem="Two hours of <work>.", risks="And more.")
    page = response.content.decode()
    assert response.status_code == 403
    assert [
        word for word in ("Two hours of &lt;work&gt;.", "And more.", "has ended") if word not in page
    ] == []
    assert fresh(proposal).text() == proposal.text()


def test_a_form_without_its_token_shows_what_was_typed(cast):
    from django.test import Client

    proposal = stages.draft(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.delegate_ep.person)
    response = client.post(address(proposal, "edit"), typed(proposal, problem="Two hours of work."))
    assert response.status_code == 403
    assert "Two hours of work." in response.content.decode()
    assert fresh(proposal).text() == proposal.text()


HOSTILE = (
    "<script>alert('zqx')</script> [x](javascript:alert('zqx')) <img src=x onerror=alert('zqx')> "
    '<a href="javascript:alert(1)">y</a> ![i](javascript:zqx) </textarea><script>zqx</script>'
)


class Tags(HTMLParser):
    """Every tag of a page with its attributes, as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def acting(page):
    """Return the tags of a page that would act: foreign or inline scripts, handlers, script addresses."""
    reader = Tags()
    reader.feed(page)
    return [
        (tag, attrs)
        for tag, attrs in reader.found
        if (tag == "script" and not attrs.get("src", "").startswith("/static/"))
        or tag in {"iframe", "object", "embed", "style"}
        or (tag == "img" and not attrs.get("src", "").startswith("/static/"))
        or any(name.startswith("on") or name == "style" for name in attrs)
        or any(
            "script:" in value.replace("\t", "").lower()
            for name, value in attrs.items()
            if name in {"href", "src", "action"}
        )
    ]


def test_hostile_words_are_inert_on_every_page(cast):
    proposal = stages.submitted(cast, HOSTILE[:190], problem=HOSTILE, summary=HOSTILE)
    draft = stages.draft(cast, HOSTILE[:190], problem=HOSTILE, summary=HOSTILE)
    client = cast.client("hod_ep")
    pages = [
        proposal.get_absolute_url(),
        draft.get_absolute_url(),
        address(draft, "edit"),
        address(draft, "clear"),
    ]
    for page in (*pages, address(proposal, "history"), "/proposals/", "/proposals/?q=%3Cscript%3Ezqx"):
        response = client.get(page)
        assert response.status_code == 200
        assert acting(response.content.decode()) == [], page


def test_twenty_thousand_nested_brackets_are_shown_within_two_seconds(cast):
    proposal = stages.draft(cast, problem="[" * 20_000, risks="> " * 10_000)
    start = time.process_time()
    response = cast.client("hod_ep").get(proposal.get_absolute_url())
    assert response.status_code == 200
    assert time.process_time() - start < 2
