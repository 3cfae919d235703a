"""Who runs a version's round of the task force: silence, or explicit endorsement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ip5.ballots import rules as ballot_rules
from ip5.ballots.models import Round
from ip5.ballots.states import Procedure
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state
from proposals.models import Proposal
from proposals.states import ENDORSED
from roadmap.models import Version
from roadmap.rules.circles import is_chair
from roadmap.states import MACHINE, Amendment, Stage

TOO_MANY_ROUNDS = ngettext_lazy(
    "%(n)d round was opened this year on this edition: refer it to the deputy heads, or withdraw the version.",
    "%(n)d rounds were opened this year on this edition: refer it to the deputy heads, or withdraw the version.",
    "n",
)


def rounds_of(version: Version, stage: str) -> list[Round]:
    """Return the version's rounds of a stage, the newest first; those read with the version are not read again."""
    links = version.rounds.all()
    if "rounds" not in getattr(version, "_prefetched_objects_cache", {}):
        links = links.select_related("round__rule_set", "round__settlement")
    found = [each.round for each in links if each.stage == stage]
    return sorted(found, key=lambda each: (each.number, each.pk), reverse=True)


def approval_round_of(version: Version) -> Round | None:
    """Return the round of the task force that counts: the newest one, or None."""
    return next(iter(rounds_of(version, Stage.TASK_FORCE)), None)


def last_round_of_line(version: Version, stage: str) -> Round | None:
    """Return the newest round of a stage on the version's edition line: on it, or on one that it follows."""
    return next((each.round for each in version.line_rounds if each.stage == stage), None)


def has_rounds_left(version: Version) -> Verdict:
    """At most three rounds a year on one edition of the roadmap, or what the rule set says instead."""
    rounds = (each.round for each in version.line_rounds if each.stage == Stage.TASK_FORCE)
    return ballot_rules.has_rounds_left(rounds, TOO_MANY_ROUNDS, lambda: version.rounds_a_year)


def _none_announced(version: Version) -> Verdict:
    newest = approval_round_of(version)
    if newest is not None and newest.is_announced:
        return wrong_state(_("A silence procedure is announced: call it off first, or let it run."))
    return ALLOWED


def is_endorsed_item_by_item(version: Version) -> Verdict:
    """Silence may count for a version whose items are all endorsed by the task force (domain.md section 4)."""
    symbols = {source.symbol for each in version.plan.projects for source in each.sources}
    merged = {"merged"}
    states = Proposal.objects.filter(symbol__in=symbols).values_list("state", flat=True)
    return allowed_if(
        all(each in {*ENDORSED, *merged} for each in states),
        _("Silence may count only for a version whose items are all endorsed by the task force."),
    )


def may_announce_approval(hat: Hat, version: Version) -> Verdict:
    """Announce a silence procedure on a version whose items are all endorsed: a co-chair."""
    return _may_put("announce_approval", hat, version) and is_endorsed_item_by_item(version)


def may_cancel_announcement(hat: Hat, version: Version) -> Verdict:
    """Call an announced silence procedure off, with a reason: a co-chair."""
    verdict = is_chair(hat) and MACHINE.may("cancel_announcement", version.state)
    if not verdict:
        return verdict
    newest = approval_round_of(version)
    return allowed_if(
        newest is not None and newest.is_announced, _("No silence procedure of this version is announced.")
    )


def may_open_approval(hat: Hat, version: Version) -> Verdict:
    """Open an explicit round on a frozen version: a co-chair; at most three rounds a year on one edition."""
    return _may_put("open_approval", hat, version)


def may_open_in_session(hat: Hat, version: Version) -> Verdict:
    """Put a frozen minor amendment to the delegations in the room: a co-chair, by a conclusion of the meeting."""
    verdict = is_chair(hat) and MACHINE.may("open_in_session", version.state)
    return (
        verdict
        and allowed_if(version.kind == Amendment.MINOR, _("In session only a minor amendment is approved."))
        and _may_put("open_in_session", hat, version)
    )


def _may_put(name: str, hat: Hat, version: Version) -> Verdict:
    verdict = is_chair(hat) and MACHINE.may(name, version.state)
    return verdict and _none_announced(version) and has_rounds_left(version)


def may_refer_to_deputies(hat: Hat, version: Version) -> Verdict:
    """After the year's last round: refer to the deputy heads, an action item and no change of state; a co-chair."""
    verdict = is_chair(hat) and MACHINE.may("refer_to_deputies", version.state)
    return verdict and allowed_if(
        not has_rounds_left(version),
        _("A next round may still be opened; the deputy heads come after the last one of a year."),
    )


def _open_round(version: Version) -> Round | None:
    newest = approval_round_of(version)
    return newest if newest is not None and newest.state == "open" else None


def is_not_before_a_session(version: Version) -> Verdict:
    """Whether no meeting has the version before the delegations: its conclusion would lose the round it waits for."""
    current = _open_round(version)
    return ALLOWED if current is None else _not_in_session(current)


def _of_open(name: str, deed: str, hat: Hat, version: Version) -> Verdict:
    verdict = is_chair(hat) and MACHINE.may(name, version.state)
    if not verdict:
        return verdict
    current = _open_round(version)
    if current is None:
        return refused(_("No round of this version is open."))
    return _not_in_session(current) and ballot_rules.may_be_run(deed, current)


def _not_in_session(round: Round) -> Verdict:
    return allowed_if(
        round.procedure != Procedure.SESSION, _("The meeting runs this round: it ends with the conclusion.")
    )


def may_extend_approval(hat: Hat, version: Version) -> Verdict:
    """Extend, never shorten: a co-chair."""
    return _of_open("extend_approval", "extend", hat, version)


def may_cancel_approval(hat: Hat, version: Version) -> Verdict:
    """Cancel with a reason: a co-chair."""
    return _of_open("cancel_approval", "cancel", hat, version)


def may_close_approval(hat: Hat, version: Version) -> Verdict:
    """Close once all five have answered: a co-chair; else the clock."""
    verdict = is_chair(hat) and MACHINE.may("close_approval", version.state)
    if not verdict:
        return verdict
    current = _open_round(version)
    if current is None:
        return refused(_("No round of this version is open."))
    if current.procedure == Procedure.SILENCE:
        return refused(_("A silence procedure runs to its exact instant, unless it is broken."))
    return _not_in_session(current) and ballot_rules.may_be_closed(current)
