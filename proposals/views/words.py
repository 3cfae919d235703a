"""What the entries of the history are called on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "proposal.drafted": _("Draft begun"),
    "proposal.edited": _("Draft edited"),
    "proposal.consent_asked": _("Consent asked of the other offices"),
    "proposal.consented": _("Consented to take part"),
    "proposal.declined": _("Declined to take part"),
    "proposal.clearance_asked": _("Clearance asked of the head of delegation"),
    "proposal.cleared": _("Text cleared"),
    "proposal.submitted": _("Submitted, Rev.0 fixed"),
    "proposal.admitted": _("Admitted to review"),
    "proposal.returned": _("Returned for revision"),
    "proposal.tabled": _("Tabled"),
    "proposal.round_opened": _("Ballot opened"),
    "proposal.round_cancelled": _("Round cancelled"),
    "proposal.round_closed": _("Ballot closed"),
    "proposal.imported": _("Imported from the record"),
    "ballot.opened": _("Opened"),
    "ballot.answered": _("Answered"),
    "ballot.position_changed": _("Changed the position"),
    "ballot.extended": _("Extended"),
    "ballot.extended_automatically": _("Extended once, an office was missing"),
    "ballot.not_urgent_pressed": _("“Not urgent” pressed, the round runs its full length"),
    "ballot.cancelled": _("Cancelled"),
    "ballot.closed": _("Closed"),
    "proposal.draft_deleted": _("Draft deleted"),
    "paper.added": _("Document added"),
    "paper.removed": _("Document taken away from the draft"),
    "proposal.sent_back": _("Sent back to the desk"),
    "proposal.shared": _("Opened to another office"),
    "proposal.unshared": _("Closed to another office"),
    "proposal.opened_to_expert": _("Opened to a named expert"),
    "proposal.closed_to_expert": _("Closed to a named expert"),
    "proposal.commented": _("Commented on"),
    "proposal.comment_answered": _("Comment answered"),
    "proposal.comments_opened": _("Comments open to others than the members"),
    "proposal.comments_closed": _("Comments closed to all but the members"),
    "proposal.review_filed": _("Review filed"),
    "proposal.revision_begun": _("Revision begun"),
    "proposal.revised": _("Revised"),
    "proposal.marked_editorial": _("Revision marked as editorial"),
    "proposal.held_material": _("Revision held to be material"),
    "proposal.deferred": _("Deferred"),
    "proposal.resumed": _("Back after the deferral"),
    "proposal.lapsed": _("Lapsed"),
    "proposal.closed": _("Closed"),
    "proposal.referred": _("Referred to a group"),
    "proposal.merger_agreed": _("Agreed to a merger"),
    "proposal.merged": _("Merged into another proposal"),
    "proposal.absorbed": _("Another proposal was merged into this one"),
    "proposal.left": _("An office left"),
    "proposal.withdrawn": _("Withdrawn"),
    "proposal.reconsideration_asked": _("Reconsidering asked for"),
    "proposal.reconsideration_objected": _("Objected to reconsidering"),
    "proposal.reconsidered": _("Tabled again"),
    "idea.put_forward": _("Put forward"),
    "idea.grown": _("Grew into a proposal"),
    "idea.closed": _("Closed"),
}


def words_of(verb: str) -> str:
    """Return an event's verb as people read it."""
    return str(WORDS.get(verb, verb))
