"""A rule set in plain words, generated from its row: who answers, how long, what decides. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from ip5.ballots.explanations import listed, outcome_label, rule_lines
from ip5.ballots.states import Answer, Procedure

WHO = {
    Procedure.EXPLICIT: [
        gettext_lazy("Each of the five member offices answers through its head of delegation."),
        gettext_lazy("An alternate answers only while designated. Nobody else commits an office."),
        gettext_lazy("An office that does not answer is printed “no position received”. It is never consent."),
    ],
    Procedure.SILENCE: [
        gettext_lazy("The text is adopted at an exact instant, unless an office breaks the silence before it."),
        gettext_lazy("The head of delegation, or an alternate while designated, breaks it in writing."),
        gettext_lazy("Silence counts only where every office opened the page or pressed “Received”."),
        gettext_lazy("Until it opens, any head of delegation may refuse the procedure."),
    ],
    Procedure.SESSION: [
        gettext_lazy("The chair reads the conclusion and asks for objections."),
        gettext_lazy("Each head of delegation present answers on the own screen,"
                     " or confirms what the secretariat took down."),
        gettext_lazy("An office that is present and silent did not object."),
        gettext_lazy("An office that is absent confirms afterwards."),
    ],
    Procedure.HEADS: [
        gettext_lazy("The Head of each of the five offices answers, or a deputy head by dated delegation."),
        gettext_lazy("There is no silence and no time-out:"
                     " while a Head is missing and none returns the text, it stays open."),
        gettext_lazy("Each condition is logged as met by the secretariat and confirmed or refused by that Head."),
    ],
}  # fmt: skip

# What each figure of the data means; the order is that in which they are told.
FIGURES = {
    "announced_days": ngettext_lazy(
        "Announced %(n)d common working day before it opens.",
        "Announced %(n)d common working days before it opens.",
        "n",
    ),
    "days": ngettext_lazy(
        "Lasts at least %(n)d common working day.", "Lasts at least %(n)d common working days.", "n"
    ),
    "short_days": ngettext_lazy(
        "With the chair's printed reason at least %(n)d common working day.",
        "With the chair's printed reason at least %(n)d common working days.",
        "n",
    ),
    "editorial_days": ngettext_lazy(
        "For an editorial change %(n)d common working day.",
        "For an editorial change %(n)d common working days.",
        "n",
    ),
    "most_days": ngettext_lazy(
        "Lasts at most %(n)d common working day.", "Lasts at most %(n)d common working days.", "n"
    ),
    "not_urgent_days": ngettext_lazy(
        "Until the end of day %(n)d any head of delegation may press “not urgent” on a short round.",
        "Until the end of day %(n)d any head of delegation may press “not urgent” on a short round.",
        "n",
    ),
    "auto_extension_days": ngettext_lazy(
        "Extended once by %(n)d common working day, if something is missing from an office at the end.",
        "Extended once by %(n)d common working days, if something is missing from an office at the end.",
        "n",
    ),
    "seconds": ngettext_lazy(
        "Objections are asked for during %(n)d second.", "Objections are asked for during %(n)d seconds.", "n"
    ),
    "most_seconds": ngettext_lazy(
        "The chair may set up to %(n)d second.", "The chair may set up to %(n)d seconds.", "n"
    ),
    "absent_days": ngettext_lazy(
        "An absent office confirms within %(n)d common working day.",
        "An absent office confirms within %(n)d common working days.",
        "n",
    ),
    "ad_referendum_days": ngettext_lazy(
        "What is accepted ad referendum is confirmed within %(n)d common working day.",
        "What is accepted ad referendum is confirmed within %(n)d common working days.",
        "n",
    ),
    "most_ad_referendum_days": ngettext_lazy(
        "At the opening the chair may set a longer time for that: at most %(n)d common working day.",
        "At the opening the chair may set a longer time for that: at most %(n)d common working days.",
        "n",
    ),
    "hours_after_last": ngettext_lazy(
        "Closed at the earliest %(n)d hour after the last answer was given or changed, or at the Heads' meeting.",
        "Closed at the earliest %(n)d hours after the last answer was given or changed, or at the Heads' meeting.",
        "n",
    ),
    "rounds_a_year": ngettext_lazy(
        "At most %(n)d round a year on one text.", "At most %(n)d rounds a year on one text.", "n"
    ),
    "quorum": ngettext_lazy(
        "Quorum: %(n)d of the five offices.", "Quorum: %(n)d of the five offices.", "n"
    ),
    "joining": ngettext_lazy(
        "At least %(n)d office must join.", "At least %(n)d offices must join.", "n"
    ),
}  # fmt: skip
NOT_TOLD = frozenset({"sealed", "answers", "cast", "full_when_all", "endorsing", "subject", "tests"})
# States of a subject that are no outcome of a round.
STATES = {"tabled": gettext_lazy("tabled")}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title and its sentences; where these are read in order, they are numbered."""

    title: str
    lines: Sequence[str]
    is_ordered: bool = False


def chapters(code: str, data: Mapping[str, Any]) -> list[Chapter]:
    """Return the rule as titled sentences. Refuses a figure that nobody has put into words (KeyError)."""
    figures = [str(FIGURES[name] % {"n": value}) for name, value in _figures(data)]
    answers = listed([Answer(each).label.lower() for each in data["cast"]])
    seal = (
        _("Answers are sealed until the close: who has answered is visible, never what.")
        if data["sealed"]
        else _("Answers are not sealed: those who may read them read them as they are given.")
    )
    found = [
        Chapter(_("Who answers"), [*map(str, WHO[Procedure(code)])]),
        Chapter(_("What may be answered"), [_("One of: %(answers)s.") % {"answers": answers}, seal]),
        Chapter(_("Periods and figures"), figures),
        Chapter(_("How it is decided: the first line that holds decides"), rule_lines(data), is_ordered=True),
        Chapter(_("Level of agreement"), _levels(data)),
    ]
    if data["subject"]:
        found.append(Chapter(_("What follows for the text"), _follows(data)))
    return found


def _figures(data: Mapping[str, Any]) -> list[tuple[str, int]]:
    order = list(FIGURES)
    return sorted(
        ((name, value) for name, value in data.items() if name not in NOT_TOLD),
        key=lambda each: order.index(each[0]) if each[0] in FIGURES else -1,
    )


def _levels(data: Mapping[str, Any]) -> list[str]:
    endorsing = listed([outcome_label(each) for each in data["endorsing"]])
    lines = [_("Only these outcomes have a level: %(outcomes)s.") % {"outcomes": endorsing}]
    if data["full_when_all"]:
        answer = Answer(data["full_when_all"]).label.lower()
        lines.append(_("Full agreement: all five offices answered “%(answer)s”.") % {"answer": answer})
        return [*lines, _("Consensus: every other of them.")]
    return [*lines, _("The level is consensus.")]


def _follows(data: Mapping[str, Any]) -> list[str]:
    return [
        _("%(outcome)s: the text is %(state)s.")
        % {
            "outcome": outcome_label(outcome).capitalize(),
            "state": STATES[state] if state in STATES else outcome_label(state),
        }
        for outcome, state in data["subject"].items()
    ]
