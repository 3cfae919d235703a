"""A session's round on screen: objecting or reserving, words taken down, confirmed or declined."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ip5.ballots import actions, ledger, rules, tally
from ip5.ballots.explanations import listed
from ip5.ballots.forms.session import PressForm, RecordForm
from ip5.ballots.models import Addition, Position, RecordedWords, Round, Seat
from ip5.ballots.states import CONFIRMATIONS, Answer, Procedure
from ip5.ballots.views.round import read_ledger, seats_of, visible_round
from ip5.ballots.views.twice import Saying, is_sure, said_twice, spoken, sure_page, words_of
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat

ACTS = {
    Answer.OBJECT: gettext_lazy("object to"),
    Answer.RESERVE: gettext_lazy("agree, with a reservation, to"),
}
DEEDS = {"confirm": actions.confirm_words, "decline": actions.decline_words}


def session_round(hat: Hat, uuid: UUID) -> Round:
    """Return the session's round, or 404 when there is none for this hat."""
    found = visible_round(hat, uuid)
    if found.procedure != Procedure.SESSION:
        raise Http404
    return found


@access.hat
@require_http_methods(["GET", "POST"])
def press(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Object or reserve on the own screen within the time set."""
    hat = request.hat
    found = session_round(hat, uuid)
    require(rules.may_cast(hat, found))
    form = PressForm(request.POST if request.method == "POST" else None)
    return said_twice(request, found, form, partial(pressing, hat, found), partial(actions.cast, found))


def pressing(hat: Hat, found: Round, given: dict[str, Any]) -> Saying:
    """Return what the pages say of an objection or a reservation."""
    office = hat.office.acronym  # type: ignore[attr-defined]
    return Saying(
        title=_("The %(office)s objects or reserves") % {"office": office},
        sentence=sentence(office, given.get("answer", ""), found),
        readers=_("The others see at once that your office has answered; what, at the close of the session."),
        submit=_("Say it for the %(office)s") % {"office": office},
        done=_("It is received from the %(office)s.") % {"office": office},
        words=words_of(given),
    )


def sentence(office: str, answer: str, found: Round) -> str:
    """Return the whole sentence that an office says."""
    return spoken(
        _("“On behalf of the %(office)s I %(act)s %(title)s, %(symbol)s.”"),
        ACTS[Answer(answer)] if answer else "",
        office,
        found,
    )


@access.hat
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take down what a present office said; its head of delegation then confirms or declines."""
    hat = request.hat
    found = session_round(hat, uuid)
    require(rules.may_record_words(hat, found))
    present = [(seat.office.code, seat.office.acronym) for seat in seats_of(found) if seat.is_present]
    form = RecordForm(present, request.POST if request.method == "POST" else None)
    return said_twice(
        request, found, form, partial(recording, dict(present), found), partial(actions.record_words, found)
    )


def recording(present: dict[str, str], found: Round, given: dict[str, Any]) -> Saying:
    """Return what the pages say of words taken down."""
    office = present.get(given.get("office", ""), "")
    return Saying(
        title=_("Record what was said"),
        sentence=sentence(office, given.get("answer", ""), found),
        readers=_("It counts once the head of delegation of that office has confirmed it."),
        submit=_("Record it"),
        done=_("Recorded. The head of delegation of the %(office)s is to confirm it.") % {"office": office},
        words=words_of(given),
    )


@access.hat
@require_http_methods(["GET", "POST"])
def answer_words(request: HttpRequest, uuid: UUID, words: UUID, deed: str) -> HttpResponse:
    """Confirm or decline the words recorded of the own office, after reading the whole sentence."""
    hat = request.hat
    found = session_round(hat, uuid)
    rows = RecordedWords.objects.visible_to(hat).filter(round=found).select_related("office", "position")
    recorded = get_object_or_404(rows, uuid=words)
    recorded.round = found
    require(rules.may_answer_words(hat, recorded))
    saying = answering(recorded, found, is_confirming=deed == "confirm")
    if request.method == "GET" or not is_sure(request):
        return sure_page(request, found, None, saying)
    DEEDS[deed](recorded, by=hat)
    messages.success(request, saying.done)
    return redirect(found.get_absolute_url())


def answering(recorded: RecordedWords, found: Round, *, is_confirming: bool) -> Saying:
    """Return what the page says of confirming or declining recorded words."""
    office = recorded.office.acronym
    if is_confirming:
        title = submit = _("Confirm the words recorded of the %(office)s") % {"office": office}
        readers = _("They become the position of your office, as they stand.")
        done = _("The words are confirmed as the position of the %(office)s.") % {"office": office}
    else:
        title = submit = _("Decline the words recorded of the %(office)s") % {"office": office}
        readers = _("They do not count. They are kept, as declined.")
        done = _("The words are declined; they do not count.")
    said = sentence(office, recorded.answer, found)
    return Saying(title, said, readers, submit, done, words_of(recorded.words))


def session_context(found: Round, hat: Hat, positions: list[Position]) -> dict[str, Any]:
    """Return what the page of a session's round shows beside a round's own; empty for any other rule."""
    if found.procedure != Procedure.SESSION:
        return {}
    seats = seats_of(found)
    is_member = hat.sees_from == "members"
    seen = RecordedWords.objects.visible_to(hat).filter(round=found)
    rows = list(seen.select_related("office", "position").order_by("at")) if is_member else []
    return {
        "session": {
            "rows": roll_rows(found, seats, positions) if is_member else [],
            "needed": needed(found, seats, rows) if is_member and found.state == "open" else [],
            "may_press": rules.may_cast(hat, found),
            "may_record": rules.may_record_words(hat, found),
            "recorded": [recorded_row(each, found, hat) for each in rows],
            "is_asked": hat.is_delegation and found.is_open,
        }
    }


def roll_rows(found: Round, seats: list[Seat], positions: list[Position]) -> list[dict[str, Any]]:
    """Return the roll for the members; of a closed round with what was said, then or since."""
    if not found.is_closed:
        return [presence(found, seat, None, None) for seat in seats]
    read_ledger(found, positions)
    current = ledger.last_positions(found)
    since = {each.office_id: each for each in found.additions.all() if each.kind in CONFIRMATIONS}
    return [presence(found, seat, current.get(seat.office_id), since.get(seat.office_id)) for seat in seats]


def presence(
    found: Round, seat: Seat, position: Position | None, confirmed: Addition | None
) -> dict[str, Any]:
    """Return an office's line of the roll: absent, present, has answered, or what it said once closed."""
    row: dict[str, Any] = {"office": seat.office, "note": ""}
    if position is not None:
        note = _("as recorded") if position.recorded_id else ""
        return row | {"answer": position.answer, "label": position.get_answer_display(), "note": note}
    if confirmed is not None:
        # Absent, it has spoken since: how, is read as the count reads it.
        answer = tally.CONFIRMED_AS[confirmed.kind]
        return row | {"answer": answer, "label": confirmed.get_kind_display(), "note": _("absent")}
    if not seat.is_present:
        settled = found.settled is not None
        return row | {"answer": "none", "label": _("No position received") if settled else _("Absent")}
    if found.is_closed:
        return row | {"answer": "abstain", "label": _("Present"), "note": _("did not object")}
    if seat.has_answered:  # type: ignore[attr-defined]
        return row | {"answer": "sealed", "label": _("Answered"), "note": _("sealed")}
    return row | {"answer": "none", "label": _("Present")}


def recorded_row(words: RecordedWords, found: Round, hat: Hat) -> dict[str, Any]:
    """Return recorded words with their state and whether this hat may answer for them."""
    words.round = found
    if words.declined_at is not None:
        state = _("declined")
    elif hasattr(words, "position"):
        state = _("confirmed")
    else:
        state = _("waits for its head of delegation")
    return {"words": words, "state": state, "may_answer": rules.may_answer_words(hat, words)}


def needed(found: Round, seats: list[Seat], recorded: list[RecordedWords]) -> list[str]:
    """Return what is still needed before the close, in words."""
    absent = [seat.office.acronym for seat in seats if not seat.is_present]
    sentences = []
    if found.is_open:
        sentences.append(
            _("Objections and reservations are received until %(at)s UTC.")
            % {"at": f"{found.end:%Y-%m-%d %H:%M:%S}"}
        )
        sentences.append(_("A delegation that is present and says nothing does not object."))
    else:
        sentences.append(_("The time set has run; a co-chair closes the round."))
    waiting = [each.office.acronym for each in recorded if is_waiting(each)]
    if waiting:
        sentences.append(
            _("Before the close the recorded words of the %(offices)s are confirmed or declined.")
            % {"offices": listed(waiting)}
        )
    if len(seats) - len(absent) < found.rule["quorum"]:
        sentences.append(
            _("Fewer than %(n)d delegations are present: a discussion only, nothing is decided.")
            % {"n": found.rule["quorum"]}
        )
    elif absent:
        sentences.append(
            _("The %(offices)s is absent: agreement is provisional, and it has %(n)d common working days.")
            % {"offices": listed(absent), "n": found.rule["absent_days"]}
        )
    return sentences


def is_waiting(words: RecordedWords) -> bool:
    """Whether recorded words are neither confirmed nor declined."""
    return words.declined_at is None and not hasattr(words, "position")
