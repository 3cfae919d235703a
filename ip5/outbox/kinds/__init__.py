"""Every kind of notice: its words, and whether it is mailed at once or waits for the digest.

The words never name a title: a mail carries a symbol and a link. ``%(symbol)s`` is the subject's
symbol, or "a draft" in the kinds about drafts, whose symbol is not given yet.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.outbox.kinds.kind import Kind
from ip5.outbox.kinds.meetings import MEETINGS
from ip5.outbox.kinds.roadmap import ROADMAP
from ip5.outbox.kinds.summaries import SUMMARIES

_HOW_TO_VERIFY = _(
    "Whoever keeps this head, the last one mailed, can prove later that an archive of the round is untouched"
)

KINDS: dict[str, Kind] = {
    # Wanted from the reader: mailed at once.
    "position_requested": Kind(
        _("Your office's position is requested in %(symbol)s."),
        _("Position requested: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "position_due_in_5": Kind(
        _("Your office has not answered in %(symbol)s: at most 5 working days are left."),
        _("5 working days left: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "position_due_in_2": Kind(
        _("Your office has not answered in %(symbol)s: at most 2 working days are left."),
        _("2 working days left: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "position_due_in_1": Kind(
        _("Your office has not answered in %(symbol)s: at most 1 working day is left."),
        _("Last working day: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "position_overdue": Kind(
        _("Your office had not answered in %(symbol)s: the round was extended once."),
        _("Extended, your answer is missing: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "receipt_due_in_5": Kind(
        _("No receipt of your office in %(symbol)s: at most 5 working days are left. Open the page."),
        _("5 working days left, no receipt: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "receipt_due_in_2": Kind(
        _("No receipt of your office in %(symbol)s: at most 2 working days are left. Open the page."),
        _("2 working days left, no receipt: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "receipt_due_in_1": Kind(
        _("No receipt of your office in %(symbol)s: at most 1 working day is left. Open the page."),
        _("Last working day, no receipt: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "position_prepared": Kind(
        _("Your delegation prepared a position in %(symbol)s. You cast it, or another."),
        _("Position prepared: %(symbol)s"),
        _("Open the ballot"),
    ),
    # The silence procedure: announced, opened, refused, broken, one receipt missing.
    "silence_announced": Kind(
        _("A silence procedure is announced in %(symbol)s: until it opens, your office may refuse it."),
        _("Silence procedure announced: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "silence_opened": Kind(
        _(
            "The silence in %(symbol)s runs: unless your office breaks it in time, silence counts as agreement."
        ),
        _("Silence opened: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "silence_refused": Kind(
        _("The silence procedure of %(symbol)s was refused before it opened."),
        _("Silence procedure refused: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "silence_broken": Kind(
        _("The %(office)s broke the silence in %(symbol)s: it is closed."),
        _("Silence broken: %(symbol)s"),
        _("Open the outcome"),
        immediate=True,
    ),
    "receipt_missing": Kind(
        _("No receipt of your office in %(symbol)s: open the page. The silence was extended once."),
        _("Extended, your receipt is missing: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    # The Heads: asked, decided.
    "heads_answer_requested": Kind(
        _("Your Head's answer is requested in %(symbol)s."),
        _("The Heads are asked: %(symbol)s"),
        _("Open the round"),
        immediate=True,
    ),
    "heads_decision": Kind(
        _("The Heads have decided in %(symbol)s."),
        _("Heads' decision: %(symbol)s"),
        _("Open the outcome"),
        immediate=True,
    ),
    # A Head's link; the link itself and its code are mails of their own.
    "heads_answered_by_link": Kind(
        _(
            "Your Head's answer in %(symbol)s was given by a link. If it was not, the Head contests it in time."
        ),
        _("Answered by link: %(symbol)s"),
        _("Open the round"),
        immediate=True,
    ),
    "heads_link_void": Kind(
        _("A link of your Head in %(symbol)s is void: a wrong code was given five times."),
        _("Link void: %(symbol)s"),
        _("Open the round"),
        immediate=True,
    ),
    "heads_answer_contested": Kind(
        _("The Head of the %(office)s contests the answer in %(symbol)s given by a link: it does not count."),
        _("Answer contested: %(symbol)s"),
        _("Open the round"),
        immediate=True,
    ),
    "consent_asked": Kind(
        _("Another office asks for your consent to %(symbol)s."),
        _("Consent asked: %(symbol)s"),
        _("Read the text"),
        immediate=True,
    ),
    "clearance_asked": Kind(
        _("Your delegation asks you to clear %(symbol)s."),
        _("Clearance asked: %(symbol)s"),
        _("Read the text"),
        immediate=True,
    ),
    "proposal_returned": Kind(
        _("%(symbol)s was returned for revision."),
        _("Returned for revision: %(symbol)s"),
        _("Read the reasons"),
        immediate=True,
    ),
    "round_extended": Kind(
        _("The end of %(symbol)s was moved."), _("Extended: %(symbol)s"), _("Open the ballot"), immediate=True
    ),
    "round_cancelled": Kind(
        _("%(symbol)s was cancelled: the positions stay sealed."),
        _("Cancelled: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "appointment": Kind(
        _("An appointment was entered: %(symbol)s."),
        _("Appointment: %(symbol)s"),
        _("Open the site"),
        immediate=True,
    ),
    "comment_invited": Kind(
        _("The chair invites you to comment on %(symbol)s."),
        _("Comments invited: %(symbol)s"),
        _("Open the page"),
        immediate=True,
    ),
    # News: they wait for the reader's digest.
    "consent_given": Kind(
        _("The other office gave its consent to %(symbol)s."),
        _("Consent given: %(symbol)s"),
        _("Open the text"),
    ),
    "consent_declined": Kind(
        _("The other office does not take part in %(symbol)s."),
        _("Consent declined: %(symbol)s"),
        _("Open the text"),
    ),
    "clearance_given": Kind(_("%(symbol)s was cleared."), _("Cleared: %(symbol)s"), _("Open the text")),
    "proposal_submitted": Kind(
        _("%(symbol)s was submitted."), _("Submitted: %(symbol)s"), _("Open the proposal")
    ),
    "proposal_admitted": Kind(
        _("%(symbol)s was admitted to review."), _("Admitted to review: %(symbol)s"), _("Open the proposal")
    ),
    "proposal_tabled": Kind(_("%(symbol)s was tabled."), _("Tabled: %(symbol)s"), _("Open the proposal")),
    "proposal_withdrawn": Kind(
        _("%(symbol)s was withdrawn."), _("Withdrawn: %(symbol)s"), _("Open the proposal")
    ),
    # The course of a proposal after its submission.
    "proposal_revised": Kind(
        _("%(symbol)s was revised."),
        _("Revised: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_commented": Kind(
        _("%(symbol)s was commented on."),
        _("Comment: %(symbol)s"),
        _("Open the page"),
    ),
    "comment_answered": Kind(
        _("Your comment on %(symbol)s was answered."),
        _("Comment answered: %(symbol)s"),
        _("Open the page"),
    ),
    "comments_opened": Kind(
        _("The chair opened the comments on %(symbol)s further."),
        _("Comments opened: %(symbol)s"),
        _("Open the page"),
    ),
    "comments_closed": Kind(
        _("The chair closed the comments on %(symbol)s again, wholly or in part."),
        _("Comments closed: %(symbol)s"),
        _("Open the page"),
    ),
    "review_filed": Kind(
        _("An office filed its review of %(symbol)s."),
        _("Review filed: %(symbol)s"),
        _("Open the page"),
    ),
    "revision_marked_editorial": Kind(
        _("%(symbol)s has a revision marked as editorial."),
        _("Marked as editorial: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_deferred": Kind(
        _("%(symbol)s was deferred."),
        _("Deferred: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_resumed": Kind(
        _("%(symbol)s is back after its deferral."),
        _("Resumed: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_lapsed": Kind(
        _("%(symbol)s lapsed."),
        _("Lapsed: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_closed": Kind(
        _("%(symbol)s was closed."),
        _("Closed: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_referred": Kind(
        _("%(symbol)s was referred to a group."),
        _("Referred: %(symbol)s"),
        _("Open the page"),
    ),
    "proposal_referred_to_deputies": Kind(
        _("%(symbol)s was referred to the deputy heads: no round is left this year."),
        _("Referred to the deputy heads: %(symbol)s"),
        _("Open the page"),
        immediate=True,
    ),
    "merger_agreed": Kind(
        _("The other lead office agrees to a merger of %(symbol)s."),
        _("Merger agreed: %(symbol)s"),
        _("Open the page"),
        immediate=True,
    ),
    "proposal_merged": Kind(
        _("%(symbol)s was merged into another proposal."),
        _("Merged: %(symbol)s"),
        _("Open the page"),
    ),
    "office_left": Kind(
        _("%(symbol)s is left by an office."),
        _("Office left: %(symbol)s"),
        _("Open the page"),
    ),
    "reconsideration_asked": Kind(
        _("An office asks to reconsider %(symbol)s; you may object within five working days."),
        _("Reconsider: %(symbol)s"),
        _("Open the page"),
        immediate=True,
    ),
    "reconsideration_lapsed": Kind(
        _("The request to reconsider %(symbol)s lapsed: a frozen version of the roadmap holds it."),
        _("Request lapsed: %(symbol)s"),
        _("Open the proposal"),
    ),
    "reconsideration_objected": Kind(
        _("An office objects to reconsidering %(symbol)s."),
        _("Objection: %(symbol)s"),
        _("Open the page"),
    ),
    "draft_shared": Kind(
        _("Another office opened %(symbol)s to you."),
        _("Shared with you: %(symbol)s"),
        _("Open the page"),
        immediate=True,
    ),
    "draft_sent_back": Kind(
        _("Your head of delegation sent %(symbol)s back."),
        _("Sent back: %(symbol)s"),
        _("Open the page"),
        immediate=True,
    ),
    "idea_put_forward": Kind(
        _("An office put forward an idea."),
        _("New idea"),
        _("Open the page"),
    ),
    "idea_closed": Kind(
        _("Your office's idea was closed."),
        _("Idea closed"),
        _("Open the page"),
    ),
    "chain_head": Kind(
        _("%(symbol)s was closed. Keep the head of its record: %(head)s"),
        _("Record of %(symbol)s"),
        _("Open the outcome"),
        immediate=True,
        aside=_HOW_TO_VERIFY,
        aside_path="/verify/",
    ),
    "ad_referendum_due": Kind(
        _(
            "%(symbol)s is provisional: your office is to confirm what it accepted ad referendum, or to speak."
        ),
        _("Ad referendum due: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "ad_referendum_due_in_2": Kind(
        _("Your office has not confirmed in %(symbol)s: 2 working days are left."),
        _("2 working days left to confirm: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "condition_logged": Kind(
        _("A condition of your Head in %(symbol)s is logged as met: is it?"),
        _("Condition met: %(symbol)s"),
        _("Open the ballot"),
        immediate=True,
    ),
    "record_settled": Kind(
        _("%(symbol)s was settled. Keep the head of its record: %(head)s"),
        _("Settled record of %(symbol)s"),
        _("Open the outcome"),
        immediate=True,
        aside=_HOW_TO_VERIFY,
        aside_path="/verify/",
    ),
    "record_added": Kind(
        _("Something was added to the record of %(symbol)s. Keep its new head: %(head)s"),
        _("New head of the record of %(symbol)s"),
        _("Open the outcome"),
        immediate=True,
        aside=_HOW_TO_VERIFY,
        aside_path="/verify/",
    ),
    "round_settled": Kind(
        _("%(symbol)s was settled: see the outcome."), _("Settled: %(symbol)s"), _("Open the outcome")
    ),
    "reservation_changed": Kind(
        _("A reservation in %(symbol)s was narrowed or lifted."),
        _("Reservation changed: %(symbol)s"),
        _("Open the ballot"),
    ),
    "round_opened": Kind(_("%(symbol)s was opened."), _("Ballot opened: %(symbol)s"), _("Open the ballot")),
    "round_closed": Kind(
        _("%(symbol)s was closed: see the outcome."), _("Closed: %(symbol)s"), _("Open the outcome")
    ),
    **ROADMAP,
    **MEETINGS,
    **SUMMARIES,
}

__all__ = ["KINDS", "Kind"]
