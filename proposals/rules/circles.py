"""Whose hat it is: the circles the charter speaks of. A docstring is its sentence (domain.md section 2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused
from proposals.models import Proposal

DRAFTING = frozenset({"delegate", "hod", "alternate"})


def may_create(hat: Hat) -> Verdict:
    """Draft the own office's proposal: its delegates and its head of delegation."""
    return allowed_if(
        hat.capacity in DRAFTING,
        _("Proposals are drafted by delegates and the head of delegation of an office."),
    )


def is_drafter(hat: Hat, proposal: Proposal) -> Verdict:
    """A delegate or the HoD of the lead office."""
    return may_create(hat) and allowed_if(
        hat.office_id == proposal.lead_office_id, _("Only the lead office works on this text.")
    )


def speaks_for_lead(hat: Hat, proposal: Proposal) -> Verdict:
    """The head of delegation of the lead office, or its alternate while designated."""
    return allowed_if(
        hat.speaks_for_office and hat.office_id == proposal.lead_office_id,
        _("Only the head of delegation of the lead office commits it."),
    )


def is_impartial_chair(hat: Hat, proposal: Proposal) -> Verdict:
    """A co-chair; on a proposal led by the seconding office the other co-chair makes every move."""
    if not hat.is_chair:
        return refused(_("Only a co-chair makes this move."))
    if proposal.is_from_record:
        return refused(_("This is history from before the site, kept as a fact: nothing moves it."))
    return allowed_if(
        hat.seconding_office_id != proposal.lead_office_id,
        _("Your seconding office leads this proposal: the other co-chair makes every move on it."),
    )


def speaks_for_member(hat: Hat) -> Verdict:
    """The head of delegation of a member office, or its alternate while designated."""
    return allowed_if(hat.speaks_for_office, _("Only a head of delegation does this."))


def speaks_for_another(hat: Hat, proposal: Proposal) -> Verdict:
    """The head of delegation of a member office other than the lead."""
    return speaks_for_member(hat) and allowed_if(
        hat.office_id != proposal.lead_office_id, _("This is for the other offices, not for the lead.")
    )
