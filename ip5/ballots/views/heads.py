"""A round of the Heads on screen: the answering form, the sign-off sheet, what is still needed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from ip5.ballots import actions, rules
from ip5.ballots.explanations import listed
from ip5.ballots.forms.heads import DRAWN_AS, HeadsForm
from ip5.ballots.models import Position, Round, Seat
from ip5.ballots.states import Answer, Procedure
from ip5.ballots.views.links import links_context, own_position
from ip5.ballots.views.round import seats_of, visible_round
from ip5.ballots.views.twice import Saying, form_page, said_twice, spoken
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat

ACTS = {
    Answer.ENDORSE: gettext_lazy("endorse"),
    Answer.ENDORSE_SUBJECT_TO: gettext_lazy("endorse, subject to the conditions below,"),
    Answer.RETURN: gettext_lazy("return, with the comments below,"),
    Answer.DEFER: gettext_lazy("defer until %(day)s the decision on"),
}


@access.hat
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer as Head: the form, with more rows where wanted, the whole sentence, then the answer."""
    hat = request.hat
    found = visible_round(hat, uuid)
    if found.procedure != Procedure.HEADS:
        raise Http404
    require(rules.may_cast(hat, found))
    start = start_of(own_position(found, hat))
    form = HeadsForm(request.POST if request.method == "POST" else None, start=start)
    if "more" in request.POST:
        return form_page(request, found, form.more(), saying_of(hat, found, {}))
    return said_twice(
        request,
        found,
        form,
        lambda given: saying_of(hat, found, given),
        lambda **given: actions.cast(found, **given),
    )


def start_of(last: Position | None) -> Position | None:
    """Return what the form starts with: the office's answer, unless it is contested and may be anybody's words."""
    return None if is_contested(last) else last


def saying_of(hat: Hat, found: Round, given: dict[str, Any]) -> Saying:
    """Return what the pages say of the Head's answer."""
    office = hat.office.acronym  # type: ignore[attr-defined]
    act = str(ACTS[Answer(given["answer"])]) if given else ""
    day = formats.date_format(given["until"], "j F Y") if given.get("until") else ""
    items = Position(items=given.get("items", "")).entries
    return Saying(
        title=_("Answer of the Head of the %(office)s") % {"office": office},
        sentence=spoken(
            _("“On behalf of the %(office)s I %(act)s %(title)s, %(symbol)s.”"),
            act % {"day": day} if day else act,
            office,
            found,
        ),
        readers=_(
            "Not sealed: Heads, deputy heads, heads of delegation, co-chairs and secretariat read it at once."
        ),
        submit=_("Answer for the %(office)s") % {"office": office},
        done=_("The answer of the %(office)s is given. It may be changed until the close.")
        % {"office": office},
        words=(*((item_label(n, each), each["text"]) for n, each in enumerate(items, 1)), text_pair(given)),
    )


def item_label(number: int, entry: dict[str, str]) -> str:
    """Return the number of an item with the passage it is tied to."""
    return f"{number}. {entry['passage']}".rstrip() if entry["passage"] else f"{number}."


def text_pair(given: dict[str, Any]) -> tuple[str, str]:
    """Return the reason of a deferral as a pair."""
    return _("Reason"), given.get("text", "")


def heads_context(found: Round, hat: Hat, positions: list[Position]) -> dict[str, Any]:
    """Return what the page of a Heads' round shows beside a round's own; empty for any other rule.

    ``positions`` are those open to the hat: all of them to the circle of the Heads, none to anybody else.
    """
    if found.procedure != Procedure.HEADS:
        return {}
    seats = seats_of(found)
    is_member = hat.sees_from == "members"
    return {
        "heads": {
            "sheet": [sheet_row(found, seat, positions) for seat in seats] if is_member else [],
            "reads": rules.reads_heads_answers(hat),
            "needed": needed(found, seats, positions) if is_member and found.is_open else [],
            "may_answer": rules.may_cast(hat, found),
            "is_asked": hat.capacity in {"head", "deputy"} and found.is_open,
            "links": links_context(found, hat, positions),
        }
    }


def sheet_row(found: Round, seat: Seat, positions: list[Position]) -> dict[str, Any]:
    """Return an office's line of the sign-off sheet: who signed, in which capacity, when, what."""
    own = [each for each in positions if each.office_id == seat.office_id]
    # The last instant tells of a change: it is read with the answers, the first one by every member.
    at = seat.last_answered_at if own else seat.answered_at  # type: ignore[attr-defined]
    row: dict[str, Any] = {"office": seat.office, "at": at, "changes": max(0, len(own) - 1)}
    if not own:
        if seat.has_answered:  # type: ignore[attr-defined]
            return row | {"answer": "sealed", "label": _("Answered")}
        return row | {
            "answer": "none",
            "label": _("Not yet") if found.is_open else _("No position received"),
        }
    last = own[-1]
    if last.is_contested:  # type: ignore[attr-defined]
        return row | {
            "answer": "none",
            "label": _("Contested"),
            "text": _("Given by a link and contested by the Head: it does not count."),
        }
    delegated = last.mandate.capacity == "deputy"
    return row | {
        "answer": DRAWN_AS[last.answer],
        "label": last.get_answer_display(),
        "who": last.mandate.person.name,
        "capacity": _("deputy head, by dated delegation") if delegated else last.mandate.acting_as,
        "how": _("by link") if last.is_by_link else "",  # type: ignore[attr-defined]
        "entries": last.entries,
        "text": last.text,
        "until": last.until,
    }


def needed(found: Round, seats: list[Seat], positions: list[Position]) -> list[str]:
    """Return what is still needed for a close, in words. What was answered is read by the circle alone."""
    missing = [seat.office.acronym for seat in seats if not seat.has_answered]  # type: ignore[attr-defined]
    last = {each.office_id: each for each in positions}
    contested = [seat.office.acronym for seat in seats if is_contested(last.get(seat.office_id))]
    is_returned = any(each.answer == Answer.RETURN for each in last.values() if not is_contested(each))
    sentences = []
    if contested:
        sentences.append(
            _(
                "The answer of the %(offices)s, given by a link, is contested: it is answered anew before a close."
            )
            % {"offices": listed(contested)}
        )
    if missing:
        sentences.append(
            ngettext(
                "The Head of the %(offices)s has not answered.",
                "The Heads of the %(offices)s have not answered.",
                len(missing),
            )
            % {"offices": listed(missing)}
        )
        if not is_returned:
            sentences.append(
                _("There is no silence here and no time-out: the round stays open until they do.")
            )
    if is_returned:
        sentences.append(_("A Head returns the version: that decides, also while another has not answered."))
    moments = [seat.last_answered_at for seat in seats if seat.has_answered]  # type: ignore[attr-defined]
    if moments and not contested and (is_returned or not missing):
        sentences.append(closes_from(found.rule["hours_after_last"], max(moments) if positions else None))
    return sentences


def closes_from(hours: int, last: dt.datetime | None) -> str:
    """Return from when a co-chair may close; the instant moves with a change, so the circle alone is told it."""
    if last is None:
        return _(
            "A co-chair may close it %(hours)d hours after the last answer was given or changed, "
            "or at the Heads’ meeting."
        ) % {"hours": hours}
    earliest = last + dt.timedelta(hours=hours)
    return _(
        "A co-chair may close it from %(at)s UTC on, or at the Heads’ meeting; a change moves that on."
    ) % {"at": f"{earliest:%Y-%m-%d %H:%M}"}


def is_contested(position: Position | None) -> bool:
    """Whether the position was given by a link and its Head contests it."""
    return position is not None and bool(position.is_contested)  # type: ignore[attr-defined]
