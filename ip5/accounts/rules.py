"""Who may appoint whom, who designates the alternate, who delegates the Head's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Capacity
from ip5.kernel.verdict import Verdict, allowed_if

if TYPE_CHECKING:
    from ip5.accounts.models import Mandate
    from ip5.kernel.hat import Hat
    from ip5.offices.models import Office

APPOINTED_BY_THE_OFFICE = frozenset({Capacity.HOD, Capacity.ALTERNATE})
HEADS = frozenset({Capacity.HEAD, Capacity.DEPUTY})
DESIGNATED = frozenset({Capacity.ALTERNATE, Capacity.DEPUTY})


def leads(hat: Hat, office_id: int) -> Verdict:
    """Say whether the hat is the office's head or deputy head."""
    return allowed_if(
        hat.capacity in HEADS and hat.office_id == office_id,
        _("Only the head or a deputy head of the office decides who speaks for it."),
    )


def is_appointed_by_the_office(capacity: str) -> Verdict:
    """Say whether the capacity is one that an office's head gives."""
    return allowed_if(
        capacity in APPOINTED_BY_THE_OFFICE,
        _("This capacity is entered by the installation, with the command “appoint”."),
    )


def may_appoint(hat: Hat, office: Office, capacity: str) -> Verdict:
    """Appoint HoD and alternate: the head of the office and the deputy head, for the own office."""
    return is_appointed_by_the_office(capacity) and leads(hat, office.pk)


def may_end_mandate(hat: Hat, mandate: Mandate) -> Verdict:
    """End the mandate of a HoD or an alternate: who may appoint one."""
    return may_appoint(hat, mandate.office, mandate.capacity)


def may_designate(hat: Hat, alternate: Mandate) -> Verdict:
    """Designate the alternate for dates: the head of the office and the deputy head, as for a HoD.

    The Heads' answer is delegated, dated too, by the Head alone, to a deputy head of the own office.
    """
    if alternate.capacity == Capacity.DEPUTY:
        return allowed_if(
            hat.capacity == Capacity.HEAD and hat.office_id == alternate.office_id,
            _("Only the head of the office delegates the Head’s answer to a deputy head."),
        )
    return allowed_if(
        alternate.capacity == Capacity.ALTERNATE,
        _("Only an alternate head of delegation is designated, or a deputy head delegated."),
    ) and leads(hat, alternate.office_id)


def may_wear(hat: Hat, mandate: Mandate) -> Verdict:
    """Wear a hat: whoever holds the mandate, while it is active."""
    return allowed_if(
        mandate.person_id == hat.person_id and mandate.is_active,
        _("This capacity is not yours now."),
    )


def may_register_second_address(hat: Hat) -> Verdict:
    """Register a second address of one's own: a Head or deputy head, for the code of a Head's link."""
    return allowed_if(
        hat.capacity in HEADS,
        _("A second address serves the code of a Head’s link: a Head or a deputy head registers the own."),
    )
