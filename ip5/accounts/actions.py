"""Deeds on people and mandates: appoint, end, designate, wear."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.translation import gettext as _

from ip5.accounts import periods, rules
from ip5.accounts.models import BODY, DELEGATION, Capacity, Designation, Mandate, Person
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, WrongState, require
from ip5.offices.models import Group, Office
from ip5.outbox import actions as outbox

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat

KIND_OF_CAPACITY: dict[str, str] = {
    **dict.fromkeys(DELEGATION, Office.Kind.MEMBER),
    Capacity.EXPERT: Office.Kind.MEMBER,
    Capacity.OFFICE_ADMIN: Office.Kind.MEMBER,
    **dict.fromkeys(BODY, Office.Kind.BODY),
    Capacity.SITE_ADMIN: Office.Kind.BODY,
    Capacity.OBSERVER: Office.Kind.OBSERVER,
    Capacity.INDUSTRY: Office.Kind.INDUSTRY,
}
ONE_AT_A_TIME = frozenset({Capacity.HOD, Capacity.HEAD})


@transaction.atomic
def appoint(
    email: str,
    *,
    name: str = "",
    office: Office,
    capacity: str,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    seconding: Office | None = None,
    group: Group | None = None,
    password: str | None = None,
    by: Hat | None,
) -> Mandate:
    """Give a person a mandate; an unknown address becomes a new person of that name.

    ``by`` is the head or deputy of the office, or None for the installation's own command, which
    enters what the body decided. Default is from now, without end. ``password`` is set only for
    a new person. Records ``mandate.appointed``; a co-chair or secretariat is told to all Heads.
    Raises Refused, or Invalid when the terms do not fit or the office already has such a person.
    """
    if by is not None:
        require(rules.may_appoint(by, office, capacity))
    since = since or clock.now()
    _check_terms(office, capacity, since, until, seconding, group)
    # One appointment an office at a time: what is read below cannot change before the insert.
    Office.objects.select_for_update().get(pk=office.pk)
    person = _person(email, name, password)
    _check_overlaps(person, office, capacity, since, until, group)
    terms = {"person": person, "office": office, "capacity": capacity, "since": since, "until": until}
    mandate = _insert(**terms, group=group, seconding_office=seconding)
    readers = [office.pk]
    if capacity in BODY:
        readers += Office.objects.members().values_list("pk", flat=True)
        _tell_heads(mandate)
    audit.record(mandate, "mandate.appointed", by=by, offices=readers, data=_terms(mandate))
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Hat | None, reason: str = "") -> None:
    """End a mandate now; its hat is gone with the next request.

    One that has not begun is taken back as if never given. Records ``mandate.ended``.
    Raises Refused, or WrongState when it has ended already.
    """
    if by is not None:
        require(rules.may_end_mandate(by, mandate))
    mandate = (
        Mandate.objects.select_for_update(of=["self"]).select_related("office", "person").get(pk=mandate.pk)
    )
    now = clock.now()
    if mandate.until is not None and mandate.until <= now:
        raise WrongState(_("This mandate has ended already."))
    audit.record(
        mandate, "mandate.ended", by=by, offices=[mandate.office_id], reason=reason, data=_terms(mandate)
    )
    if mandate.since >= now:
        # Never a hat, so no deed names it; the log keeps that it was given and taken back.
        mandate.designations.all().delete()
        mandate.delete()
        return
    mandate.until = now
    mandate.save(update_fields=["until"])


@transaction.atomic
def designate(alternate: Mandate, *, since: dt.datetime, until: dt.datetime, by: Hat) -> Designation:
    """Give an alternate the rights of the head of delegation from ``since`` until ``until``.

    Or a deputy head the Head's answer in rounds of the Heads: a delegation, by the Head.
    Never backdated: it begins now at the earliest. Records ``alternate.designated`` or ``deputy.delegated``.
    Raises Refused, WrongState when the mandate has ended, or Invalid for the dates.
    """
    require(rules.may_designate(by, alternate))
    alternate = (
        Mandate.objects.select_for_update(of=["self"]).select_related("office", "person").get(pk=alternate.pk)
    )
    now = clock.now()
    if alternate.until is not None and alternate.until <= now:
        raise WrongState(_("This mandate has ended."))
    _check_designation(alternate, since, until, now)
    designation = Designation.objects.create(
        mandate=alternate,
        since=max(since, now),
        until=until,
        by_id=by.pk,
    )
    _record_designation(designation, given=True, by=by)
    return designation


@transaction.atomic
def withdraw_designation(designation: Designation, *, by: Hat) -> None:
    """Take a designation back: a running one ends now, a future one never begins.

    Records ``alternate.designation_withdrawn`` or ``deputy.delegation_withdrawn``.
    Raises Refused, or WrongState when it is over.
    """
    require(rules.may_designate(by, designation.mandate))
    designation = (
        Designation.objects.select_for_update(of=["self"])
        .select_related("mandate__office")
        .get(pk=designation.pk)
    )
    now = clock.now()
    if designation.until <= now:
        raise WrongState(_("This designation is over."))
    _record_designation(designation, given=False, by=by)
    if designation.since >= now:
        designation.delete()
    else:
        designation.until = now
        designation.save(update_fields=["until"])


@transaction.atomic
def wear(mandate: Mandate, *, by: Hat) -> None:
    """Write into the log that the person now acts in this capacity. ``by`` is the mandate itself.

    Records ``hat.worn``, readable in the own office only. Raises Refused for another's or an ended one.
    """
    require(rules.may_wear(by, mandate))
    audit.record(mandate, "hat.worn", by=by, offices=[mandate.office_id], data={"capacity": mandate.capacity})


@transaction.atomic
def register_second_address(address: str, *, by: Hat) -> None:
    """Set the person's own second address, to which the code of a Head's link goes; an empty one takes it away.

    Told to the first address by letter. Records ``second_address.registered`` or ``second_address.removed``,
    which hold no address. Raises Refused, or Invalid for the first address once more.
    """
    require(rules.may_register_second_address(by))
    mandate = Mandate.objects.worn().get(pk=by.pk or 0)
    person = Person.objects.select_for_update().get(pk=mandate.person_id)
    second = address.strip().lower()
    if second == person.email.lower():
        raise Invalid({"address": [_("The code would come to where the link comes: give another address.")]})
    if second == person.second_address:
        return
    person.second_address = second
    person.save(update_fields=["second_address"])
    verb = "second_address.registered" if second else "second_address.removed"
    audit.record(mandate, verb, by=by, offices=[mandate.office_id])
    text = render_to_string("accounts/mail/second_address.txt", {"person": person})
    outbox.post_letter(person.email, _("IP5 NET/AI: your second address was changed"), text)


def _check_terms(
    office: Office,
    capacity: str,
    since: dt.datetime,
    until: dt.datetime | None,
    seconding: Office | None,
    group: Group | None,
) -> None:
    errors: dict[str, list[str]] = {}
    label = Capacity(capacity).label
    if office.kind != KIND_OF_CAPACITY[capacity]:
        wanted = Office.Kind(KIND_OF_CAPACITY[capacity]).label
        errors["office"] = [
            _("“%(capacity)s” acts for an office of the kind “%(wanted)s”; %(code)s is “%(kind)s”.")
            % {"capacity": label, "wanted": wanted, "code": office.code, "kind": office.get_kind_display()}
        ]
    if capacity == Capacity.CHAIR and (seconding is None or not seconding.is_member):
        errors["seconding"] = [_("A co-chair is seconded by a member office: name it.")]
    if capacity != Capacity.CHAIR and seconding is not None:
        errors["seconding"] = [_("Only a co-chair is seconded by an office.")]
    if capacity == Capacity.EXPERT and group is None:
        errors["group"] = [_("An expert belongs to a group: name it.")]
    if capacity != Capacity.EXPERT and group is not None:
        errors["group"] = [_("Only an expert belongs to a group.")]
    if until is not None and until <= since:
        errors["until"] = [_("The end must lie after the beginning.")]
    if errors:
        raise Invalid(errors)


def _person(email: str, name: str, password: str | None) -> Person:
    address = email.strip().lower()
    person = Person.objects.filter(email=address).first()
    if person is None:
        if not name.strip():
            raise Invalid(
                {"name": [_("%(email)s is new here: give the person's name.") % {"email": address}]}
            )
        return Person.objects.create_user(address, password, name=name.strip())
    if not person.is_active:
        raise Invalid({"email": [_("The account %(email)s is closed.") % {"email": address}]})
    return person


def _check_overlaps(
    person: Person,
    office: Office,
    capacity: str,
    since: dt.datetime,
    until: dt.datetime | None,
    group: Group | None,
) -> None:
    same = Mandate.objects.of_office(office.pk).in_capacity(capacity).overlapping(since, until)
    same = same.select_related("person")
    holder = same.first() if capacity in ONE_AT_A_TIME else same.filter(person=person, group=group).first()
    if holder is not None:
        raise Invalid({"capacity": [_held_by(holder, office)]})


def _held_by(holder: Mandate, office: Office) -> str:
    words = {
        "person": holder.person.name,
        "email": holder.person.email,
        "capacity": holder.get_capacity_display(),
        "office": office.acronym,
    }
    if holder.until is None:
        return _("%(person)s (%(email)s) is %(capacity)s of the %(office)s, without an end date.") % words
    words["day"] = formats.date_format(periods.last_day(holder.until, office.zone), "j F Y")
    return _("%(person)s (%(email)s) is %(capacity)s of the %(office)s until %(day)s.") % words


def _insert(**fields: Any) -> Mandate:
    try:
        with transaction.atomic():
            return Mandate.objects.create(**fields)
    except IntegrityError as error:
        raise Invalid({"capacity": [_("Another person holds this capacity in that period.")]}) from error


def _terms(mandate: Mandate) -> dict[str, Any]:
    return {
        "person": str(mandate.person.uuid),
        "office": mandate.office.code,
        "capacity": mandate.capacity,
        "group": mandate.group.code if mandate.group else None,
        "seconding": mandate.seconding_office.code if mandate.seconding_office else None,
        "since": mandate.since.isoformat(),
        "until": mandate.until.isoformat() if mandate.until else None,
    }


def _tell_heads(mandate: Mandate) -> None:
    heads = Mandate.objects.active().in_capacity(Capacity.HEAD).select_related("person")
    for address in sorted({head.person.email for head in heads}):
        text = render_to_string("accounts/mail/appointed.txt", {"mandate": mandate})
        outbox.post_letter(address, _("IP5 NET/AI: new appointment to the task force's body"), text)


def _check_designation(alternate: Mandate, since: dt.datetime, until: dt.datetime, now: dt.datetime) -> None:
    if until <= since:
        raise Invalid({"last": [_("The last day must not lie before the first.")]})
    if until <= now:
        raise Invalid({"last": [_("The last day is over.")]})
    if alternate.until is not None and until > alternate.until:
        day = formats.date_format(periods.last_day(alternate.until, alternate.office.zone), "j F Y")
        raise Invalid({"last": [_("The mandate ends on %(day)s.") % {"day": day}]})
    other = alternate.designations.overlapping(since, until).first()
    if other is not None:
        zone = alternate.office.zone
        raise Invalid(
            {
                "first": [
                    _("Already designated from %(first)s until %(last)s.")
                    % {
                        "first": formats.date_format(other.since.astimezone(zone), "j F Y"),
                        "last": formats.date_format(periods.last_day(other.until, zone), "j F Y"),
                    }
                ]
            }
        )


GIVEN = {Capacity.ALTERNATE: "alternate.designated", Capacity.DEPUTY: "deputy.delegated"}
WITHDRAWN = {
    Capacity.ALTERNATE: "alternate.designation_withdrawn",
    Capacity.DEPUTY: "deputy.delegation_withdrawn",
}


def _record_designation(designation: Designation, *, given: bool, by: Hat) -> None:
    alternate = designation.mandate
    verb = (GIVEN if given else WITHDRAWN)[Capacity(alternate.capacity)]
    terms = {"since": designation.since.isoformat(), "until": designation.until.isoformat()}
    audit.record(alternate, verb, by=by, offices=[alternate.office_id], data=terms)
