"""A Head's link: sent, opened, answered by, voided, tried in vain; and the Head's word that it was not the Head."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots import rules, tokens
from ip5.ballots.actions.casting import cast, translated
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import MOST_TRIES, HeadLink, LinkMail, LinkUse, Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import Refused, WrongState, require
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox
from ip5.outbox import wake

# So that nobody's mailbox is filled: each new link voids the former.
MOST_A_DAY = 10
# A scanner asks many times at once: one line of the log a minute says as much.
ONE_LINE = dt.timedelta(minutes=1)
# Of a link that opens nothing one an hour for each reason does, and a hundred in all; the database holds both.
ONE_LINE_IN_VAIN = dt.timedelta(hours=1)
MOST_IN_VAIN = 100
OWN_OFFICE = (Capacity.HOD, Capacity.DEPUTY, Capacity.HEAD)
Kind = LinkUse.Kind
IN_VAIN = frozenset({Kind.TRIED_USED, Kind.TRIED_VOID, Kind.TRIED_LATE, Kind.TRIED_OVER})


@transaction.atomic
def send_link(round: Round, *, by: Hat, to: Mandate) -> HeadLink:
    """Have a personal link into this round mailed to a Head, or to a deputy head by dated delegation; return it.

    The former link of the same Head is void from now on. The code goes to the second address, or is shown to the
    office's deputy heads. Refuses like ``rules.may_send_link_to``, ``Refused`` where nobody could give the code, and
    after ten links a day.
    """
    locked = locked_round(round)
    head = Mandate.objects.active().worn().filter(pk=to.pk).first()
    if head is None:
        raise WrongState(_("This mandate has ended."))
    require(rules.may_send_link_to(by, locked, head))
    former = HeadLink.objects.filter(round=locked, mandate=head)
    if former.filter(at__gt=locked.moment - dt.timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("Ten links were sent today; the last one is valid, or the Head signs in."))
    replaced = former.valid().first()
    if replaced is not None:
        _log(replaced, Kind.VOIDED, by=by)
    link = _write(locked, by, head)
    for part in LinkMail.Part.values if link.code_by == HeadLink.CodeBy.MAIL else [LinkMail.Part.LINK]:
        LinkMail.objects.create(link=link, part=part)  # type: ignore[misc]
    transaction.on_commit(wake.worker, robust=True)
    data = {"to": str(head.uuid)}
    audit.record(
        locked, "ballot.link_sent", by=by, visibility="office_internal", offices=[head.office_id], data=data
    )
    return link


def _write(locked: Round, by: Hat, head: Mandate) -> HeadLink:
    link = HeadLink(round=locked, mandate=head, asked_by_id=by.pk, code_by=_way_of_code(head))  # type: ignore[misc]
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except DatabaseError as error:
        raise translated(error) from error
    link.refresh_from_db(fields=["at", "expires_at"])
    _log(link, Kind.ASKED, by=by)
    return link


def _way_of_code(head: Mandate) -> str:
    """Return how the code travels; refuse where there is no second way."""
    if head.person.second_address:
        return HeadLink.CodeBy.MAIL
    trial = HeadLink(mandate=head, code_by=HeadLink.CodeBy.OFFICE)
    colleagues = Mandate.objects.active().in_capacity(Capacity.DEPUTY, Capacity.HEAD)
    if any(rules.may_read_code(each, trial) for each in colleagues.of_office(head.office_id)):
        return HeadLink.CodeBy.OFFICE
    raise Refused(
        _(
            "There is no second way for the code: no second address of %(person)s and no deputy head to read it out."
        )
        % {"person": head.person.name}
    )


def _log(link: HeadLink, kind: str, *, by: Hat | None = None, position: Position | None = None) -> LinkUse:
    """Write a line of a link's log; the database refuses what cannot have happened."""
    try:
        with transaction.atomic():
            return LinkUse.objects.create(  # type: ignore[misc]
                link=link, kind=kind, mandate_id=by.pk if by else None, position=position
            )
    except DatabaseError as error:
        raise translated(error) from error


def link_of(token: str) -> HeadLink | None:
    """Return the valid link of a token with its round, its Head's hat on it; None for every other token alike."""
    stored = tokens.token_hash(token)
    found = HeadLink.objects.valid().filter(token_hash=stored).select_related("round__rule_set").first()
    if found is None:
        return None
    head = Mandate.objects.active().worn().filter(pk=found.mandate_id).first()
    if head is None or not rules.may_cast(head, found.round):
        return None
    found.mandate = head
    return found


@transaction.atomic
def note_opened(link: HeadLink) -> None:
    """Write into the link's log that its page was shown; once a minute, whoever or whatever asked."""
    last = LinkUse.objects.of(link, Kind.OPENED).first()
    if last is None or last.at < clock.now() - ONE_LINE:
        _log(link, Kind.OPENED)


@transaction.atomic
def note_tried(token: str) -> None:
    """Write into its log that somebody tried a link that opens nothing any more, and why; once an hour.

    A token that was never one leaves no trace.
    """
    link = HeadLink.objects.filter(token_hash=tokens.token_hash(token)).first()
    if link is None:
        return
    uses = list(LinkUse.objects.filter(link=link).order_by("pk").values_list("kind", "at"))
    tried = _reason_in_vain(link, {kind for kind, _at in uses})
    if sum(kind in IN_VAIN for kind, _at in uses) >= MOST_IN_VAIN:
        return
    if all(at < clock.now() - ONE_LINE_IN_VAIN for kind, at in uses if kind == tried):
        # Who tried at the same moment has written the line: then there is nothing to add.
        with contextlib.suppress(WrongState):
            _log(link, tried)


def _reason_in_vain(link: HeadLink, kinds: set[str]) -> str:
    """Return which kind of try it is: by what ended the link first."""
    if Kind.ANSWERED in kinds:
        return Kind.TRIED_USED
    if Kind.VOIDED in kinds:
        return Kind.TRIED_VOID
    return Kind.TRIED_LATE if link.expires_at <= clock.instant() else Kind.TRIED_OVER


@transaction.atomic
def note_mailed(link: HeadLink, part: str) -> None:
    """Write into the link's log that the mail server takes the link, or the code; part of the delivery."""
    _log(link, Kind.SENT if part == LinkMail.Part.LINK else Kind.CODE_SENT)


@transaction.atomic
def answer_by_link(link: HeadLink, *, code: str, answer: str, **words: Any) -> Position | None:
    """Give the Head's answer by the link, with its code; the link is used up. None for a wrong code.

    Casts as that Head's mandate, through ``cast``; the event says "by_link" and never what. HoD, deputy heads and
    Head of the office are told at once. A wrong code is counted; after five the link is void and they are told of
    that. Refuses ``WrongState`` once the link is not valid, else like ``cast``.
    """
    locked = locked_round(link.round)
    held = HeadLink.objects.valid().filter(pk=link.pk).first()
    head = Mandate.objects.active().worn().filter(pk=link.mandate_id).first()
    if held is None or head is None:
        raise WrongState(_("The link cannot be used any more."))
    if not tokens.is_code(held.seed, held.code_hash, code):
        _count_wrong_code(held, head, locked)
        return None
    position = cast(locked, by=head, answer=answer, how="by_link", **words)
    _log(held, Kind.ANSWERED, position=position)
    outbox.notify("heads_answered_by_link", to=_own_office(head.office_id), subject=locked)
    return position


def _count_wrong_code(link: HeadLink, head: Mandate, round: Round) -> None:
    _log(link, Kind.WRONG_CODE)
    if tries_left(link) == 0:
        _log(link, Kind.VOIDED)
        outbox.notify("heads_link_void", to=_own_office(head.office_id), subject=round)


def tries_left(link: HeadLink) -> int:
    """Return how many wrong codes the link still takes."""
    return MOST_TRIES - LinkUse.objects.of(link, Kind.WRONG_CODE).count()


def _own_office(office_id: int) -> Any:
    """Return whoever is told of a Head's link: HoD, deputy heads and Head of the office."""
    return Mandate.objects.active().in_capacity(*OWN_OFFICE).of_office(office_id)


@transaction.atomic
def void_link(link: HeadLink, *, by: Hat) -> None:
    """Void a link: it opens nothing from now on.

    Refuses like ``rules.may_void_link``; ``WrongState`` once it is not valid.
    """
    locked = locked_round(link.round)
    require(rules.may_void_link(by, link))
    if not HeadLink.objects.valid().filter(pk=link.pk).exists():
        raise WrongState(_("This link is not valid any more."))
    _log(link, Kind.VOIDED, by=by)
    offices = [link.mandate.office_id]
    audit.record(locked, "ballot.link_voided", by=by, visibility="office_internal", offices=offices)


@transaction.atomic
def contest(round: Round, *, by: Hat) -> Position:
    """Say that the office's present answer, given by a link, is not the Head's: it does not count; return it.

    The row stays, its office has not answered, and the round is not closed until it answers anew. The own office,
    co-chairs and secretariat are told. Refuses like ``rules.may_contest``.
    """
    locked = locked_round(round)
    own = Position.objects.filter(round=locked, office=by.office_id).current().with_links().first()
    require(rules.may_contest(by, locked, own))
    position: Position = own  # type: ignore[assignment]
    used = LinkUse.objects.get(position=position, kind=Kind.ANSWERED)
    _log(used.link, Kind.CONTESTED, by=by, position=position)
    audit.record(locked, "ballot.answer_contested", by=by, visibility="members")
    body = Mandate.objects.active().in_capacity(Capacity.CHAIR, Capacity.SECRETARIAT)
    told = [*_own_office(position.office_id), *body]
    outbox.notify("heads_answer_contested", to=told, subject=locked, data={"office": position.office.acronym})
    return position
