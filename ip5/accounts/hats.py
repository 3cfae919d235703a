"""Which hat a request wears: the chosen active mandate, else the person's first, else none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ip5.accounts import sessions
from ip5.accounts.models import Capacity, Mandate
from ip5.kernel.visibility import Visibility

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest  # noqa: TID251 - a type, no response is made here

    from ip5.accounts.models import Person

SESSION_KEY = "hat"

# Which hat somebody finds on the head after signing in: the body's first, then what commits an
# office, then what prepares or watches.
FIRST = (
    Capacity.CHAIR,
    Capacity.SECRETARIAT,
    Capacity.HEAD,
    Capacity.DEPUTY,
    Capacity.HOD,
    Capacity.ALTERNATE,
    Capacity.DELEGATE,
    Capacity.OBSERVER,
    Capacity.INDUSTRY,
    Capacity.EXPERT,
    Capacity.OFFICE_ADMIN,
    Capacity.SITE_ADMIN,
)
RANK = {capacity.value: rank for rank, capacity in enumerate(FIRST)}


@dataclass(frozen=True, slots=True)
class AnonymousHat:
    """The hat of whoever wears none: it speaks for nobody and sees what is public."""

    pk: None = None
    id: None = None
    uuid: None = None
    person: None = None
    person_id: None = None
    office: None = None
    office_id: None = None
    group: None = None
    group_id: None = None
    seconding_office: None = None
    seconding_office_id: None = None
    capacity: str = ""
    acting_as: str = ""
    sees_from: str = Visibility.PUBLIC
    is_anonymous: bool = True
    is_active: bool = False
    is_chair: bool = False
    is_secretariat: bool = False
    is_observer: bool = False
    is_delegation: bool = False
    is_designated: bool = False
    speaks_for_office: bool = False
    answers_as_head: bool = False

    def __bool__(self) -> bool:
        return False


NOBODY = AnonymousHat()


def hats_of(person: Person) -> list[Mandate]:
    """Return the person's active mandates, the one worn by default first. One query."""
    worn = Mandate.objects.filter(person=person).active().worn()
    return sorted(worn, key=lambda hat: (RANK[hat.capacity], hat.office.protocol_order, hat.pk))


def choose(request: HttpRequest) -> Mandate | AnonymousHat:
    """Return the hat of this request and leave the person's hats in ``request.hats``.

    The hat named in the session counts only while its mandate is active and the person's own, so
    a leaver's open sessions lose their rights with the mandate. A session that is too old ends here.
    """
    request.hats = []
    if not request.user.is_authenticated or sessions.end_if_stale(request):
        return NOBODY
    request.hats = hats_of(request.user)
    chosen = request.session.get(SESSION_KEY)
    for hat in request.hats:
        if str(hat.uuid) == chosen:
            return hat
    return request.hats[0] if request.hats else NOBODY


def put_on(request: HttpRequest, hat: Mandate) -> None:
    """Wear ``hat`` from now on; the session gets a new key, its content stays."""
    request.session[SESSION_KEY] = str(hat.uuid)
    request.session.cycle_key()
    request.hat = hat


def own(request: HttpRequest, uuid: UUID | str) -> Mandate | None:
    """Return the person's own active mandate with this uuid; None for any other, whoever's it is."""
    return next((hat for hat in request.hats if str(hat.uuid) == str(uuid)), None)
