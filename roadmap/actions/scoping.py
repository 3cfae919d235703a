"""Deeds on the scoping document: the next one is entered by the secretariat, and confirmed by a co-chair."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, WrongState, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.actions import next_number
from ip5.outbox import actions as outbox
from proposals.models import Area
from roadmap import rules
from roadmap.models import ScopingDocument, Version
from roadmap.states import Amendment

MAX_TITLE, MAX_TEXT, MAX_NAME, MAX_SOURCES = 200, 20_000, 120, 10
CODE = re.compile(r"[A-Z][A-Z0-9]?")
is_address = URLValidator(schemes=["http", "https"])

# An area as it is entered: code, name and what it is about.
Entered = tuple[str, str, str]


def check_scoping(values: dict[str, Any]) -> None:
    """Refuse (``Invalid``) a document without title, day, meeting, source or areas. Without effect.

    The day lies after that of the one that counts now, and not ahead. A code that stands already names the same area:
    another area takes another code, for what is published goes on to name the former one.
    """
    errors: dict[str, list[str]] = {}
    for name in ("title", "endorsed_at_meeting"):
        if not 0 < len(values[name].strip()) <= MAX_TITLE:
            errors[name] = [_("At most %(n)d characters, and not empty.") % {"n": MAX_TITLE}]
    if not 0 < len(values["text"].strip()) <= MAX_TEXT:
        errors["text"] = [_("At most %(n)s characters, and not empty.") % {"n": f"{MAX_TEXT:,}"}]
    errors |= _day_errors(values["endorsed_on"])
    if not values["sources"] or len(values["sources"]) > MAX_SOURCES:
        errors["sources"] = [_("Name one to %(n)d sources.") % {"n": MAX_SOURCES}]
    elif not all(map(_is_source, values["sources"])):
        errors["sources"] = [_("A source is a web address, one a line.")]
    if lines := list(_area_errors(values["areas"])):
        errors["areas"] = lines
    if errors:
        raise Invalid(errors)


def _day_errors(day: dt.date) -> dict[str, list[str]]:
    newest = ScopingDocument.objects.endorsed().first()
    if day > clock.now().date():
        return {"endorsed_on": [_("It is entered once the Heads have endorsed it.")]}
    if newest is not None and day <= newest.endorsed_on:
        words = {"symbol": str(newest), "day": newest.endorsed_on.isoformat()}
        return {"endorsed_on": [_("%(symbol)s was endorsed on %(day)s; the next one later.") % words]}
    return {}


def _is_source(text: str) -> bool:
    try:
        is_address(text)
    except ValidationError:
        return False
    return True


def _area_errors(areas: Sequence[Entered]) -> Iterable[str]:
    if not areas:
        yield _("Name at least one area.")
    codes = [code for code, _name, _text in areas]
    known = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    for code, name, text in areas:
        words = {"code": code, "name": known.get(code, "")}
        if not CODE.fullmatch(code):
            yield _("“%(code)s” is no code: a capital letter, and one more or a digit.") % words
        elif codes.count(code) > 1:
            yield _("%(code)s is named twice.") % words
        elif not 0 < len(name.strip()) <= MAX_NAME or not text.strip():
            yield _("%(code)s wants a title and a description.") % words
        elif code in known and known[code] != name.strip():
            yield _("%(code)s is “%(name)s”; another area takes another code.") % words


@transaction.atomic
def enter_scoping(*, by: Hat, values: dict[str, Any]) -> ScopingDocument:
    """Enter a document that the Heads have endorsed: ``title``, ``text``, ``endorsed_on``, ``endorsed_at_meeting``,
    ``sources``, and ``areas`` as (code, name, description). The co-chairs are told.

    It waits, for the body alone. Refuses like ``rules.may_enter_scoping``; ``Invalid`` like ``check_scoping``.
    """
    require(rules.may_enter_scoping(by))
    check_scoping(values)
    areas = sorted((code, name.strip(), text.strip()) for code, name, text in values["areas"])
    lines = "\n".join(f"- **{code}. {name}**: {' '.join(text.split())}" for code, name, text in areas)
    try:
        with transaction.atomic():
            made = ScopingDocument.objects.create(
                title=values["title"].strip(),
                text=f"{values['text'].strip()}\n\n{lines}",
                endorsed_on=values["endorsed_on"],
                endorsed_at_meeting=values["endorsed_at_meeting"].strip(),
                sources=list(values["sources"]),
                named=[[code, name] for code, name, _text in areas],
                visibility=Visibility.OFFICE_INTERNAL,
                text_origin=ScopingDocument.Origin.RECORD,
                entered_at=clock.now(),
                entered_by_id=by.pk,
            )
    except IntegrityError as error:
        raise WrongState(
            _("One waits for a co-chair already: it is confirmed or taken back first.")
        ) from error
    audit.record(made, "scoping.entered", by=by)
    outbox.notify("scoping_entered", to=Mandate.objects.active().in_capacity(Capacity.CHAIR), subject=made)
    return made


@transaction.atomic
def confirm_scoping(document: ScopingDocument, *, by: Hat) -> ScopingDocument:
    """Confirm what was entered: it has its symbol, is public and never changes; its areas are there to choose.

    A major version that is being compiled takes it. Members, observers and industry are told. Refuses like
    ``rules.may_confirm_scoping``; ``Invalid`` where what was entered fits no longer.
    """
    # The version first: whoever adds a goal waits for it.
    compiling = (
        Version.objects.compiling().filter(kind=Amendment.MAJOR).select_for_update(of=("self",)).first()
    )
    row = _locked(document)
    require(rules.may_confirm_scoping(by, row))
    for code, name in row.named:
        area, _made = Area.objects.get_or_create(
            code=code, defaults={"name": name, "slug": f"{slugify(name)[:45]}-{code.lower()}"}
        )
        if area.name != name:
            words = {"code": code, "name": area.name}
            raise Invalid(
                {"__all__": [_("%(code)s is “%(name)s”; another area takes another code.") % words]}
            )
        row.areas.add(area)
    row.symbol = f"NETAI/SD/{next_number('SD')}"
    row.visibility = Visibility.PUBLIC
    row.confirmed_at, row.confirmed_by_id = clock.now(), by.pk
    row.save(update_fields=["symbol", "visibility", "confirmed_at", "confirmed_by"])
    if compiling is not None:
        compiling.scoping = row
        compiling.save(update_fields=["scoping"])
    audit.record(row, "scoping.confirmed", by=by, data={"symbol": row.symbol})
    told = Mandate.objects.active().told_of(row.visibility)
    outbox.notify(
        "scoping_confirmed",
        to=[*told, *Mandate.objects.active().in_capacity(Capacity.INDUSTRY)],
        subject=row,
    )
    return row


@transaction.atomic
def take_back_scoping(document: ScopingDocument, *, by: Hat) -> ScopingDocument:
    """Take back what was entered and is not confirmed; the row stays, for nobody. Refuses like its rule."""
    row = _locked(document)
    require(rules.may_take_back_scoping(by, row))
    row.taken_back_at = clock.now()
    row.save(update_fields=["taken_back_at"])
    audit.record(row, "scoping.taken_back", by=by)
    return row


def _locked(document: ScopingDocument) -> ScopingDocument:
    rows = ScopingDocument.objects.select_for_update(of=("self",)).select_related("entered_by")
    return rows.get(pk=document.pk)
