"""Who has answered on a version, and what is still needed: deputy heads, then the five Heads."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ip5.accounts import periods
from ip5.ballots import ledger
from ip5.ballots import rules as ballot_rules
from ip5.ballots.models import Addition, Position, Round
from ip5.ballots.states import Answer, Outcome
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from roadmap import completeness, rules
from roadmap.models import Version
from roadmap.states import Amendment, Clearance, VersionState

# How each answer is drawn, and what it is called once given.
SHOWN = {
    Answer.ENDORSE: ("is-in", "support", gettext_lazy("Endorsed")),
    Answer.ENDORSE_SUBJECT_TO: ("is-cond", "reserve", gettext_lazy("Endorsed subject to")),
    Answer.RETURN: ("is-out", "object", gettext_lazy("Returned")),
    Answer.DEFER: ("is-out", "abstain", gettext_lazy("Deferred")),
}
CLEARED = {
    Clearance.CLEAR: ("is-in", "support"),
    Clearance.RETURN: ("is-out", "object"),
    Clearance.NOTED: ("is-in", "support"),
}


def signoff_of(version: Version, hat: Hat) -> dict[str, Any]:
    """Return the sign-off sheets: the deputies' and the Heads', as far as this hat reads them."""
    if hat.sees_from != "members":
        return {"deputies": [], "heads": []}
    members = _members()
    return {"deputies": _deputies(version, members), "heads": _heads(version, hat, members)}


def _members() -> list[Office]:
    return [each for each in Office.objects.directory().offices if each.is_member]


def _deputies(version: Version, members: list[Office]) -> list[dict[str, Any]]:
    given = {each.office_id: each for each in version.deputy_answers.select_related("by__person", "office")}
    if not given and version.state not in {VersionState.TF_ENDORSED, VersionState.DEPUTIES_RETURNED}:
        return []
    rows = []
    for office in members:
        said = given.get(office.pk)
        if said is None:
            rows.append(_row(office, "is-out", "none", _("Answer awaited")))
            continue
        tone, drawing = CLEARED[Clearance(said.answer)]
        label, name = str(said.get_answer_display()), said.by.person.name
        rows.append(_row(office, tone, drawing, label, name, _said(said.at, said.text)))
    return rows


def _heads(version: Version, hat: Hat, members: list[Office]) -> list[dict[str, Any]]:
    """Return the Heads' answers with name, date and conditions, to their circle; nobody else is shown a row."""
    round = rules.heads_round_of(version)
    if round is None:
        return []
    if not ballot_rules.reads_heads_answers(hat):
        return []
    positions = Position.objects.filter(round=round).with_links().select_related("mandate__person", "office")
    rows_read = positions.visible_to(hat).order_by("seq").prefetch_related("mandate__designations")
    last = {each.office_id: each for each in rows_read}
    followed = _followed(round)
    rows = []
    for office in members:
        said = last.get(office.pk)
        if said is None:
            rows.append(_row(office, "is-out", "none", _("Answer awaited"), office.head_title))
            continue
        if said.is_contested:  # type: ignore[attr-defined]
            # It may be anybody's words: neither they nor a name stand as the Head's.
            note = _("Given by a link and contested by the Head: it does not count.")
            rows.append(_row(office, "is-out", "none", _("Contested"), office.head_title, note))
            continue
        tone, drawing, label = SHOWN[Answer(said.answer)]
        row = _row(office, tone, drawing, str(label), _signed(said), _said(said.at, said.text))
        rows.append(row | {"entries": _entries(round, said, followed)})
    return rows


def _signed(said: Position) -> str:
    """Return who gave the answer: name and capacity, of a deputy head with the dates of the delegation."""
    capacity = str(said.mandate.get_capacity_display())
    held = said.delegation
    if held is not None:
        zone = said.office.zone
        dates = {
            "first": _day(held.since.astimezone(zone)),
            "last": _day(periods.last_day(held.until, zone)),
            "capacity": capacity,
        }
        capacity = _("%(capacity)s, delegated from %(first)s until %(last)s") % dates
    return f"{said.mandate.person.name}, {capacity}"


def _followed(round: Round) -> dict[tuple[int, int], ledger.Condition]:
    """Return (position, number) -> condition, of a round that ended under conditions; of any other none."""
    if round.outcome != Outcome.HEADS_ENDORSED_CONDITIONALLY:
        return {}
    prefetch_related_objects([round], *ledger.read_with_additions())
    return {(each.position.pk, each.item): each for each in ledger.conditions(round)}


def _entries(
    round: Round, said: Position, followed: dict[tuple[int, int], ledger.Condition]
) -> list[dict[str, Any]]:
    """Return an answer's conditions, each with how it stands, or a return's comments as they were given."""
    is_conditional = said.answer == Answer.ENDORSE_SUBJECT_TO
    return [
        {
            **entry,
            "standing": _standing(round, followed.get((said.pk, number))) if is_conditional else [],
        }
        for number, entry in enumerate(said.entries, start=1)
    ]


def _standing(round: Round, condition: ledger.Condition | None) -> list[str]:
    """Return how a condition stands: open; met, by the secretariat; then confirmed or refused by that Head.

    Nothing in a round that ended otherwise: there no condition is followed.
    """
    if condition is None:
        return [] if round.is_closed else [_("Open")]
    lines = [_met(each) for each in condition.met]
    if condition.answer is not None:
        confirmed = condition.state == "confirmed"
        words = _("Confirmed by %(person)s, %(day)s") if confirmed else _("Refused by %(person)s, %(day)s")
        day = _day(condition.answer.at)
        lines.append(words % {"person": condition.answer.mandate.person.name, "day": day})
    return lines or [_("Open")]


def _met(added: Addition) -> str:
    return _("Met, logged by the secretariat, %(day)s") % {"day": _day(added.at)}


def _day(at: Any) -> str:
    return str(formats.date_format(at, "j F Y"))


def _row(
    office: Office, tone: str, drawing: str, label: str, name: str = "", note: str = ""
) -> dict[str, Any]:
    return {"office": office, "tone": tone, "drawing": drawing, "label": label, "name": name, "note": note}


def _said(at: Any, words: str) -> str:
    day = formats.date_format(at, "D j F Y")
    return f"{day}. {words}" if words else day


def needed_of(version: Version, hat: Hat) -> list[str]:
    """Return what still stands between the version and its next state, in one or two sentences."""
    wanted = NEEDED.get(VersionState(version.state))
    return wanted(version, hat) if wanted else []


def _compiling(version: Version, hat: Hat) -> list[str]:
    open_points = completeness.lacking(version)
    if not open_points:
        return [_("Nothing is missing: a co-chair may freeze the version.")]
    titles = {each.title for each in open_points}
    return [_("%(n)d points are open before freezing.") % {"n": len(open_points)}, *sorted(titles)[:3]]


def _frozen(version: Version, hat: Hat) -> list[str]:
    newest = rules.approval_round_of(version)
    if newest is not None and newest.is_announced:
        return [
            _("The silence procedure opens by the clock; until then any head of delegation may refuse it.")
        ]
    if (newest is not None or version.derived_from_id) and not rules.has_rounds_left(version):
        return [
            _(
                "No further round is opened this year: the deputy heads are asked, or the version is withdrawn."
            )
        ]
    if newest is not None and newest.is_closed:
        return [_("The task force has not endorsed it: a next round, or the next version derived from it.")]
    if version.kind == Amendment.MINOR:
        return [_("The approval of the task force: by silence, by an explicit ballot, or in session.")]
    return [_("The approval of the task force: by silence, or by an explicit ballot.")]


def _under_approval(version: Version, hat: Hat) -> list[str]:
    newest = rules.approval_round_of(version)
    if newest is None or hat.sees_from != "members":
        return [_("The task force decides on this version.")]
    waiting = [each.acronym for each in ledger.awaited(newest)] if newest.is_closed else []
    if waiting:
        return [_("Accepted ad referendum; awaited: %(offices)s.") % {"offices": ", ".join(waiting)}]
    return [
        _("The round %(symbol)s runs; open it to answer for your office.") % {"symbol": newest.full_symbol}
    ]


def _tf_endorsed(version: Version, hat: Hat) -> list[str]:
    if not version.is_major:
        return [_("A co-chair approves the publication; the deputy heads take note.")]
    answered = {each.office_id for each in version.deputy_answers.all()}
    waiting = [each.acronym for each in _members() if each.pk not in answered]
    return [_("The clearance of the deputy heads of: %(offices)s.") % {"offices": ", ".join(waiting)}]


def _submitted(version: Version, hat: Hat) -> list[str]:
    rule = _("All five Heads must answer explicitly; there is no silence and no time-out at this level.")
    round = rules.heads_round_of(version)
    if round is None or hat.sees_from != "members":
        return [rule]
    answered = set(Position.objects.filter(round=round).counting().values_list("office_id", flat=True))
    waiting = [each.acronym for each in _members() if each.pk not in answered]
    if not waiting:
        return [_("All five Heads have answered: a co-chair closes the round.")]
    return [_("The answers of the Heads of: %(offices)s.") % {"offices": ", ".join(waiting)}, rule]


def _conditional(version: Version, hat: Hat) -> list[str]:
    return [_("Each condition is logged as met by the secretariat and confirmed by the Head who set it.")]


def _endorsed(version: Version, hat: Hat) -> list[str]:
    if version.publication_approved_at is None:
        return [_("A co-chair approves the publication.")]
    if version.embargo_until is None:
        return [_("The publication is approved: the secretariat sets when it becomes public.")]
    return [_("It becomes public at the embargo instant, by the clock.")]


NEEDED = {
    VersionState.COMPILING: _compiling,
    VersionState.FROZEN: _frozen,
    VersionState.UNDER_APPROVAL: _under_approval,
    VersionState.TF_ENDORSED: _tf_endorsed,
    VersionState.DEPUTIES_CLEARED: lambda version, hat: [_("A co-chair submits the version to the Heads.")],
    VersionState.DEPUTIES_RETURNED: lambda version, hat: [
        _("It was returned: the next version is derived with the comments as action items.")
    ],
    VersionState.SUBMITTED: _submitted,
    VersionState.HEADS_ENDORSED_CONDITIONALLY: _conditional,
    VersionState.HEADS_RETURNED: lambda version, hat: [
        _("It was returned: the next version is derived with the comments as action items.")
    ],
    VersionState.HEADS_DEFERRED: lambda version, hat: [
        _("The Heads deferred: at the latest date named the clock puts the version to them again.")
    ],
    VersionState.HEADS_ENDORSED: _endorsed,
}
