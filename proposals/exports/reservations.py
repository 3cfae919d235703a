"""The reservations that stand beside a text: numbered footnotes of every rendition for members.

Source: domain.md section 4, "Reservation". Observers' and public renditions have none.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ip5.ballots import ledger
from ip5.ballots.models import Round
from ip5.kernel.hat import Hat
from proposals.models import Endorsement, Proposal, Revision


def of_revision(proposal: Proposal, revision: Revision | None, hat: Hat) -> list[ledger.Reservation]:
    """Return the reservations standing beside a revision, as far as this hat sees them; none of a draft."""
    if revision is None or hat.sees_from != "members":
        return []
    found = Endorsement.objects.filter(
        proposal=proposal, revision=revision, round__in=Round.objects.visible_to(hat)
    )
    return standing(found.select_related("round__rule_set", "round__settlement"), revision, hat)


def standing(
    endorsements: Iterable[Endorsement], revision: Revision | None, hat: Hat
) -> list[ledger.Reservation]:
    """Return the reservations of the last closed round on the revision that are not lifted, in their order."""
    closed = [
        each.round
        for each in endorsements
        if revision is not None and each.revision_id == revision.pk and each.round.is_closed
    ]
    last = sorted(closed, key=lambda each: each.number)[-1:]
    return [each for each in ledger.of_rounds(last, hat) if each.stands]


def lines_of(reservations: Iterable[ledger.Reservation]) -> tuple[tuple[int, str], ...]:
    """Return each reservation as (number, sentence), plain text."""
    return tuple((each.number, _line(each)) for each in reservations)


def _line(row: ledger.Reservation) -> str:
    facts = {
        "office": row.office.acronym,
        "kind": row.kind_label,
        "passage": row.now.passage,
        "text": row.now.text,
    }
    if row.now.passage:
        return _("%(office)s, %(kind)s, on “%(passage)s”: %(text)s") % facts
    return _("%(office)s, %(kind)s: %(text)s") % facts
