"""Who may move a proposal between submission and outcome, and after it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if
from ip5.offices.calendars import within_common_working_days
from proposals.models import Proposal, Reconsideration
from proposals.rules.circles import (
    is_drafter,
    is_impartial_chair,
    may_create,
    speaks_for_another,
    speaks_for_lead,
    speaks_for_member,
)
from proposals.rules.holding import holder_of
from proposals.rules.rounds import is_not_in_session
from proposals.states import MACHINE

OTHER_OFFICES = 4
TAKE_OVER_DAYS = 10
RECONSIDER_DAYS = 20
MERGEABLE = MACHINE.moves["merge"].sources


def may_admit(hat: Hat, proposal: Proposal) -> Verdict:
    """Admit to review: a co-chair."""
    return is_impartial_chair(hat, proposal) and MACHINE.may("admit", proposal.state)


def may_return_for_revision(hat: Hat, proposal: Proposal) -> Verdict:
    """Return with reasons: a co-chair."""
    return is_impartial_chair(hat, proposal) and MACHINE.may("return_for_revision", proposal.state)


def may_table(hat: Hat, proposal: Proposal) -> Verdict:
    """Table: a co-chair; before the period is over with a reason printed on the proposal."""
    return is_impartial_chair(hat, proposal) and MACHINE.may("table", proposal.state)


def is_early(proposal: Proposal) -> bool:
    """Whether tabling now is early and so needs the printed reason."""
    newest = proposal.revisions.newest_first().first()
    return is_early_given(
        proposal,
        unanswered=proposal.comments.unanswered().exists(),
        filed=newest.reviews.filed().count() if newest else 0,
    )


def is_early_given(proposal: Proposal, *, unanswered: bool, filed: int) -> bool:
    """Whether tabling is early, given what is unanswered and how many reviews of the newest text are filed.

    In time: the review period over, or the four other offices' reviews filed, and every comment answered.
    """
    if unanswered:
        return True
    if proposal.review_ends_at is not None and clock.now() >= proposal.review_ends_at:
        return False
    return filed < OTHER_OFFICES


def may_prepare_revision(hat: Hat, proposal: Proposal) -> Verdict:
    """Write the next revision: delegates and HoD of the lead office."""
    return is_drafter(hat, proposal) and MACHINE.may("prepare_revision", proposal.state)


def may_revise(hat: Hat, proposal: Proposal) -> Verdict:
    """Submit the revision: the lead office's HoD, once every comment is answered and the text differs."""
    verdict = speaks_for_lead(hat, proposal) and MACHINE.may("revise", proposal.state)
    if not verdict:
        return verdict
    working = getattr(proposal, "working_revision", None)
    if working is None or working.fingerprint == proposal.fingerprint:
        return allowed_if(False, _("The text of the revision has not been written yet."))
    return allowed_if(
        not proposal.comments.unanswered().exists(),
        _("Every comment is answered before a revision is submitted."),
    )


def may_defer(hat: Hat, proposal: Proposal) -> Verdict:
    """Defer to a date with a printed reference: a co-chair."""
    return is_impartial_chair(hat, proposal) and MACHINE.may("defer", proposal.state)


def may_close(hat: Hat, proposal: Proposal) -> Verdict:
    """Close what could not be decided, with a reason: a co-chair."""
    return is_impartial_chair(hat, proposal) and MACHINE.may("close", proposal.state)


def may_refer_to_group(hat: Hat, proposal: Proposal) -> Verdict:
    """Refer to a group: it writes an action item and changes no state; a co-chair."""
    return is_impartial_chair(hat, proposal) and MACHINE.may("refer_to_group", proposal.state)


def may_agree_merge(hat: Hat, proposal: Proposal) -> Verdict:
    """Agree that a proposal is merged: the HoD of its lead office, or of the other proposal's."""
    verdict = speaks_for_member(hat) and MACHINE.may("agree_merge", proposal.state)
    if not verdict or hat.office_id == proposal.lead_office_id:
        return verdict
    # A page has asked already, in the query that found the proposal.
    has_own = getattr(proposal, "has_own_to_merge", None)
    if has_own is None:
        has_own = Proposal.objects.led_by(hat.office_id).filter(state__in=MERGEABLE).exists()
    return allowed_if(has_own, _("The heads of delegation of the two lead offices agree."))


def may_agree_merge_into(hat: Hat, proposal: Proposal, into: Proposal) -> Verdict:
    """Either lead office's HoD agrees, while both proposals are submitted or under review."""
    if proposal.pk == into.pk:
        return allowed_if(False, _("A proposal is merged into another one."))
    leads = {proposal.lead_office_id, into.lead_office_id}
    verdict = speaks_for_member(hat) and allowed_if(
        hat.office_id in leads, _("The heads of delegation of the two lead offices agree.")
    )
    return verdict and MACHINE.may("agree_merge", proposal.state) and MACHINE.may("agree_merge", into.state)


def may_merge(hat: Hat, proposal: Proposal) -> Verdict:
    """Merge once both lead HoDs agree: a co-chair."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("merge", proposal.state)
    return verdict and allowed_if(
        bool(mergers_agreed(proposal)), _("Both lead offices' heads of delegation agree before a merger.")
    )


def mergers_agreed(proposal: Proposal) -> list[Proposal]:
    """Return the proposals into which this one may be merged: both lead offices have agreed."""
    agreed: dict[Proposal, set[int]] = {}
    if not getattr(proposal, "has_agreements", True):
        return []
    for each in proposal.merge_agreements.select_related("into__lead_office", "office"):
        agreed.setdefault(each.into, set()).add(each.office_id)
    needed = {into: {proposal.lead_office_id, into.lead_office_id} for into in agreed}
    return [into for into, offices in agreed.items() if offices >= needed[into] and into.state in MERGEABLE]


def may_withdraw(hat: Hat, proposal: Proposal) -> Verdict:
    """Withdraw with a reason, cancelling an open round: the lead office's HoD."""
    return (
        speaks_for_lead(hat, proposal)
        and MACHINE.may("withdraw", proposal.state)
        and is_not_in_session(proposal)
    )


def may_take_over(hat: Hat, proposal: Proposal) -> Verdict:
    """Take over a withdrawn text within ten working days: a delegate or HoD of another office."""
    verdict = (
        may_create(hat)
        and allowed_if(hat.office_id != proposal.lead_office_id, _("Your office withdrew this text itself."))
        and MACHINE.may("take_over", proposal.state)
    )
    if not verdict or proposal.withdrawn_at is None:
        return verdict and allowed_if(False, _("This withdrawal is history from before the site."))
    return allowed_if(
        within_common_working_days(proposal.withdrawn_at, TAKE_OVER_DAYS),
        _("A withdrawn text could be taken over within ten working days."),
    )


def may_leave(hat: Hat, proposal: Proposal) -> Verdict:
    """Leave a submitted proposal: the HoD of a participating office; it is recorded."""
    taking_part = any(each.office_id == hat.office_id for each in proposal.taking_part)
    return (
        speaks_for_another(hat, proposal)
        and allowed_if(taking_part, _("Your office does not take part in this proposal."))
        and MACHINE.may("leave", proposal.state)
    )


def may_ask_reconsideration(hat: Hat, proposal: Proposal) -> Verdict:
    """Within twenty common working days any HoD may ask, with a reason; one request at a time.

    Not while a frozen version of the roadmap holds it (domain.md section 3).
    """
    verdict = speaks_for_member(hat) and MACHINE.may("ask_reconsideration", proposal.state)
    if not verdict:
        return verdict
    if proposal.outcome_at is None:
        return allowed_if(False, _("This outcome is history from before the site."))
    if asked_reconsideration(proposal) is not None:
        return allowed_if(False, _("Reconsidering has been asked for already."))
    verdict = allowed_if(
        within_common_working_days(proposal.outcome_at, RECONSIDER_DAYS),
        _("Reconsidering could be asked for within twenty working days of the outcome."),
    )
    return verdict and _is_free(proposal)


def _is_free(proposal: Proposal) -> Verdict:
    holder = holder_of(proposal)
    words = _("%(symbol)s is frozen and holds it: it may be reconsidered once that version is off its way.")
    return ALLOWED if not holder else allowed_if(False, words % {"symbol": holder})


def asked_reconsideration(proposal: Proposal) -> Reconsideration | None:
    """Return the request that is running, if there is one."""
    return next((each for each in proposal.reconsiderations.all() if each.state == "asked"), None)


def may_object_to_reconsideration(hat: Hat, proposal: Proposal) -> Verdict:
    """Another office's HoD objects within five common working days; the request then ends."""
    verdict = speaks_for_member(hat) and MACHINE.may("object_to_reconsideration", proposal.state)
    if not verdict:
        return verdict
    running = asked_reconsideration(proposal)
    if running is None or clock.now() >= running.objections_until:
        return allowed_if(False, _("No request to reconsider is open to objection."))
    return allowed_if(running.office_id != hat.office_id, _("Your own office asked to reconsider."))
