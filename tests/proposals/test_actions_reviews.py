"""The deeds of the review: outcomes, refusals, who is told, what is recorded."""

import pytest
from django.db import DatabaseError, connection, transaction

from ip5.audit.models import Event
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from proposals import actions
from proposals.models import Comment, CommentOpening, Disposition, DraftNote, Review
from tests import stages

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cast):
    return stages.under_review(cast)


def told(kind):
    rows = Notice.objects.filter(kind=kind).select_related("mandate__person")
    return {each.mandate.person.email.split("@")[0] for each in rows}


def verbs(proposal):
    return list(Event.objects.for_subject(proposal).order_by("seq").values_list("verb", "visibility"))


def test_a_comment_tells_the_lead_office_and_who_is_named(cast, proposal):
    written = actions.comment(
        proposal, by=cast.delegate_jp, text=" Why so, @KR? ", section="risks", passage=" x "
    )
    assert (written.text, written.passage, written.section, written.revision.number) == (
        "Why so, @KR?",
        "x",
        "risks",
        0,
    )
    assert written.visibility == "members"
    assert told("proposal_commented") == {"delegate.ep", "colleague.ep", "hod.ep", "alternate.ep", "hod.kr"}
    assert verbs(proposal)[-1] == ("proposal.commented", "members")


@pytest.mark.parametrize(
    ("key", "kind", "error"),
    [
        ("delegate_jp", "procedural", Refused),
        ("chair_kr", "substantive", Refused),
        ("secretariat", "procedural", Refused),
        ("observer", "substantive", Refused),
        ("industry", "editorial", Refused),
        ("site_admin", "editorial", Refused),
    ],
)
def test_a_kind_that_is_not_the_hats_is_refused(cast, proposal, key, kind, error):
    with pytest.raises(error):
        actions.comment(proposal, by=cast.hat(key), text="Words.", kind=kind)
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("sent", [{"text": "  "}, {"text": "x" * 5_001}, {"text": "x", "section": "none"}])
def test_a_comment_that_does_not_do_is_refused(cast, proposal, sent):
    with pytest.raises(Invalid):
        actions.comment(proposal, by=cast.delegate_jp, **sent)


def test_threads_are_one_deep_and_of_one_proposal(cast, proposal):
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    reply = actions.comment(proposal, by=cast.hod_ep, text="So.", parent=first)
    with pytest.raises(Invalid):
        actions.comment(proposal, by=cast.hod_jp, text="Deeper.", parent=reply)
    with pytest.raises(Invalid):
        actions.comment(stages.under_review(cast, "Another"), by=cast.hod_jp, text="Elsewhere.", parent=first)
    with pytest.raises(Invalid):
        actions.dispose(reply, by=cast.hod_ep, answer="noted")


@pytest.mark.parametrize(
    ("answer", "reason", "is_done"),
    [
        ("accepted", "", True),
        ("noted", "", True),
        ("part", " ", False),
        ("refused", "", False),
        ("part", "Half.", True),
        ("refused", "No.", True),
        ("perhaps", "x", False),
    ],
)
def test_an_answer_and_its_reason(cast, proposal, answer, reason, is_done):
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    if is_done:
        actions.dispose(first, by=cast.delegate_ep, answer=answer, reason=reason)
        assert told("comment_answered") == {"delegate.jp"}
    else:
        with pytest.raises(Invalid):
            actions.dispose(first, by=cast.delegate_ep, answer=answer, reason=reason)
    assert Comment.objects.unanswered().count() == (0 if is_done else 1)


def test_a_later_answer_replaces_the_former_which_is_kept(cast, proposal):
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    actions.dispose(first, by=cast.delegate_ep, answer="noted")
    actions.dispose(first, by=cast.hod_ep, answer="refused", reason="Not in scope.")
    assert list(Disposition.objects.values_list("answer", flat=True)) == ["noted", "refused"]
    with pytest.raises(Refused):
        actions.dispose(first, by=cast.hod_us, answer="accepted")


def test_a_revision_waits_for_every_answer(cast, proposal):
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    proposal = actions.return_for_revision(proposal, by=cast.chair_kr, reason="An annex.")
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    text = stages.text(problem="Clearer.")
    actions.prepare_revision(proposal, by=cast.delegate_ep, values=text, version=working.version)
    proposal.refresh_from_db()
    with pytest.raises(Refused, match="Every comment is answered"):
        actions.revise(proposal, by=cast.hod_ep)
    actions.dispose(first, by=cast.delegate_ep, answer="accepted")
    assert actions.revise(proposal, by=cast.hod_ep).revisions.count() == 2


def test_tabling_with_an_unanswered_comment_needs_its_reason(cast, proposal):
    actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    with pytest.raises(Invalid):
        actions.table(proposal, by=cast.chair_kr)
    assert (
        actions.table(proposal, by=cast.chair_kr, reason="The meeting.").tabled_early_reason == "The meeting."
    )


def test_preparing_leaves_no_trace_and_filing_says_that_alone(cast, proposal):
    before = verbs(proposal)
    given = {"recommendation": "support", "scores": {"scope": 4}, "text": "Sealed."}
    actions.prepare_review(proposal, by=cast.delegate_jp, **given)
    assert verbs(proposal) == before
    review = actions.file_review(proposal, by=cast.hod_jp, version=1)
    assert (review.filed_by_id, review.version) == (cast.hod_jp.pk, 2)
    assert verbs(proposal)[len(before) :] == [("proposal.review_filed", "members")]
    assert "Sealed." not in Event.objects.for_subject(proposal).latest("seq").payload
    assert told("review_filed") == {"chair.ep", "chair.kr"}


def test_two_who_prepare_and_one_who_files(cast, proposal):
    actions.prepare_review(proposal, by=cast.delegate_jp, text="First.")
    with pytest.raises(Conflict):
        actions.prepare_review(proposal, by=cast.hod_jp, text="Second.")
    with pytest.raises(Invalid):
        actions.file_review(proposal, by=cast.hod_jp)
    actions.prepare_review(proposal, by=cast.hod_jp, recommendation="support", version=1)
    with pytest.raises(Conflict):
        actions.file_review(proposal, by=cast.hod_jp, version=1)
    actions.file_review(proposal, by=cast.hod_jp, version=2)
    with pytest.raises(Refused):
        actions.file_review(proposal, by=cast.hod_jp)
    with pytest.raises(Refused):
        actions.prepare_review(proposal, by=cast.delegate_jp, text="Later.", version=3)


@pytest.mark.parametrize("scores", [{"scope": 5}, {"scope": 0}, {"scope": "4"}, {"beauty": 4}])
def test_scores_are_one_to_four_on_known_criteria(cast, proposal, scores):
    with pytest.raises(Invalid):
        actions.prepare_review(proposal, by=cast.hod_jp, scores=scores)
    assert Review.objects.count() == 0


def test_who_never_reviews(cast, proposal):
    for key in ("hod_ep", "delegate_ep", "chair_kr", "secretariat", "observer", "expert", "deputy_ep"):
        with pytest.raises(Refused):
            actions.prepare_review(proposal, by=cast.hat(key), recommendation="support")
    with pytest.raises(Refused):
        actions.file_review(proposal, by=cast.delegate_jp)
    with pytest.raises(WrongState):
        actions.prepare_review(stages.submitted(cast, "Another"), by=cast.hod_jp)


# --- Opening the comments --------------------------------------------------------------------

OPENED = {"visibility": "members_observers", "reason": "To hear WIPO."}
LEAD_TOLD = {"delegate.ep", "colleague.ep", "hod.ep", "alternate.ep"}


def test_opening_tells_the_lead_office_and_who_is_let_in(cast, proposal):
    actions.open_comments(proposal, by=cast.chair_kr, **OPENED)
    assert told("comments_opened") == LEAD_TOLD | {"observer"}
    last = Event.objects.for_subject(proposal).latest("seq")
    assert (last.verb, last.visibility, last.reason, last.data) == (
        "proposal.comments_opened",
        "members_observers",
        "To hear WIPO.",
        {"class": "members_observers", "invites_observers": False},
    )
    Notice.objects.all().delete()
    consulted = {"visibility": "consultation", "reason": "To hear all.", "invites_observers": True}
    actions.open_comments(proposal, by=cast.chair_kr, **consulted)
    assert told("comments_opened") == LEAD_TOLD | {"industry"}
    assert told("comment_invited") == {"observer"}
    assert set(Notice.objects.filter(immediate=True).values_list("kind", flat=True)) == {"comment_invited"}
    Notice.objects.all().delete()
    actions.open_comments(proposal, by=cast.chair_kr, **OPENED)
    assert (told("comments_closed"), told("comments_opened")) == (LEAD_TOLD, set())


def test_closing_again_takes_back_what_was_opened(cast, proposal):
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    actions.dispose(first, by=cast.hod_ep, answer="noted")
    actions.open_comments(proposal, by=cast.chair_kr, invites_observers=True, **OPENED)
    written = actions.comment(proposal, by=cast.observer, text="WIPO’s words.")
    assert list(Comment.objects.visible_to(cast.observer).order_by("pk")) == [first, written]
    actions.dispose(written, by=cast.hod_ep, answer="accepted")
    assert "observer" in told("comment_answered")
    actions.open_comments(proposal, by=cast.chair_kr, visibility="members", reason="Heard.")
    # What one wrote stays one's own; nothing more is written.
    assert list(Comment.objects.visible_to(cast.observer)) == [written]
    with pytest.raises(Refused, match="on the chair’s invitation"):
        actions.comment(proposal, by=cast.observer, text="Once more.")
    assert told("comments_closed") == LEAD_TOLD
    assert verbs(proposal)[-1] == ("proposal.comments_closed", "members_observers")


@pytest.mark.parametrize(
    "sent",
    [
        {"visibility": "public"},
        {"visibility": "office_internal"},
        {"visibility": "members"},
        {"visibility": "members", "invites_observers": True},
        {"reason": "  "},
        {"reason": "x" * 2_001},
    ],
)
def test_an_opening_that_does_not_do_is_refused(cast, proposal, sent):
    with pytest.raises(Invalid):
        actions.open_comments(proposal, by=cast.chair_kr, **(OPENED | sent))
    assert not CommentOpening.objects.exists()


def test_who_never_opens_and_where_nothing_is_opened(cast, proposal):
    for key in ("chair_ep", "secretariat", "hod_ep", "observer", "site_admin"):
        with pytest.raises(Refused):
            actions.open_comments(proposal, by=cast.hat(key), **OPENED)
    restricted = stages.submitted(cast, "Another", submit_visibility="members")
    with pytest.raises(Refused, match="restricted"):
        actions.open_comments(restricted, by=cast.chair_kr, **OPENED)
    with pytest.raises(WrongState):
        actions.open_comments(stages.draft(cast, "A draft"), by=cast.chair_kr, **OPENED)


@pytest.mark.parametrize(
    "change", ["DELETE FROM proposals_commentopening", "UPDATE proposals_draftnote SET text = 'Other.'"]
)
def test_the_database_takes_nothing_back(cast, change):
    proposal = stages.draft(cast)
    actions.note(proposal, by=cast.delegate_ep, text="For the head of delegation.")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute(change)


def test_a_note_goes_only_with_its_draft(cast):
    kept, gone = stages.draft(cast, "Kept"), stages.draft(cast, "Gone")
    for each in (kept, gone):
        actions.note(each, by=cast.delegate_ep, text="A word.")
    actions.submit(with_consent(cast, kept), by=cast.hod_ep)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        kept.notes.all().delete()
    actions.delete(gone, by=cast.delegate_ep)
    assert [each.proposal_id for each in DraftNote.objects.all()] == [kept.pk]


def with_consent(cast, draft):
    """Return the draft with its co-lead's consent."""
    asked = actions.ask_consent(draft, by=cast.delegate_ep)
    return actions.consent(asked, by=cast.hod_us, fingerprint=asked.fingerprint)
