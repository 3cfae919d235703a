"""Who may do what with a proposal. A docstring is the charter's sentence (domain.md section 2)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from ip5.ballots import rules as ballot_rules
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused
from proposals.completeness import missing_of
from proposals.models import Participation, Proposal
from proposals.states import MACHINE

DRAFTING = frozenset({"delegate", "hod", "alternate"})
ROUNDS_A_YEAR = 3


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


def may_edit(hat: Hat, proposal: Proposal) -> Verdict:
    """Draft, edit the own office's proposal: delegate and HoD of the lead office."""
    return is_drafter(hat, proposal) and MACHINE.may("edit", proposal.state)


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
        (each for each in proposal.participations.all() if each.office_id == hat.office_id and each.asked_at),
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
        asked is not None and not asked.counts_for(proposal), _("Your office has consented to this text.")
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
    """Whether tabling now comes before the review period is over and so needs the printed reason."""
    return proposal.review_ends_at is None or clock.now() < proposal.review_ends_at


def may_open_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Open a round: a co-chair; at most three rounds a year."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("open_round", proposal.state)
    if not verdict:
        return verdict
    year = clock.now().year
    rounds = [each for each in proposal.endorsements.all() if each.round.opened_at.year == year]
    return allowed_if(
        len(rounds) < ROUNDS_A_YEAR,
        _("Three rounds were opened this year: defer, refer or close the proposal."),
    )


def may_extend_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Extend, never shorten: a co-chair."""
    return is_impartial_chair(hat, proposal) and _is_running("extend_round", "extend", proposal)


def _is_running(name: str, deed: str, proposal: Proposal) -> Verdict:
    verdict = MACHINE.may(name, proposal.state)
    if not verdict:
        return verdict
    current = open_round_of(proposal)
    return (
        ballot_rules.may_be_run(deed, current)
        if current
        else refused(_("No round of this proposal is open."))
    )


def open_round_of(proposal: Proposal) -> Round | None:
    """Return the proposal's open round, if there is one."""
    return next((each.round for each in proposal.endorsements.all() if each.round.state == "open"), None)


def may_cancel_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Cancel with a reason: a co-chair."""
    return is_impartial_chair(hat, proposal) and _is_running("cancel_round", "cancel", proposal)


def may_close_round(hat: Hat, proposal: Proposal) -> Verdict:
    """The clock; a co-chair once all five have answered."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("close_round", proposal.state)
    if not verdict:
        return verdict
    current = open_round_of(proposal)
    return (
        ballot_rules.may_be_closed(current) if current else refused(_("No round of this proposal is open."))
    )


RULES: dict[str, Callable[[Hat, Proposal], Verdict]] = {
    "edit": may_edit,
    "ask_consent": may_ask_consent,
    "consent": may_consent,
    "decline": may_decline,
    "ask_clearance": may_ask_clearance,
    "clear": may_clear,
    "submit": may_submit,
    "delete": may_delete,
    "admit": may_admit,
    "return_for_revision": may_return_for_revision,
    "table": may_table,
    "open_round": may_open_round,
    "extend_round": may_extend_round,
    "cancel_round": may_cancel_round,
    "close_round": may_close_round,
}


def abilities(hat: Hat, proposal: Proposal) -> dict[str, Verdict]:
    """Return every move's verdict for this hat: the one answer for page, API and check."""
    return {name: rule(hat, proposal) for name, rule in RULES.items()}
