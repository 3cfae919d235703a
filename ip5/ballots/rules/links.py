"""Who has a Head's link sent, voids it, reads its code out, and contests what was answered by it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import HeadLink, Position, Round
from ip5.ballots.rules.casting import may_cast
from ip5.ballots.rules.voices import has_a_seat, is_receiving
from ip5.ballots.states import Procedure
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def _is_of_the_body(hat: Hat) -> bool:
    return hat.is_chair or hat.is_secretariat


def may_send_link(hat: Hat, round: Round) -> Verdict:
    """A link is asked for by a co-chair or the secretariat, or for the own Head by a deputy head or the HoD."""
    if round.procedure != Procedure.HEADS:
        return refused(_("Only a round of the Heads is answered by a link."))
    if not (_is_of_the_body(hat) or hat.capacity == "deputy" or hat.speaks_for_office):
        return refused(
            _(
                "A link is asked for by a co-chair, the secretariat, or the Head’s deputy or head of delegation."
            )
        )
    return (ALLOWED if _is_of_the_body(hat) else has_a_seat(hat, round)) and is_receiving(round)


def may_send_link_to(hat: Hat, round: Round, head: Mandate) -> Verdict:
    """To a Head who may answer now, or a deputy head while delegated; an office asks for its own alone."""
    verdict = may_send_link(hat, round)
    if verdict and not _is_of_the_body(hat) and head.office_id != hat.office_id:
        return refused(_("An office asks for a link for its own Head."))
    return verdict and may_cast(head, round)


def may_void_link(hat: Hat, link: HeadLink) -> Verdict:
    """Whoever sees it: the own office's Head, deputy heads and HoD, and the secretariat; then it opens nothing."""
    own = hat.office_id == link.mandate.office_id
    is_own = own and (hat.capacity in {"head", "deputy"} or hat.speaks_for_office)
    return allowed_if(
        is_own or hat.is_secretariat, _("A link is voided by the Head’s own office or the secretariat.")
    )


def may_read_code(hat: Hat, link: HeadLink) -> Verdict:
    """A code that goes to no second address is read out by a deputy head of the office, never by who got the link.

    Of a deputy head's own link another deputy head reads it out, or the Head.
    """
    reading = {"deputy"} if link.mandate.capacity == "head" else {"deputy", "head"}
    return allowed_if(
        link.code_by == HeadLink.CodeBy.OFFICE
        and hat.capacity in reading
        and hat.office_id == link.mandate.office_id
        and hat.person_id != link.mandate.person_id,
        _("The code is read out by a deputy head of the office."),
    )


def may_contest(hat: Hat, round: Round, position: Position | None) -> Verdict:
    """That Head, signed in, contests what was answered by a link, before the close; a deputy head the own answer.

    ``position`` is the office's last, read ``with_links``.
    """
    if not hat.answers_as_head:
        return refused(_("Only the Head of office contests an answer given by a link."))
    if position is None or position.office_id != hat.office_id or not position.is_by_link:  # type: ignore[attr-defined]
        return refused(_("The present answer of your office was not given by a link."))
    if hat.capacity != "head" and hat.pk != position.mandate_id:
        return refused(_("Only the Head of office contests an answer given by a link."))
    if position.is_contested:  # type: ignore[attr-defined]
        return wrong_state(_("This answer is contested; your office answers anew."))
    return is_receiving(round)
