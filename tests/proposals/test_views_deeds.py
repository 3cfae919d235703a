"""Every deed in the browser: its page, its refusal with the reason, its words kept."""

import re

import pytest

from proposals import actions
from proposals.models import Proposal
from tests import stages
from tests.access import answered
from tests.proposals.telling import events, fresh

pytestmark = pytest.mark.django_db
UNKNOWN = "00000000-0000-4000-8000-000000000000"
BUILDERS = stages.STAGES | {"answered": lambda cast: answered(cast, title="Common criteria")}
# deed -> stage, who does it, what is typed, the state after
DEEDS = {
    "ask-consent": ("draft", "delegate_ep", {}, "draft"),
    "consent": ("asked", "hod_us", {"fingerprint": ...}, "draft"),
    "decline": ("asked", "hod_us", {}, "draft"),
    "ask-clearance": ("draft", "delegate_ep", {}, "draft"),
    "clear": ("draft", "hod_ep", {"fingerprint": ...}, "draft"),
    "submit": ("consented", "hod_ep", {}, "submitted"),
    "admit": ("submitted", "chair_kr", {"days": "15"}, "under_review"),
    "return-for-revision": ("submitted", "chair_kr", {"reason": "Too vague."}, "returned"),
    "table": ("under_review", "chair_kr", {"reason": "A meeting is near."}, "tabled"),
    "open-round": ("tabled", "chair_kr", {"days": "10"}, "in_ballot"),
    "extend-round": ("in_ballot", "chair_kr", {"days": "5", "reason": "A holiday."}, "in_ballot"),
    "cancel-round": ("in_ballot", "chair_kr", {"reason": "A slip."}, "tabled"),
    "close-round": ("answered", "chair_kr", {}, "tf_endorsed"),
}
ROUND_DEEDS = {"open-round", "extend-round", "cancel-round", "close-round"}
# who sees the proposal and is refused, with words of the reason
REFUSED = [
    ("ask-consent", "draft", "head_ep", "Proposals are drafted by delegates"),
    ("consent", "asked", "delegate_ep", "of an office that was asked"),
    ("clear", "draft", "delegate_ep", "commits it"),
    ("submit", "consented", "delegate_ep", "a delegate cannot commit the office"),
    ("submit", "asked", "hod_ep", "Still missing: consent of another participating office."),
    ("delete", "consented", "hod_us", "Only the lead office works on this text."),
    ("admit", "submitted", "chair_ep", "the other co-chair makes every move on it"),
    ("admit", "submitted", "secretariat", "Only a co-chair makes this move."),
    ("table", "under_review", "chair_ep", "the other co-chair makes every move on it"),
    ("open-round", "tabled", "chair_ep", "the other co-chair makes every move on it"),
    ("close-round", "in_ballot", "chair_kr", "once all five offices have answered"),
    ("cancel-round", "in_ballot", "observer", "Only a co-chair makes this move."),
]
MISSING = [
    ("consent", "asked", "hod_us", {}, "This field is required."),
    ("admit", "submitted", "chair_kr", {"days": "0"}, "Ensure this value is greater than or equal to 1."),
    ("admit", "submitted", "chair_kr", {"days": "x"}, "Enter a whole number."),
    ("return-for-revision", "submitted", "chair_kr", {}, "Give the reason; it is printed on the proposal."),
    ("return-for-revision", "submitted", "chair_kr", {"reason": "a\x00"}, "Null characters are not allowed."),
    ("table", "submitted", "chair_kr", {"reason": " "}, "Give the reason; it is printed on the proposal."),
    ("open-round", "tabled", "chair_kr", {"days": "9"}, "a shorter one needs a reason"),
    ("open-round", "tabled", "chair_kr", {"days": "4", "short_reason": "Kept."}, "A short round lasts at least 5"),
    ("open-round", "tabled", "chair_kr", {"days": "10", "ad_referendum_days": "21"}, "at most 20 common"),
    ("extend-round", "in_ballot", "chair_kr", {"days": "61", "reason": "Kept."}, "less than or equal to 60"),
    ("cancel-round", "in_ballot", "chair_kr", {"reason": "K" * 2001}, "at most 2000 characters"),
]  # fmt: skip


def address(proposal, name):
    return f"/proposals/{proposal.uuid}/{name}/"


def without_its_own(response):
    """Return the page without what every page has of its own: form tokens, clock and address."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|<time.*?</time>', "", response.content.decode())
    return page.replace(response.wsgi_request.path, "")


def words(proposal, data):
    """Return what is typed, the fingerprint filled in."""
    return {name: fresh(proposal).fingerprint if value is ... else value for name, value in data.items()}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_shown_then_done(cast, name):
    stage, key, data, after = DEEDS[name]
    proposal = BUILDERS[stage](cast)
    client, before = cast.client(key), (fresh(proposal).version, events(proposal))
    assert client.get(address(proposal, name)).status_code == 200
    assert (fresh(proposal).version, events(proposal)) == before
    response = client.post(address(proposal, name), words(proposal, data))
    back = f"{proposal.get_absolute_url()}ballot/1/" if name in ROUND_DEEDS else proposal.get_absolute_url()
    assert (response.status_code, response.url) == (302, back)
    assert fresh(proposal).state == after
    assert len(events(proposal)) == len(before[1]) + (name != "extend-round")
    assert client.get(response.url).status_code == 200


def test_a_draft_is_deleted(cast):
    proposal = stages.draft(cast)
    response = cast.client("delegate_ep").post(address(proposal, "delete"))
    assert (response.status_code, response.url) == (302, "/proposals/")
    assert not Proposal.objects.filter(pk=proposal.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "stage", "key", "reason"), REFUSED)
def test_a_refusal_gives_its_reason_and_changes_nothing(cast, method, name, stage, key, reason):
    proposal = BUILDERS[stage](cast)
    before = fresh(proposal).version, events(proposal)
    response = getattr(cast.client(key), method)(
        address(proposal, name), words(proposal, DEEDS.get(name, [0, 0, {}])[2])
    )
    assert response.status_code == 403
    assert reason in response.content.decode()
    assert (fresh(proposal).version, events(proposal)) == before


@pytest.mark.parametrize("name", DEEDS)
def test_a_wrong_state_is_a_conflict(cast, name):
    key, data = DEEDS[name][1:3]
    proposal = BUILDERS["closed" if DEEDS[name][0] != "closed" else "draft"](cast)
    response = cast.client(key).post(address(proposal, name), words(proposal, data))
    assert response.status_code == 409
    assert "while the state is “Endorsed by the task force”" in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [*DEEDS, "delete", "edit", "history", "autosave"])
def test_what_is_not_visible_does_not_exist(cast, method, name):
    proposal = stages.draft(cast, "Zanzibar quince")
    client = cast.client("hod_jp")
    if (name, method) in {("autosave", "get"), ("history", "post")}:
        assert getattr(client, method)(address(proposal, name)).status_code == 405
        return
    hidden = getattr(client, method)(address(proposal, name))
    absent = getattr(client, method)(f"/proposals/{UNKNOWN}/{name}/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert without_its_own(hidden) == without_its_own(absent)


@pytest.mark.parametrize(("name", "stage", "key", "data", "message"), MISSING)
def test_what_is_missing_is_named_and_what_was_typed_stays(cast, name, stage, key, data, message):
    proposal = BUILDERS[stage](cast)
    response = cast.client(key).post(address(proposal, name), data)
    page = response.content.decode()
    assert (response.status_code, message in page) == (422, True)
    assert [
        value for value in data.values() if value.strip("\x00 ") and value.strip("\x00 ") not in page
    ] == []
    assert fresh(proposal).state == proposal.state


@pytest.mark.parametrize(("name", "key"), [("consent", "hod_us"), ("clear", "hod_ep")])
def test_a_text_that_changed_while_it_was_read_is_a_conflict(cast, name, key):
    proposal = stages.asked(cast)
    actions.edit(proposal, by=cast.delegate_ep, values={"risks": "More."}, version=proposal.version)
    response = cast.client(key).post(address(proposal, name), {"fingerprint": proposal.fingerprint})
    assert response.status_code == 409
    assert "The text changed while you were reading." in response.content.decode()
    assert (fresh(proposal).is_cleared, fresh(proposal).taking_part) == (False, [])


def test_what_is_consented_to_is_on_the_page(cast):
    proposal = stages.asked(cast)
    page = cast.client("hod_us").get(address(proposal, "consent")).content.decode()
    assert [text for _name, _label, text in proposal.written_sections if text not in page] == []
    assert proposal.fingerprint in page


def test_only_early_tabling_asks_for_a_reason(cast):
    from ip5.kernel import clock

    proposal = stages.under_review(cast)
    client = cast.client("chair_kr")
    assert 'name="reason"' in client.get(address(proposal, "table")).content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(review_ends_at=clock.now())
    assert 'name="reason"' not in client.get(address(proposal, "table")).content.decode()
    assert client.post(address(proposal, "table")).status_code == 302
    assert fresh(proposal).tabled_early_reason == ""


def test_an_expired_session_shows_the_reason_that_was_typed(cast):
    proposal = stages.submitted(cast)
    response = cast.client("anonymous").post(address(proposal, "table"), {"reason": "An hour of thought."})
    assert response.status_code == 403
    assert "An hour of thought." in response.content.decode()
    assert fresh(proposal).state == "submitted"
