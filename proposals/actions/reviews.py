"""Deeds of the review: comment, answer, open the comments, prepare and file the office's review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.comments.mentions import codes_in
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, Refused, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.outbox import actions as outbox
from proposals import rules
from proposals.actions import steps
from proposals.models import (
    SECTIONS,
    Comment,
    CommentOpening,
    Criterion,
    Disposition,
    Proposal,
    Review,
)

MAX_COMMENT = 5_000
# Who beside the members reads the comments of each class.
READERS: dict[str, tuple[Capacity, ...]] = {
    Visibility.MEMBERS: (),
    Visibility.MEMBERS_OBSERVERS: (Capacity.OBSERVER,),
    Visibility.CONSULTATION: (Capacity.OBSERVER, Capacity.INDUSTRY),
}


def _checked(text: str, field: str = "text") -> str:
    text = text.strip()
    if not text:
        raise Invalid({field: [_("Write something first.")]})
    if len(text) > MAX_COMMENT:
        raise Invalid({field: [_("At most %(n)s characters.") % {"n": f"{MAX_COMMENT:,}"}]})
    return text


@transaction.atomic
def comment(
    proposal: Proposal,
    *,
    by: Hat,
    text: str,
    kind: str = "substantive",
    section: str = "",
    passage: str = "",
    parent: Comment | None = None,
) -> Comment:
    """Comment on the newest revision, or reply in a thread; offices named with @ are told.

    Refuses a kind that is not the hat's (the chair speaks on procedure, the secretariat on words).
    """
    locked = steps.locked(proposal)
    require(rules.RULES["comment"](by, locked))
    if kind not in rules.kinds_of_comment(by, locked):
        raise Refused(_("In your capacity you comment in another kind only."))
    if section and section not in SECTIONS:
        raise Invalid({"section": [_("There is no such section.")]})
    if parent is not None and (parent.proposal_id != locked.pk or parent.parent_id is not None):
        raise Invalid({"parent": [_("A reply belongs to the first comment of a thread.")]})
    written = Comment.objects.create(  # type: ignore[misc]
        proposal=locked,
        revision=parent.revision if parent else locked.revisions.newest_first()[0],
        parent=parent,
        mandate_id=by.pk,
        office_id=by.office_id,
        kind=kind,
        section=section,
        passage=passage.strip()[:MAX_COMMENT],
        text=_checked(text),
        at=clock.now(),
    )
    audit.record(locked, "proposal.commented", by=by, visibility=Visibility.MEMBERS, data={"kind": kind})
    told = steps.lead_delegation(locked) | steps.delegations_of(codes_in(written.text))
    outbox.notify("proposal_commented", to=told.exclude(pk=by.pk), subject=locked)  # type: ignore[misc]
    return written


@transaction.atomic
def dispose(comment: Comment, *, by: Hat, answer: str, reason: str = "") -> Disposition:
    """Answer a thread for the lead office; a later answer replaces the former, which is kept.

    Refuses "not accepted" and "accepted in part" without a reason, and answers to a reply.
    """
    locked = steps.locked(comment.proposal)
    require(rules.RULES["dispose"](by, locked))
    if comment.parent_id is not None:
        raise Invalid({"answer": [_("The thread is answered, not its replies.")]})
    if answer not in Disposition.Answer.values:
        raise Invalid({"answer": [_("Choose one of the four answers.")]})
    if answer in {"refused", "part"} and not reason.strip():
        raise Invalid({"reason": [_("Give the reason; it is printed in the response table.")]})
    given = Disposition.objects.create(  # type: ignore[misc]
        comment=comment,
        answer=answer,
        reason=_checked(reason, "reason") if reason.strip() else "",
        by_id=by.pk,
        at=clock.now(),
    )
    audit.record(locked, "proposal.comment_answered", by=by, visibility=Visibility.MEMBERS)
    writer = Mandate.objects.active().filter(pk=comment.mandate_id)
    outbox.notify("comment_answered", to=writer, subject=locked)
    return given


@transaction.atomic
def open_comments(
    proposal: Proposal, *, by: Hat, visibility: str, reason: str, invites_observers: bool = False
) -> CommentOpening:
    """Open comments, answers and response table to observers or to consultation, or close them again.

    Those already written are opened with them; the offices' reviews are not. The lead office is told, and
    who is newly let in. Refuses an unknown class, an invitation without the right to read, no change.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["open_comments"](by, locked))
    if visibility not in CommentOpening.Reach.values:
        raise Invalid({"visibility": [_("Choose who reads the comments.")]})
    if invites_observers and visibility == CommentOpening.Reach.MEMBERS:
        raise Invalid({"invites_observers": [_("Open the comments to those you invite.")]})
    former = CommentOpening.objects.filter(proposal=locked).first()
    before = (
        (former.visibility, former.invites_observers) if former else (CommentOpening.Reach.MEMBERS, False)
    )
    if before == (visibility, invites_observers):
        raise Invalid({"visibility": [_("That is how it is already.")]})
    opening = former or CommentOpening(proposal=locked)
    opening.visibility, opening.invites_observers = visibility, invites_observers
    opening.reason, opening.by_id, opening.at = steps.checked_reason(reason), by.pk, clock.now()  # type: ignore[assignment]
    opening.save()
    verb = "proposal.comments_opened" if opening.is_open else "proposal.comments_closed"
    facts = {"class": visibility, "invites_observers": invites_observers}
    audit.record(locked, verb, by=by, reason=opening.reason, data=facts)
    _tell_of_opening(locked, opening, *before)
    return opening


def _tell_of_opening(proposal: Proposal, opening: CommentOpening, read_by: str, was_inviting: bool) -> None:
    let_in = set(READERS[opening.visibility]) - set(READERS[read_by])
    invited = {Capacity.OBSERVER} if opening.invites_observers and not was_inviting else set()
    active, told = Mandate.objects.active(), steps.lead_delegation(proposal)
    if invited:
        outbox.notify("comment_invited", to=active.in_capacity(*invited), subject=proposal)
    if let_in - invited:
        told |= active.in_capacity(*let_in - invited)
    outbox.notify("comments_opened" if let_in or invited else "comments_closed", to=told, subject=proposal)


def _checked_scores(scores: Mapping[str, Any]) -> dict[str, int | None]:
    codes = set(Criterion.objects.filter(is_current=True).values_list("code", flat=True))
    if set(scores) - codes:
        raise Invalid({"scores": [_("There is no such criterion.")]})
    for code, value in scores.items():
        if value is not None and value not in (1, 2, 3, 4):
            raise Invalid({f"score_{code}": [_("A score is 1 to 4, or none for an abstention.")]})
    return {code: scores.get(code) for code in sorted(codes)}


@transaction.atomic
def prepare_review(
    proposal: Proposal,
    *,
    by: Hat,
    recommendation: str = "",
    scores: Mapping[str, Any] | None = None,
    text: str = "",
    version: int = 0,
) -> Review:
    """Save the own office's review of the newest revision, seen by the own delegation alone until filed.

    Refuses ``Conflict`` when a colleague saved since ``version``, and a review that is filed.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["prepare_review"](by, locked))
    revision = locked.revisions.newest_first()[0]
    review = Review.objects.select_for_update().filter(revision=revision, office=by.office_id).first()
    if review is None:
        review = Review(proposal=locked, revision=revision, office_id=by.office_id, version=0)  # type: ignore[misc]
    if review.is_filed:
        raise Refused(_("Your office's review is filed; it stands for this revision."))
    if review.version != version:
        raise Conflict(_("A colleague saved the review in the meantime. What you typed is below."))
    if recommendation and recommendation not in Review.Recommendation.values:
        raise Invalid({"recommendation": [_("Choose one of the four recommendations.")]})
    review.recommendation, review.scores = recommendation, _checked_scores(scores or {})
    review.text = _checked(text) if text.strip() else ""
    review.prepared_by_id, review.prepared_at = by.pk, clock.now()  # type: ignore[assignment]
    review.version += 1
    review.save()
    return review


@transaction.atomic
def file_review(proposal: Proposal, *, by: Hat, version: int | None = None) -> Review:
    """File the office's consolidated review: it then stands, and the own office sees the others' filed ones.

    ``version`` is the one that was read: refuses ``Conflict`` when a colleague saved since.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["file_review"](by, locked))
    revision = locked.revisions.newest_first()[0]
    review = Review.objects.select_for_update().filter(revision=revision, office=by.office_id).first()
    if review is not None and version is not None and review.version != version:
        raise Conflict(_("A colleague saved the review in the meantime. Read it again before you file it."))
    if review is None or not review.recommendation:
        raise Invalid({"recommendation": [_("The review needs its recommendation before it is filed.")]})
    review.filed_by_id, review.filed_at = by.pk, clock.now()
    review.version += 1
    review.save(update_fields=["filed_by", "filed_at", "version"])
    audit.record(locked, "proposal.review_filed", by=by, visibility=Visibility.MEMBERS)
    outbox.notify("review_filed", to=Mandate.objects.active().in_capacity(Capacity.CHAIR), subject=locked)
    return review
