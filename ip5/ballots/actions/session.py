"""Agreement in session: the conclusion is put, objections are pressed or recorded within the time set.

Source: domain.md section 4, ``tf_session``. Present and silent did not object; nothing agreed here is ``full``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import rules
from ip5.ballots.actions.casting import check_words, translated, write_position
from ip5.ballots.actions.opening import Question, Terms, current_rule, record_opening, write_round
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import Position, RecordedWords, Round
from ip5.ballots.states import Procedure
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices.models import Office


def _check_session(rule: dict[str, Any], absent: frozenset[str], seconds: int) -> None:
    if not 1 <= seconds <= rule["most_seconds"]:
        message = _("The time for objections is 1 to %(n)d seconds.") % {"n": rule["most_seconds"]}
        raise Invalid({"seconds": [message]})
    strangers = absent - {each.code for each in Office.objects.members()}
    if strangers:
        message = _("Not on the roll: %(codes)s.") % {"codes": ", ".join(sorted(strangers))}
        raise Invalid({"absent": [message]})


@transaction.atomic
def open_session(
    question: Question, *, by: Hat, absent: Collection[str] = (), seconds: int | None = None
) -> Round:
    """Put the conclusion that was read out: from now each present delegation may object for ``seconds``.

    ``absent`` are the codes of the offices whose delegation is not in the room; the roll keeps who was.
    With fewer than four present it opens too: what it comes to is then ``inquorate``, a discussion only.
    ``seconds`` is the rule's 60 unless given. The caller has asked its own rule. Refuses with ``Invalid``
    a time the rule does not know, or an office that is not on the roll.
    """
    rule_set, gone = current_rule(Procedure.SESSION), frozenset(absent)
    length = rule_set.data["seconds"] if seconds is None else seconds
    _check_session(rule_set.data, gone, length)
    opened_at = clock.instant()
    terms = Terms(rule_set, absent=gone, stamps={"ends_at": opened_at + dt.timedelta(seconds=length)})
    opened = write_round(question, terms, by=by, opened_at=opened_at)
    record_opening(opened, "ballot.opened", by=by, absent=sorted(gone))
    return opened


@transaction.atomic
def record_words(
    round: Round,
    *,
    by: Hat,
    office: str,
    answer: str,
    passage: str = "",
    text: str = "",
    remedy: str = "",
    kind: str = "",
) -> RecordedWords:
    """Take down what a present office said; it counts once that HoD has confirmed it.

    May be done after the time set, until the close. Refuses like ``rules.may_record_words`` and
    ``rules.may_be_recorded``; ``Invalid`` for missing words.
    """
    locked = locked_round(round)
    words = {"passage": passage.strip(), "text": text.strip(), "remedy": remedy.strip(), "kind": kind}
    check_words(locked.castable, answer, **words)  # type: ignore[arg-type]
    require(rules.may_record_words(by, locked))
    require(rules.may_be_recorded(locked, office))
    try:
        with transaction.atomic():
            recorded = RecordedWords.objects.create(  # type: ignore[misc]
                round=locked,
                office=Office.objects.get(code=office),
                mandate_id=by.pk,
                answer=answer,
                **words,
            )
    except DatabaseError as error:
        raise translated(error) from error
    recorded.refresh_from_db(fields=["at"])
    audit.record(locked, "ballot.words_recorded", by=by, visibility="members", data={"office": office})
    return recorded


def _locked_words(words: RecordedWords) -> RecordedWords:
    """Return the recorded words with their round, which is locked."""
    locked = locked_round(words.round)
    found = RecordedWords.objects.select_related("office").get(pk=words.pk)
    found.round = locked
    return found


@transaction.atomic
def confirm_words(words: RecordedWords, *, by: Hat) -> Position:
    """Confirm the recorded words as the office's own: they become its position, also after the time set.

    The database checks that the words are the same. Refuses like ``rules.may_answer_words``.
    """
    found = _locked_words(words)
    require(rules.may_answer_words(by, found))
    return write_position(found.round, by=by, recorded=found, **found.words)


@transaction.atomic
def decline_words(words: RecordedWords, *, by: Hat) -> RecordedWords:
    """Decline the recorded words: they were not the office's, and do not count. They are kept.

    Refuses like ``rules.may_answer_words``.
    """
    found = _locked_words(words)
    require(rules.may_answer_words(by, found))
    found.declined_at, found.declined_by_id = clock.instant(), by.pk
    found.save(update_fields=["declined_at", "declined_by"])
    audit.record(
        found.round, "ballot.words_declined", by=by, visibility="members", data={"office": found.office.code}
    )
    return found
