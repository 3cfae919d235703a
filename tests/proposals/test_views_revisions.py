"""The revisions' pages: what changed and what it outdates, writing the next one, whose business that is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ip5.audit.models import Event
from proposals import actions
from proposals.models import MAX_SECTION, SECTIONS, Reading, WorkingRevision
from tests import stages
from tests.cast import MEMBERS
from tests.proposals.test_pages import MEMBER_HATS

pytestmark = pytest.mark.django_db

CANARY = "Zanzibar quince"
LEAD = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}


def at(name, proposal, **query):
    return reverse(f"proposals:{name}", args=[proposal.uuid]) + (
        "?" + "&".join(f"{key.rstrip('_')}={value}" for key, value in query.items()) if query else ""
    )


def revise(cast, proposal, **changes):
    """Write and submit the next revision of a returned proposal."""
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(proposal, by=cast.delegate_ep, values=changes, version=working.version)
    proposal.refresh_from_db()
    return actions.revise(proposal, by=cast.hod_ep)


def revised(cast, times=1):
    """A proposal with ``times`` revisions after the first submission."""
    proposal = stages.returned(cast)
    for number in range(1, times + 1):
        if number > 1:
            actions.return_for_revision(proposal, by=cast.chair_kr, reason="Again.")
        proposal = revise(cast, proposal, problem=f"Words on problem number {number}.")
    return proposal


def form_of(proposal, **changes):
    values = {name: getattr(proposal, name) for name in ("title", "horizon", *SECTIONS)}
    return values | {"area": proposal.area.code, "group": proposal.group.code, "version": 1} | changes


def test_who_sees_the_revisions(cast):
    proposal = revised(cast)
    opened = {
        key
        for key in MEMBERS
        if key != "inactive" and cast.client(key).get(at("revisions", proposal)).status_code == 200
    }
    assert opened == MEMBER_HATS | {"observer", "expert"}
    assert cast.client("delegate_ep").get(at("revisions", stages.draft(cast))).status_code == 404


def test_the_difference_of_any_two(cast):
    proposal = revised(cast, 2)
    client = cast.client("delegate_jp")
    page = client.get(at("revisions", proposal))
    assert (page.context["old"].number, page.context["new"].number) == (1, 2)
    assert "1 word added, 1 removed in 1 place." in page.content.decode()
    page = client.get(at("revisions", proposal, from_=0, to=2))
    assert page.context["overview"] == "2 words added, 0 removed in 1 part of 10."
    html = page.content.decode()
    assert "<ins>" in html
    assert proposal.symbol + " Rev.2" in html
    assert client.get(at("revisions", proposal, from_=2, to=2)).status_code == 200


@pytest.mark.parametrize("query", [{"from_": 7}, {"to": 7}, {"from_": "x"}, {"to": "-1"}, {"from_": ""}])
def test_a_revision_that_is_not_there(cast, query):
    assert cast.client("delegate_jp").get(at("revisions", revised(cast), **query)).status_code == 404


def test_what_changed_since_one_last_looked(cast):
    proposal = stages.returned(cast)
    client = cast.client("delegate_jp")
    assert client.get(at("revisions", proposal)).context["read"] is None
    assert not Reading.objects.exists()
    assert client.post(at("mark_read", proposal), {"number": 0}).status_code == 302
    assert client.get(at("mark_read", proposal)).status_code == 405
    proposal = revise(cast, proposal, problem="First.")
    actions.return_for_revision(proposal, by=cast.chair_kr, reason="Again.")
    proposal = revise(cast, proposal, problem="Second.")
    page = client.get(at("revisions", proposal))
    assert (page.context["old"].number, page.context["new"].number, page.context["is_since_read"]) == (
        0,
        2,
        True,
    )
    assert "Changed since you last looked" in page.content.decode()
    client.post(at("mark_read", proposal), {"number": 2})
    client.post(at("mark_read", proposal), {"number": 1})
    page = client.get(at("revisions", proposal))
    assert (page.context["read"], page.context["is_since_read"]) == (2, False)
    for number in ("9", "x", "", "9" * 40):
        assert client.post(at("mark_read", proposal), {"number": number}).status_code == 404
    assert Reading.objects.count() == 1


def test_a_material_revision_outdates_reviews_and_consents(cast):
    proposal = stages.under_review(cast)
    actions.prepare_review(
        proposal, by=cast.hod_jp, recommendation="support", scores={"scope": 4}, text="Good."
    )
    actions.file_review(proposal, by=cast.hod_jp)
    proposal = revise(cast, proposal, problem="Clearer.")

    def stale(key):
        rows = cast.client(key).get(at("revisions", proposal)).context["stale"]
        return {(row["office"].code, row["what"]) for row in rows}

    consent, review = ("US", "Consent to Rev.0 as Co-lead"), ("JP", "Review of Rev.0")
    assert stale("hod_jp") == {consent, review}
    assert stale("hod_kr") == {consent, review}
    assert stale("observer") == set()
    actions.mark_editorial(proposal, by=cast.chair_kr)
    assert stale("hod_jp") == set()
    actions.object_to_editorial(proposal, by=cast.hod_cn)
    page = cast.client("hod_jp").get(at("revisions", proposal))
    assert "objected to by CNIPA" in page.content.decode()
    assert stale("hod_jp") == {consent, review}


def test_the_marks_are_offered_to_whom_they_belong(cast):
    proposal = revised(cast)

    def offered(key):
        return [each["name"] for each in cast.client(key).get(at("revisions", proposal)).context["acts"]]

    assert offered("chair_kr") == ["mark_editorial"]
    assert offered("chair_ep") == offered("hod_jp") == offered("observer") == []
    cast.client("chair_kr").post(at("mark_editorial", proposal))
    assert offered("hod_jp") == ["object_to_editorial"]
    assert (
        "Editorial, marked by Chair Kr"
        in cast.client("observer").get(at("revisions", proposal)).content.decode()
    )


@pytest.mark.parametrize("name", ["revision", "revise"])
def test_the_working_text_is_the_lead_offices_own(cast, name):
    proposal = stages.returned(cast)
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"problem": CANARY}, version=working.version
    )
    opened, refused = set(), set()
    for key in MEMBERS:
        if key == "inactive":
            continue
        client = cast.client(key)
        response = client.get(at(name, proposal))
        {200: opened, 403: refused, 404: set()}[response.status_code].add(key)
        assert (CANARY in response.content.decode()) == (response.status_code == 200)
        for page in ("detail", "revisions", "history"):
            assert CANARY not in client.get(at(page, proposal)).content.decode()
        assert (client.post(at(name, proposal), {}).status_code == 404) == (key not in opened | refused)
    # Refused with the reason that stands beside the act, whether a text was begun or not.
    assert (opened, refused) == (LEAD, (MEMBER_HATS | {"observer", "expert"}) - LEAD)


def test_writing_it(cast):
    proposal = stages.returned(cast)
    client = cast.client("delegate_ep")
    assert client.get(at("revision", proposal)).status_code == 200
    assert not WorkingRevision.objects.exists()
    answer = client.post(at("revision_autosave", proposal), form_of(proposal, problem="Begun."))
    assert answer.status_code == 200, answer.content
    version = answer.json()["version"]
    answer = client.post(at("revision", proposal), form_of(proposal, problem="Done.", version=version))
    assert answer.headers["Location"] == at("revise", proposal)
    assert WorkingRevision.objects.get().problem == "Done."
    assert not Event.objects.for_subject(proposal).filter(payload__contains="Done.").exists()
    answer = client.post(
        at("revision", proposal), form_of(proposal, problem="x" * (MAX_SECTION + 1), version=3)
    )
    assert answer.status_code == 422
    answer = client.post(
        at("revision_autosave", proposal), form_of(proposal, problem="x" * (MAX_SECTION + 1))
    )
    assert answer.status_code == 422


def test_not_while_it_cannot_be_revised(cast):
    assert cast.client("delegate_ep").get(at("revision", stages.submitted(cast))).status_code == 409


def test_two_people_in_one_revision(cast):
    proposal = stages.returned(cast)
    first, second = cast.client("delegate_ep"), cast.client("colleague_ep")
    saved = first.post(at("revision", proposal), form_of(proposal, problem="Words on the first problem."))
    assert saved.status_code == 302
    mine = form_of(proposal, problem="Words on the second problem.", risks="Mine too.")
    assert second.post(at("revision_autosave", proposal), mine).status_code == 409
    page = second.post(at("revision", proposal), mine)
    html = page.content.decode()
    assert page.status_code == 409
    assert {each.name for each in page.context["parts"]} == {"problem", "risks"}
    assert "Words on the first problem." in html
    assert "Words on the second problem." in html
    assert "Delegate Ep saved this text" in html
    again = page.context["form"]["version"].value()
    assert second.post(at("revision", proposal), mine | {"version": again}).status_code == 302
    assert WorkingRevision.objects.get().risks == "Mine too."


def test_two_people_in_one_draft(cast):
    proposal = stages.draft(cast)
    typed = form_of(
        proposal, submit_visibility="members_observers", office_US="co_lead", version=proposal.version
    )
    assert (
        cast.client("delegate_ep").post(at("edit", proposal), typed | {"problem": "One."}).status_code == 302
    )
    other = typed | {"problem": "Two.", "submit_visibility": "members", "office_JP": "contributing"}
    page = cast.client("colleague_ep").post(at("edit", proposal), other)
    assert page.status_code == 409
    assert {each.name for each in page.context["parts"]} == {"problem", "submit_visibility", "office_JP"}
    html = page.content.decode()
    assert "<p>One.</p>" in html
    assert "Two." in html


def test_submitting_it(cast):
    proposal = stages.returned(cast)
    client, delegate = cast.client("hod_ep"), cast.client("delegate_ep")
    assert "has not been written yet" in client.get(at("revise", proposal)).content.decode()
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"problem": "Clearer."}, version=working.version
    )
    read = WorkingRevision.objects.get().fingerprint
    page = delegate.get(at("revise", proposal))
    assert "Only the head of delegation of the lead office commits it." in page.content.decode()
    assert delegate.post(at("revise", proposal), {"fingerprint": read}).status_code == 403
    page = client.get(at("revise", proposal))
    assert [each.name for each in page.context["parts"]] == ["problem"]
    assert client.post(at("revise", proposal), {}).status_code == 422
    assert client.post(at("revise", proposal), {"fingerprint": "0" * 64}).status_code == 409
    assert client.post(at("revise", proposal), {"fingerprint": read}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.problem) == ("submitted", "Clearer.")


def test_unanswered_comments_refuse_it_and_are_shown(cast):
    proposal = stages.under_review(cast)
    said = actions.comment(proposal, by=cast.delegate_jp, text="Why so?", section="problem")
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"problem": "Clearer."}, version=working.version
    )
    page = cast.client("hod_ep").get(at("revise", proposal))
    html = page.content.decode()
    assert "Why so?" in html
    assert "Every comment is answered before a revision is submitted." in html
    read = WorkingRevision.objects.get().fingerprint
    assert cast.client("hod_ep").post(at("revise", proposal), {"fingerprint": read}).status_code == 403
    actions.dispose(said, by=cast.delegate_ep, answer="accepted")
    assert cast.client("hod_ep").post(at("revise", proposal), {"fingerprint": read}).status_code == 302


def test_the_preview_is_safe(cast):
    client = cast.client("delegate_ep")
    evil = "**bold** <script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    html = client.post(reverse("proposals:preview"), {"text": evil}).json()["html"]
    assert "<strong>bold</strong>" in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert client.post(reverse("proposals:preview"), {"text": "x" * (MAX_SECTION + 1)}).status_code == 422
    assert client.get(reverse("proposals:preview")).status_code == 405
    assert cast.client("anonymous").post(reverse("proposals:preview"), {"text": "x"}).status_code == 403


def test_the_preview_without_scripts_saves_nothing(cast):
    proposal = stages.returned(cast)
    typed = form_of(proposal, problem="**Bold** <script>alert(1)</script>", preview="1")
    page = cast.client("delegate_ep").post(at("revision", proposal), typed)
    assert page.status_code == 200
    assert "<strong>Bold</strong>" in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert not WorkingRevision.objects.exists()
    draft = stages.draft(cast)
    typed |= {"submit_visibility": "members", "version": draft.version}
    page = cast.client("delegate_ep").post(at("edit", draft), typed)
    assert "<strong>Bold</strong>" in page.content.decode()
    draft.refresh_from_db()
    assert draft.problem == "Words on problem."


def test_a_difference_shows_markup_as_text(cast):
    proposal = stages.returned(cast)
    proposal = revise(cast, proposal, problem="<script>alert(1)</script>", title="<b>Bold</b>")
    html = cast.client("delegate_jp").get(at("revisions", proposal)).content.decode()
    assert "<script>alert" not in html
    assert "<b>Bold" not in html


@pytest.mark.parametrize("key", ["hod_jp", "hod_ep", "chair_kr", "observer"])
def test_the_number_of_queries(cast, key):
    counts = []
    for times in (0, 2):
        proposal = revised(cast, times) if times else stages.returned(cast)
        client = cast.client(key)
        client.get(at("revisions", proposal))
        with CaptureQueriesContext(connection) as queries:
            client.get(at("revisions", proposal))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12, [each["sql"][:120] for each in queries]
