"""Who may do what with a draft."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if
from proposals.completeness import missing_of
from proposals.models import Participation, Proposal
from proposals.rules.circles import DRAFTING, is_drafter, speaks_for_lead
from proposals.states import MACHINE


def may_write(hat: Hat, proposal: Proposal) -> Verdict:
    """The lead office's drafters; a delegation or a named person the draft was opened to for editing."""
    verdict = is_drafter(hat, proposal)
    if verdict:
        return verdict
    if hat.capacity in DRAFTING and shared_level(hat, proposal) == "edit":
        return ALLOWED
    return ALLOWED if "edit_draft" in granted(hat, proposal) else verdict


def shared_level(hat: Hat, proposal: Proposal) -> str:
    """Return at which level the draft is shared with the hat's office, or an empty string."""
    if not hat.is_delegation or not proposal.is_draft:
        return ""
    return next((each.level for each in proposal.shares.all() if each.office_id == hat.office_id), "")


def granted(hat: Hat, proposal: Proposal) -> set[str]:
    """Return the extras given to the hat's person on this draft; they count only with an expert's mandate."""
    if hat.capacity != "expert" or not proposal.is_draft:
        return set()
    return {each.permission.codename for each in proposal.grants.all() if each.user_id == hat.person_id}


def may_note(hat: Hat, proposal: Proposal) -> Verdict:
    """Write a note on the draft: the lead office's delegation, and whom the draft was opened to for it."""
    inside = hat.is_delegation and hat.office_id == proposal.lead_office_id
    opened = shared_level(hat, proposal) in {"note", "edit"} or granted(hat, proposal) & {
        "note_on_draft",
        "edit_draft",
    }
    return allowed_if(
        bool(inside or opened), _("The draft was opened to you for reading, not for notes.")
    ) and MACHINE.may("edit", proposal.state)


def may_share(hat: Hat, proposal: Proposal) -> Verdict:
    """Open a draft to another office or a named expert, and close it again: the lead office's drafters."""
    return is_drafter(hat, proposal) and MACHINE.may("share", proposal.state)


def may_send_back(hat: Hat, proposal: Proposal) -> Verdict:
    """The HoD sends the text back to the desk with a note; a stamp on it falls."""
    return speaks_for_lead(hat, proposal) and MACHINE.may("send_back", proposal.state)


def may_edit(hat: Hat, proposal: Proposal) -> Verdict:
    """Draft, edit the own office's proposal: delegate and HoD of the lead office."""
    return may_write(hat, proposal) and MACHINE.may("edit", proposal.state)


def may_ask_consent(hat: Hat, proposal: Proposal) -> Verdict:
    """Delegate or HoD asks; an edit asks again."""
    return (
        is_drafter(hat, proposal)
        and MACHINE.may("ask_consent", proposal.state)
        and allowed_if(
            bool(unasked(proposal)),
            _("No office is left to ask: name one in the draft, or wait for its answer."),
        )
    )


def unasked(proposal: Proposal) -> list[Participation]:
    """Return the offices named in the draft that have not been asked about the present text."""
    return [
        each
        for each in proposal.participations.all()
        if not each.counts_for(proposal)
        and (each.asked_at is None or each.asked_fingerprint != proposal.fingerprint)
    ]


def _asked(hat: Hat, proposal: Proposal) -> Participation | None:
    return next(
        (
            each
            for each in proposal.participations.all()
            if each.office_id == hat.office_id and each.asked_at and each.left_at is None
        ),
        None,
    )


def is_asked(hat: Hat, proposal: Proposal) -> Verdict:
    """The head of delegation of an office that was asked for its consent."""
    return allowed_if(
        hat.speaks_for_office and _asked(hat, proposal) is not None,
        _("Only the head of delegation of an office that was asked answers here."),
    )


def may_consent(hat: Hat, proposal: Proposal) -> Verdict:
    """The other office's HoD consents, to one exact text."""
    verdict = is_asked(hat, proposal) and MACHINE.may("consent", proposal.state)
    if not verdict:
        return verdict
    asked = _asked(hat, proposal)
    return allowed_if(
        asked is not None and not asked.has_consented_to(proposal),
        _("Your office has consented to this text."),
    )


def may_decline(hat: Hat, proposal: Proposal) -> Verdict:
    """The other office's HoD declines; the office does not take part."""
    verdict = is_asked(hat, proposal) and MACHINE.may("decline", proposal.state)
    if not verdict:
        return verdict
    asked = _asked(hat, proposal)
    return allowed_if(asked is not None and asked.declined_at is None, _("Your office has declined."))


def is_complete(proposal: Proposal) -> Verdict:
    """The minimum content of domain.md section 3."""
    missing = missing_of(proposal)
    return allowed_if(
        not missing, _("Still missing: %(what)s.") % {"what": ", ".join(str(each.label) for each in missing)}
    )


def may_ask_clearance(hat: Hat, proposal: Proposal) -> Verdict:
    """A delegate asks the HoD to clear the text."""
    return (
        is_drafter(hat, proposal)
        and MACHINE.may("ask_clearance", proposal.state)
        and allowed_if(not hat.speaks_for_office, _("You clear the text yourself."))
        and allowed_if(not proposal.is_cleared, _("This text is cleared already."))
    )


def may_clear(hat: Hat, proposal: Proposal) -> Verdict:
    """The HoD clears one exact text and its visibility class; any edit removes the stamp."""
    return (
        speaks_for_lead(hat, proposal)
        and MACHINE.may("clear", proposal.state)
        and allowed_if(not proposal.is_cleared, _("This text is cleared already."))
    )


def may_submit(hat: Hat, proposal: Proposal) -> Verdict:
    """The HoD, who clears by it, or a delegate of a stamped text; the proposal is complete."""
    verdict = is_drafter(hat, proposal) and MACHINE.may("submit", proposal.state)
    if verdict and not hat.speaks_for_office:
        verdict = allowed_if(
            proposal.is_cleared,
            _("The head of delegation has not cleared this text: a delegate cannot commit the office."),
        )
    return verdict and is_complete(proposal)


def may_delete(hat: Hat, proposal: Proposal) -> Verdict:
    """A draft is deleted by its office, never a submitted proposal."""
    return is_drafter(hat, proposal) and MACHINE.may("delete", proposal.state)
