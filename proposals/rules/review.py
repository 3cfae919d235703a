"""Who may comment, answer, review, and call a revision editorial."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused
from ip5.kernel.visibility import Visibility, classes_seen_from
from proposals.models import Comment, CommentOpening, Proposal, Revision
from proposals.rules.circles import (
    DRAFTING,
    is_drafter,
    is_impartial_chair,
    speaks_for_another,
    speaks_for_member,
)
from proposals.states import MACHINE

# domain.md section 2: the chair speaks on procedure, the secretariat on words, delegations and experts on all.
KINDS_OF = {"chair": ("procedural",), "secretariat": ("editorial",)}
NOT_INVITED = {
    "observer": _("Observers comment on the chair’s invitation."),
    "industry": _("Industry comments where the chair has opened an item to consultation."),
}


def opening_of(proposal: Proposal) -> CommentOpening | None:
    """Return to whom the chair opened the comments; None where nobody ever did."""
    return getattr(proposal, "comment_opening", None)


def is_opened_to(hat: Hat, proposal: Proposal) -> bool:
    """Whether the chair opened all comments to this hat, which is not of the members' circle."""
    opening = opening_of(proposal)
    if opening is None or not opening.is_open:
        return False
    if hat.capacity == "expert":
        return _is_of_group(hat, proposal)
    return opening.visibility in classes_seen_from(hat.sees_from)


def _is_of_group(hat: Hat, proposal: Proposal) -> bool:
    return hat.group_id is not None and hat.group_id == proposal.group_id


def is_invited(hat: Hat, proposal: Proposal) -> bool:
    """WIPO comments on the chair's invitation, industry where the item is opened to consultation."""
    opening = opening_of(proposal) if hat.capacity in NOT_INVITED else None
    if opening is None:
        return False
    if hat.capacity == "observer":
        return opening.invites_observers
    return opening.visibility == opening.Reach.CONSULTATION


def kinds_of_comment(hat: Hat, proposal: Proposal) -> tuple[str, ...]:
    """Return the kinds of comment the hat may write on the proposal; none for those who are not invited."""
    is_expert = hat.capacity == "expert" and _is_of_group(hat, proposal)
    if hat.is_delegation or is_expert or is_invited(hat, proposal):
        return ("substantive", "editorial")
    return KINDS_OF.get(hat.capacity, ())


def may_comment(hat: Hat, proposal: Proposal) -> Verdict:
    """Comment on a submitted proposal: delegations and the group's experts; chair and secretariat in their part.

    WIPO comments on the chair's invitation, industry where the item is opened to consultation.
    """
    reason = NOT_INVITED.get(
        hat.capacity, _("Comments are written by the offices' delegations and the group's experts.")
    )
    return allowed_if(bool(kinds_of_comment(hat, proposal)), reason) and MACHINE.may(
        "comment", proposal.state
    )


def may_open_comments(hat: Hat, proposal: Proposal) -> Verdict:
    """Comments and answers are the members', unless the chair opens the item to observers or to consultation."""
    return (
        is_impartial_chair(hat, proposal)
        and MACHINE.may("open_comments", proposal.state)
        and allowed_if(
            proposal.visibility != Visibility.MEMBERS,
            _("The lead office restricted this proposal to the members."),
        )
    )


def may_read_review(hat: Hat, proposal: Proposal) -> Verdict:
    """Comments and reviews are the members'; an expert of the group has the own words, others what was opened."""
    if proposal.is_draft or proposal.is_from_record:
        return refused(_("This proposal has no review."))
    if hat.sees_from == "members" or kinds_of_comment(hat, proposal) or is_opened_to(hat, proposal):
        return allowed_if(True, "")
    # What one wrote while invited stays one's own.
    own = getattr(proposal, "has_open_comments", None)
    if own is None:
        own = Comment.objects.visible_to(hat).filter(proposal=proposal).exists()
    return allowed_if(own, _("The comments on this proposal are not open to you."))


def may_dispose(hat: Hat, proposal: Proposal) -> Verdict:
    """Answer a comment: the lead office's delegates and HoD."""
    return is_drafter(hat, proposal) and MACHINE.may("dispose", proposal.state)


def _is_reviewing(hat: Hat, proposal: Proposal, name: str) -> Verdict:
    verdict = MACHINE.may(name, proposal.state)
    if verdict and proposal.review_ends_at is not None and clock.now() >= proposal.review_ends_at:
        return refused(_("The review period is over."))
    return verdict


def may_prepare_review(hat: Hat, proposal: Proposal) -> Verdict:
    """Prepare the own office's review: its delegates and HoD; the lead office files none."""
    return (
        allowed_if(
            hat.capacity in DRAFTING, _("Reviews are prepared by delegates and the head of delegation.")
        )
        and allowed_if(
            hat.office_id != proposal.lead_office_id, _("The lead office does not review its own proposal.")
        )
        and _is_reviewing(hat, proposal, "prepare_review")
    )


def may_file_review(hat: Hat, proposal: Proposal) -> Verdict:
    """File the one consolidated review: the other office's HoD."""
    verdict = may_file_unless_filed(hat, proposal, is_filed=False)
    if not verdict:
        return verdict
    newest = _newest(proposal)
    filed = newest is not None and newest.reviews.filed().filter(office=hat.office_id).exists()
    return may_file_unless_filed(hat, proposal, is_filed=filed)


def may_file_unless_filed(hat: Hat, proposal: Proposal, *, is_filed: bool) -> Verdict:
    """The same, where it is known whether the office's review of the newest text is filed."""
    return (
        speaks_for_another(hat, proposal)
        and _is_reviewing(hat, proposal, "file_review")
        and allowed_if(not is_filed, _("Your office's review is filed."))
    )


def may_mark_editorial(hat: Hat, proposal: Proposal) -> Verdict:
    """Mark a revision as editorial: a co-chair; any HoD's objection makes it material."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("mark_editorial", proposal.state)
    newest = _newest(proposal) if verdict else None
    if verdict and (newest is None or newest.number == 0):
        return refused(_("The first text is no revision."))
    return verdict and allowed_if(not hasattr(newest, "editorial_mark"), _("It is marked already."))


def may_object_to_editorial(hat: Hat, proposal: Proposal) -> Verdict:
    """Any HoD objects to the mark: the revision is material."""
    verdict = speaks_for_member(hat) and MACHINE.may("object_to_editorial", proposal.state)
    newest = _newest(proposal) if verdict else None
    return verdict and allowed_if(
        newest is not None and newest.is_editorial, _("The revision is not marked as editorial.")
    )


def _newest(proposal: Proposal) -> Revision | None:
    # The order of the model is newest first; what a page has fetched is not asked again.
    return next(iter(proposal.revisions.all()[:1]), None)
