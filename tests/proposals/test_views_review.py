"""The page of the review and its deeds: who reads what, what is sealed, what a refusal keeps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals import actions
from proposals.models import Comment, Review
from proposals.views.review import reviewed_proposal, reviews_context
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db

CANARY = "Sealed kumquat"
REVIEWERS = ("hod_us", "hod_jp", "hod_kr", "hod_cn")
MEMBER_HATS = {
    key
    for key, (_o, capacity, _f) in MEMBERS.items()
    if capacity in {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"}
} - {"inactive"}
SIGNED = [key for key in MEMBERS if key != "inactive"]
US = {"delegate_us", "hod_us"}


def url(proposal, name="review", *ids):
    return reverse(f"proposals:{name}", args=[proposal.uuid, *ids])


def prepare(proposal, hat, **changes):
    given = {"recommendation": "support", "scores": {"scope": 4, "effort": 2}, "text": "Good."} | changes
    return actions.prepare_review(proposal, by=hat, **given)


def file(proposal, hat, **changes):
    prepare(proposal, hat, **changes)
    return actions.file_review(proposal, by=hat)


# --- Who opens it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "stage"),
    [("review", each) for each in stages.STAGES]
    + [(f"responses{kind}", each) for kind in ("", "_csv", "_xlsx") for each in ("asked", "under_review")],
)
def test_who_opens_the_review(cast, stage, page):
    proposal = stages.STAGES[stage](cast)
    expected = set() if proposal.is_draft else MEMBER_HATS | {"expert"}
    found = {}
    for key in SIGNED:
        found.setdefault(cast.client(key).get(url(proposal, page)).status_code, set()).add(key)
    assert found.get(200, set()) == expected
    assert found[404] == set(SIGNED) - expected


def test_the_tab_is_absent_where_nothing_is_open(cast):
    proposal = stages.under_review(cast)
    first = actions.comment(proposal, by=cast.delegate_jp, text=CANARY)
    observer = cast.client("observer")
    page = observer.get(proposal.get_absolute_url())
    assert url(proposal) not in page.content.decode()
    assert url(proposal) in cast.client("hod_jp").get(proposal.get_absolute_url()).content.decode()
    # Comments are append-only: what is opened to observers is another comment.
    Comment.objects.create(
        proposal=proposal,
        revision=first.revision,
        mandate=cast.delegate_jp,
        office=cast.delegate_jp.office,
        text="Opened to observers.",
        visibility="members_observers",
        at=first.at,
    )
    opened = observer.get(url(proposal)).content.decode()
    assert "Opened to observers." in opened
    assert CANARY not in opened
    # No number, no count: a gap would show.
    assert "C-1" not in opened
    assert "1 comment," in opened
    assert CANARY not in observer.get(url(proposal, "responses_csv")).content.decode()


def test_an_expert_reads_the_own_words_alone(cast):
    proposal = stages.under_review(cast)
    actions.comment(proposal, by=cast.delegate_jp, text=CANARY)
    actions.comment(proposal, by=cast.expert, text="The expert's own.")
    page = cast.client("expert").get(url(proposal)).content.decode()
    assert "The expert&#x27;s own." in page
    assert CANARY not in page
    assert "Who has filed" not in page


# --- Sealing -------------------------------------------------------------------------------


def pages_of(cast, key, proposal):
    client = cast.client(key)
    names = ("review", "responses", "responses_csv", "detail", "history")
    return "".join(client.get(url(proposal, name)).content.decode() for name in names)


@pytest.mark.parametrize("is_filed", [False, True])
def test_a_review_is_sealed(cast, is_filed):
    proposal = stages.under_review(cast)
    (file if is_filed else prepare)(proposal, cast.hod_us, text=CANARY, recommendation="do_not_support")
    for key in SIGNED:
        page = pages_of(cast, key, proposal)
        # The leaver left the EPO for the USPTO: a delegate there now.
        is_own = MEMBERS[key][0] == "US"
        assert (CANARY in page) is is_own, key
        if not is_own:
            assert "Do not support" not in page, key
        if key in MEMBER_HATS:
            assert f"{int(is_filed)} of 4, on Rev.0" in page, key


def test_filing_opens_the_others_filed_ones_and_no_prepared_one(cast):
    proposal = stages.under_review(cast)
    file(proposal, cast.hod_us, text="Filed words.")
    prepare(proposal, cast.hod_kr, text=CANARY)
    file(proposal, cast.hod_jp)
    page = pages_of(cast, "delegate_jp", proposal)
    assert "Filed words." in page
    assert CANARY not in page
    assert "Filed words." not in pages_of(cast, "hod_ep", proposal)
    assert "Filed words." not in pages_of(cast, "chair_kr", proposal)


def test_the_end_of_the_period_opens_the_filed_ones_to_members(cast):
    proposal = stages.under_review(cast)
    file(proposal, cast.hod_us, text="Filed words.")
    prepare(proposal, cast.hod_kr, text=CANARY)
    actions.table(proposal, by=cast.chair_kr, reason="A meeting is near.")
    for key in SIGNED:
        page = pages_of(cast, key, proposal)
        assert ("Filed words." in page) is (key in MEMBER_HATS), key
        assert (CANARY in page) is (key == "hod_kr"), key


def test_a_deferral_in_the_middle_of_the_period_keeps_the_seal(cast):
    proposal = stages.under_review(cast)
    file(proposal, cast.hod_us, text="Filed words.")
    until = proposal.review_ends_at.date()
    actions.defer(proposal, by=cast.chair_kr, until=until, reference="Meeting 3, item 2.")
    assert Review.objects.visible_to(cast.hod_jp).count() == 0
    assert Review.objects.visible_to(cast.hod_us).count() == 1


def test_what_was_opened_stays_open_in_the_next_review(cast):
    proposal = stages.under_review(cast)
    file(proposal, cast.hod_us, text="On the first text.")
    proposal = actions.return_for_revision(proposal, by=cast.chair_kr, reason="An annex.")
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values=stages.text(problem="Clearer."), version=working.version
    )
    proposal.refresh_from_db()
    proposal = actions.revise(proposal, by=cast.hod_ep)
    proposal = actions.admit(proposal, by=cast.chair_kr)
    page = cast.client("hod_ep").get(url(proposal)).content.decode()
    assert "On the first text." in page
    assert "on an earlier text" in page
    assert "0 of 4, on Rev.1" in page
    # The office begins its new review with its words on the former text.
    form = cast.client("delegate_us").get(url(proposal, "prepare_review")).context["form"]
    assert form["text"].value() == "On the first text."
    assert form["version"].value() == 0


# --- What it shows -------------------------------------------------------------------------


def test_scores_spread_and_recommendations_in_protocol_order(cast):
    proposal = stages.under_review(cast)
    given = {"hod_us": (2, 4), "hod_jp": (None, 4), "hod_kr": (4, 4), "hod_cn": (4, 4)}
    for key, (effort, scope) in given.items():
        file(proposal, cast.hat(key), scores={"effort": effort, "scope": scope}, text=f"Of {key}.")
    hat = cast.hod_us
    sheet = reviews_context(reviewed_proposal(hat, proposal.uuid), hat, [])["sheets"][0]
    assert [each["review"].office.code for each in sheet["verdicts"]] == ["JP", "KR", "CN", "US"]
    rows = {row["criterion"].code: row for row in sheet["rows"]}
    assert list(rows) == ["benefit_offices", "benefit_users", "feasibility", "effort", "scope"]
    effort = rows["effort"]["spread"]
    assert (effort.words, effort.median, effort.counts, effort.abstained) == ("2–4", 4, (0, 1, 0, 2), 1)
    assert rows["scope"]["spread"].words == "4"
    assert rows["benefit_users"]["spread"].words == ""
    assert [cell.get("word") or cell["score"] for cell in rows["effort"]["cells"]] == ["lead", None, 4, 4, 2]
    page = cast.client("hod_us").get(url(proposal)).content.decode()
    assert "Scores guide the discussion, they decide nothing." in page


def test_filters_and_what_is_unanswered(cast):
    proposal = stages.under_review(cast)
    first = actions.comment(proposal, by=cast.delegate_jp, text="On the problem.", section="problem")
    actions.comment(proposal, by=cast.delegate_jp, text="A comma.", kind="editorial")
    actions.dispose(first, by=cast.delegate_ep, answer="noted")
    client = cast.client("delegate_ep")
    shown = {
        query: [each.first.text for each in client.get(f"{url(proposal)}?{query}").context["threads"]]
        for query in ("", "section=problem", "kind=editorial", "answered=no", "answered=yes", "kind=wrong")
    }
    assert shown == {
        "": ["On the problem.", "A comma."],
        "section=problem": ["On the problem."],
        "kind=editorial": ["A comma."],
        "answered=no": ["A comma."],
        "answered=yes": ["On the problem."],
        "kind=wrong": [],
    }
    page = client.get(url(proposal)).content.decode()
    assert "1 comment waits for your office’s answer." in page
    assert "Tabling now would be early" in cast.client("chair_kr").get(url(proposal)).content.decode()


@pytest.mark.parametrize("key", ["hod_jp", "hod_ep", "chair_kr", "expert"])
def test_queries_do_not_grow(cast, key):
    proposal = stages.under_review(cast)
    client = cast.client(key)

    def counted():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(proposal)).status_code == 200
        return len(queries)

    def add(reviewer):
        first = actions.comment(proposal, by=cast.hat(reviewer), text="Why?")
        actions.comment(proposal, by=cast.hod_ep, text="So.", parent=first)
        actions.dispose(first, by=cast.hod_ep, answer="noted")
        file(proposal, cast.hat(reviewer))

    add("hod_jp")
    counted()  # what a process reads once
    one = counted()
    add("hod_us")
    add("hod_kr")
    three = counted()
    assert one == three <= 12


# --- Deeds ---------------------------------------------------------------------------------


def test_comment_reply_and_answer(cast):
    proposal = stages.under_review(cast)
    jp, ep, kr = (cast.client(key) for key in ("delegate_jp", "delegate_ep", "hod_kr"))
    sent = {
        "section": "problem",
        "kind": "substantive",
        "passage": "Words on problem.",
        "text": "Why so, @KR?",
    }
    assert jp.post(url(proposal, "comment"), sent).headers["Location"] == f"{url(proposal)}#comments"
    first = Comment.objects.get()
    assert (first.section, first.passage, first.text) == ("problem", "Words on problem.", "Why so, @KR?")
    place = f"{url(proposal)}#c-{first.uuid}"
    assert kr.post(url(proposal, "reply", first.uuid), {"text": "Because."}).headers["Location"] == place
    answered = ep.post(url(proposal, "dispose", first.uuid), {"answer": "part", "reason": "Half of it."})
    assert answered.headers["Location"] == place
    page = cast.client("hod_cn").get(url(proposal)).content.decode()
    for words in ("Why so, @KR?", "Because.", "Accepted in part.", "Half of it.", "C-1"):
        assert words in page
    assert "all answered" in page


def test_a_refused_form_keeps_what_was_typed(cast):
    proposal = stages.under_review(cast)
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    long = "x" * 5_001
    jp, ep = cast.client("delegate_jp"), cast.client("delegate_ep")
    cases = [
        (jp, "comment", [], {"kind": "substantive", "text": long}, long),
        (jp, "comment", [], {"kind": "procedural", "text": "Kept words."}, "Kept words."),
        (jp, "reply", [first.uuid], {"text": long}, long),
        (ep, "dispose", [first.uuid], {"answer": "part", "reason": "  "}, "Needed where"),
        (ep, "dispose", [first.uuid], {"reason": "Kept reason."}, "Kept reason."),
        (jp, "prepare_review", [], {"version": "0", "text": long}, long),
        (jp, "prepare_review", [], {"version": "0", "score_scope": "9", "text": "Kept."}, "Kept."),
    ]
    for client, name, ids, sent, kept in cases:
        answer = client.post(url(proposal, name, *ids), sent)
        assert answer.status_code == 422, (name, sent)
        assert kept in answer.content.decode(), (name, sent)
    actions.defer(proposal, by=cast.chair_kr, until=proposal.review_ends_at.date(), reference="Later.")
    late = jp.post(url(proposal, "comment"), {"kind": "substantive", "text": "Kept words."})
    assert (late.status_code, "Kept words." in late.content.decode()) == (409, True)
    late = jp.post(url(proposal, "prepare_review"), {"version": "0", "text": "Kept words."})
    assert (late.status_code, "Kept words." in late.content.decode()) == (409, True)
    assert (Comment.objects.count(), Review.objects.count()) == (1, 0)


def test_comments_of_a_proposal_answer_under_its_own_address_only(cast):
    proposal, other = stages.under_review(cast), stages.under_review(cast, "Another")
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    for name in ("reply", "dispose"):
        assert cast.client("delegate_ep").get(url(other, name, first.uuid)).status_code == 404
        # Refused before the comment is looked for: a comment that is not there is answered no differently.
        for uuid in (first.uuid, proposal.uuid):
            assert cast.client("observer").get(url(proposal, name, uuid)).status_code == 403
    # A reply is no thread: it has no page of its own.
    answer = actions.comment(proposal, by=cast.hod_ep, text="So.", parent=first)
    assert cast.client("delegate_ep").get(url(proposal, "dispose", answer.uuid)).status_code == 404


SHEET = {"recommendation": "needs_work", "score_scope": "3", "score_effort": "none", "text": "More data."}


def test_prepare_and_file(cast):
    proposal = stages.under_review(cast)
    delegate, hod = cast.client("delegate_jp"), cast.client("hod_jp")
    assert delegate.post(url(proposal, "prepare_review"), SHEET | {"version": "0"}).status_code == 302
    assert cast.client("delegate_jp").get(url(proposal, "file_review")).status_code == 403
    confirmation = hod.get(url(proposal, "file_review")).content.decode()
    assert "On behalf of the JPO" in confirmation
    assert "Needs work" in confirmation
    assert hod.post(url(proposal, "file_review"), {"version": "1"}).status_code == 422
    filed = hod.post(url(proposal, "file_review"), {"version": "1", "sure": "on"})
    assert filed.headers["Location"] == f"{url(proposal)}#reviews"
    review = Review.objects.get()
    assert (review.is_filed, review.recommendation, review.scores["scope"], review.scores["effort"]) == (
        True,
        "needs_work",
        3,
        None,
    )
    again = delegate.post(url(proposal, "prepare_review"), SHEET | {"version": "2", "text": "Changed."})
    assert (again.status_code, "Changed." in again.content.decode()) == (403, True)
    assert delegate.get(url(proposal, "prepare_review")).status_code == 302


def test_two_in_one_review(cast):
    proposal = stages.under_review(cast)
    actions.prepare_review(proposal, by=cast.delegate_jp, text="The colleague's.", recommendation="support")
    client = cast.client("hod_jp")
    late = client.post(url(proposal, "prepare_review"), SHEET | {"version": "0"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "The colleague&#x27;s." in page
    assert "More data." in page
    # What is shown now may be saved over the colleague's, knowingly.
    assert client.post(url(proposal, "prepare_review"), SHEET | {"version": "1"}).status_code == 302
    assert Review.objects.get().text == "More data."


def test_only_what_was_read_is_filed(cast):
    proposal = stages.under_review(cast)
    prepare(proposal, cast.delegate_jp, text="As read.")
    prepare(proposal, cast.delegate_jp, text="As changed since.", version=1)
    answer = cast.client("hod_jp").post(url(proposal, "file_review"), {"version": "1", "sure": "on"})
    assert answer.status_code == 409
    assert "As changed since." in answer.content.decode()
    assert not Review.objects.get().is_filed
