"""The certificate of an adoption by silence: what was asked, the exact instant, receipts, statements, record.

It is made of what the closed round holds and never changes again: two certificates of a round are equal, byte
for byte. It names offices and capacities, no person.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ip5 import typeset
from ip5.accounts.models import Capacity
from ip5.ballots.models import Position, Receipt, Round
from ip5.kernel.errors import WrongState
from ip5.kernel.visibility import Visibility
from ip5.offices import deadlines, symbols
from ip5.offices.models import Office


def stem_of(round: Round) -> str:
    """Return the file's name without its ending, such as ``NETAI-B-2026-001-R1-certificate``."""
    return f"{round.full_symbol}-certificate".replace("/", "-").replace(" ", "-")


def write(round: Round) -> bytes:
    """Return the certificate as PDF/A-2a and PDF/UA-1. Refuses (WrongState) what cannot be set."""
    try:
        return typeset.typeset(data_of(round))
    except typeset.NotSet:
        raise WrongState(_("The certificate could not be set within the limits of this server.")) from None


def data_of(round: Round) -> dict[str, Any]:
    """Return what the document holds, as plain values."""
    missing = _(
        "Some characters could not be set, because no font on this server holds them; each is shown as □."
    )
    return {
        "title": _("Certificate of adoption by silence"),
        "author": symbols.BODY,
        "keywords": [round.full_symbol],
        "language": (translation.get_language() or "en").split("-")[0],
        "fonts": typeset.FONTS,
        "marks": [_("Restricted to the members")] if round.visibility == Visibility.MEMBERS else [],
        "facts": [(term, _set(words)) for term, words in facts_of(round)],
        "sections": [
            {"heading": heading, "blocks": blocks}
            for heading, blocks in (
                (_("The instant at which the silence ended"), [_table(*cities_of(round))]),
                (_("Received"), [_table(*receipts_of(round))]),
                (_("Statements for the record"), statements_of(round)),
                (_("Record"), [_table(*record_of(round))]),
            )
        ],
        "footer": round.full_symbol,
        "fingerprint": f"SHA-256 {round.text_sha256}",
        "nothing": "",
        "missing": "",
        "missing_sentence": missing,
        "at": int(_known(round.closed_at).timestamp()),
    }


def facts_of(round: Round) -> list[tuple[str, str]]:
    """Return the head of the certificate as (term, value)."""
    decision = round.decision.symbol if round.decision else ""
    return [
        (_("Decision"), decision),
        (_("Question"), round.title),
        (_("Text"), round.subject_symbol),
        (_("Ballot"), round.full_symbol),
        (_("Announced"), instant(_known(round.announced_at))),
        (_("Opened"), instant(round.opened_at)),
        (_("Silence ended"), instant(round.end)),
        (
            _("Outcome"),
            _(
                "Adopted by silence: every office received the text and none broke the silence by the instant."
            ),
        ),
    ]


def summary_of(round: Round) -> list[tuple[str, str]]:
    """Return what the page shows of the certificate: decision, instants, and the head of the record."""
    return [
        (_("Decision"), round.decision.symbol if round.decision else ""),
        (_("Text"), round.subject_symbol),
        (_("Opened"), instant(round.opened_at)),
        (_("Silence ended"), instant(round.end)),
        (_("Head at the close"), round.closed_head),
    ]


def _known(moment: dt.datetime | None) -> dt.datetime:
    if moment is None:
        raise ValueError("only a closed silence procedure has a certificate")
    return moment


def instant(moment: dt.datetime) -> str:
    """Return an instant to the second, in UTC."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"


def cities_of(round: Round) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the end in every city of a member or observer office."""
    kinds = {Office.Kind.MEMBER, Office.Kind.OBSERVER}
    offices = [each for each in Office.objects.directory().offices if each.kind in kinds]
    rows = [
        [row["office"].acronym_on(round.end), row["city"], row["day"], f"{row['time']} {row['zone']}"]
        for row in deadlines.local_times(round.end, offices)
    ]
    return [_("Office"), _("City"), _("Day"), _("Time")], rows


def receipts_of(round: Round) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the receipts in protocol order; a statement is one too."""
    receipts = {
        each.office_id: each for each in Receipt.objects.filter(round=round).select_related("mandate")
    }
    first = {each.office_id: each for each in _positions(round)[::-1]}
    rows = []
    for seat in round.seats.all():
        known: Receipt | Position = receipts.get(seat.office_id) or first[seat.office_id]
        how = _("by a statement for the record")
        if isinstance(known, Receipt):
            how = _("page opened") if known.how == Receipt.How.OPENED else _("“received” pressed")
        capacity = str(Capacity(known.mandate.capacity).label)
        rows.append([seat.office.acronym_on(round.end), instant(known.at), capacity, how])
    return [_("Office"), _("Instant"), _("By"), _("How")], rows


def _positions(round: Round) -> list[Position]:
    return list(Position.objects.filter(round=round).select_related("office", "mandate").order_by("seq"))


def statements_of(round: Round) -> list[dict[str, Any]]:
    """Return the last statement of each office that made one, as blocks."""
    last = {each.office_id: each for each in _positions(round)}
    rows = [each for each in (last.get(seat.office_id) for seat in round.seats.all()) if each]
    if not rows:
        return [_paragraph(_("No office put a statement on record."))]
    return [_paragraph(f"{each.office.acronym_on(round.end)}: {each.text}") for each in rows]


def record_of(round: Round) -> tuple[list[str], list[list[str]]]:
    """Return the fingerprints that tie the certificate to the record, as docs/verify-format.md names them."""
    rule = round.rule_set
    return [_("What"), "SHA-256"], [
        [_("Text"), round.text_sha256],
        [f"{_('Rules')} {rule.code} v{rule.version}", rule.sha256],
        [_("Chain head"), round.chain_head],
        [_("Head at the close"), round.closed_head],
    ]


def _set(words: str) -> str:
    return typeset.breakable(typeset.printable(words))


def _paragraph(words: str) -> dict[str, Any]:
    return {"kind": "paragraph", "content": [{"kind": "text", "text": _set(words)}]}


def _table(head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    lines = [
        {"content": [{"content": [{"kind": "text", "text": _set(words)}]} for words in line]}
        for line in (head, *rows)
    ]
    return {"kind": "table", "content": lines}
