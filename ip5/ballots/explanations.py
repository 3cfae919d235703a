"""A round in plain sentences: what is still needed, why the outcome. Pure, over plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ip5.ballots.states import Outcome

TEST_WORDS = {
    "any_object": gettext_lazy("Any objection?"),
    "below_quorum": gettext_lazy("Fewer than %(threshold)s answers?"),
    "below_joining": gettext_lazy("Fewer than %(threshold)s offices joining?"),
    "any_ad_referendum": gettext_lazy("Any ad referendum?"),
    "any_reserve": gettext_lazy("Any reservation?"),
    "any_break": gettext_lazy("Any objection or amendment in writing?"),
    "any_undelivered": gettext_lazy("Is the receipt of an office missing?"),
    "below_presence": gettext_lazy("Fewer than %(threshold)s delegations present?"),
    "any_absent": gettext_lazy("Any office absent?"),
    "any_return": gettext_lazy("Any return by a Head?"),
    "any_missing": gettext_lazy("Any Head without an answer?"),
    "any_defer": gettext_lazy("Any deferral by a Head?"),
    "any_condition": gettext_lazy("Any conditions?"),
    "otherwise": gettext_lazy("Otherwise"),
}
OUTCOME_WORDS = {
    "tf_endorsed": gettext_lazy("The offices endorse the text."),
    "tf_endorsed_with_reservations": gettext_lazy(
        "The offices endorse the text; reservations are printed beside it for members."
    ),
    "provisional": gettext_lazy(
        "The endorsement is provisional: an office joined ad referendum, or was absent from the session, and "
        "confirms or declines by the due date."
    ),
    "no_consensus": gettext_lazy(
        "An office objects. One objection means no consensus; no majority overrides it."
    ),
    "inquorate": gettext_lazy(
        "Too few offices answered for a decision. Silence is recorded, never read as consent."
    ),
    "adopted_by_silence": gettext_lazy("Every office received the text and none broke the silence."),
    "broken": gettext_lazy("An office broke the silence in writing; the text goes back to the table."),
    "lapsed_undelivered": gettext_lazy(
        "Silence counts only where every office has received the text. A receipt was missing after the extension; "
        "the text goes back to the table."
    ),
    "agreed": gettext_lazy("All five delegations were present and none objected."),
    "agreed_with_reservations": gettext_lazy(
        "All five delegations were present and none objected; reservations are printed beside the text for members."
    ),
    "heads_endorsed": gettext_lazy("All five Heads endorse the text."),
    "heads_endorsed_conditionally": gettext_lazy(
        "All five Heads endorse the text, subject to conditions; each Head confirms the own conditions once met."
    ),
    "heads_returned": gettext_lazy("A Head returns the text with comments; it stays as it was."),
    "heads_deferred": gettext_lazy(
        "A Head defers. At the latest date named the question is put again; no answer is carried over."
    ),
    "insufficient_support": gettext_lazy("Nobody objects, but too few offices join."),
}


def listed(words: Sequence[str]) -> str:
    """Return the words as "A, B and C"."""
    return get_text_list([str(word) for word in words], _("and"))


def needed(
    rule: Mapping[str, Any],
    to_quorum: int,
    missing: Sequence[str],
    *,
    extended: bool,
    early_from: dt.datetime | None = None,
) -> list[str]:
    """Return what is still needed as sentences; ``missing`` are acronyms. Sees no answer.

    ``early_from`` is the instant before which nobody may close, None where it has passed or there is none.
    """
    sentences = [_quorum(rule["quorum"], to_quorum)]
    if not missing:
        sentences.append(_may_be_closed(early_from))
        return sentences
    sentences.append(
        ngettext("The %(offices)s has not answered.", "The %(offices)s have not answered.", len(missing))
        % {"offices": listed(missing)}
    )
    if extended:
        sentences.append(
            _("The round has been extended once; at its end it closes with what has been received.")
        )
    else:
        sentences.append(
            _("If an office is missing at the end, the round is extended once by %(n)d working days.")
            % {"n": rule["auto_extension_days"]}
        )
    return sentences


def _quorum(quorum: int, to_quorum: int) -> str:
    if not to_quorum:
        return _("The quorum of %(quorum)d is reached.") % {"quorum": quorum}
    return ngettext(
        "%(n)d more office must answer for a quorum of %(quorum)d.",
        "%(n)d more offices must answer for a quorum of %(quorum)d.",
        to_quorum,
    ) % {"n": to_quorum, "quorum": quorum}


def _may_be_closed(early_from: dt.datetime | None) -> str:
    if early_from is None:
        return _("All five offices have answered: a co-chair may close the ballot now.")
    return _(
        "All five offices have answered: a co-chair may close the ballot from %(at)s UTC on; "
        "until then an office may press “not urgent”."
    ) % {"at": f"{early_from:%Y-%m-%d %H:%M}"}


def reading(explanation: Mapping[str, Any], acronyms: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the tests as read from top to bottom: words, figures, whether decisive or not reached."""
    lines = []
    for test in explanation.get("tests", []):
        words = str(TEST_WORDS[test["key"]]) % {"threshold": test["threshold"]}
        offices = [acronyms.get(code, code) for code in test["offices"]]
        lines.append(
            {
                "words": words,
                "figure": _figure(test, offices),
                "answer": _answer(test),
                "is_decisive": test["holds"],
                "is_skipped": not test["reached"],
            }
        )
    return lines


def _figure(test: Mapping[str, Any], offices: Sequence[str]) -> str:
    if not test["reached"] or test["key"] == "otherwise":
        return ""
    if test["threshold"] is not None:
        return ngettext("%(n)d office", "%(n)d offices", test["count"]) % {"n": test["count"]}
    return listed(offices)


def _answer(test: Mapping[str, Any]) -> str:
    if not test["reached"]:
        return _("not reached")
    if test["holds"]:
        return _("yes, this decides")
    return _("no, go on")


def not_counted(note: Mapping[str, Any], acronyms: Mapping[str, str]) -> str:
    """Return the weekdays that do not count, with the offices closed on them, and provisional tables."""
    sentences = []
    skipped = [
        f"{formats.date_format(dt.date.fromisoformat(day), 'j F')} ({listed([acronyms.get(c, c) for c in codes])})"
        for day, codes, _names in note.get("skipped", [])
    ]
    if skipped:
        sentences.append(_("Not counted: %(days)s.") % {"days": ", ".join(skipped)})
    provisional = [f"{acronyms.get(code, code)} {year}" for code, year in note.get("provisional", [])]
    if provisional:
        sentences.append(
            _("Holiday tables still provisional: %(tables)s.") % {"tables": ", ".join(provisional)}
        )
    return " ".join(sentences)


def outcome_label(outcome: str) -> str:
    """Return an outcome as it stands inside a sentence; ``pending`` decides nothing."""
    label = str(Outcome(outcome).label) if outcome in Outcome else _("Stays open")
    return label[:1].lower() + label[1:]


def rule_lines(rule: Mapping[str, Any]) -> list[str]:
    """Return the order of tests as sentences, generated from the rule's data."""
    lines = []
    for test in rule["tests"]:
        words = str(TEST_WORDS[test["key"]]) % {"threshold": test.get("fewer_than")}
        lines.append(f"{words.rstrip('?')}: {outcome_label(test['outcome'])}.")
    return lines
