"""Who takes a version to the Heads: deputy heads' clearance, submission, the Heads' round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots import rules as ballot_rules
from ip5.ballots.models import Round
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused
from proposals.models import Proposal
from proposals.states import ENDORSED, State
from roadmap.models import Version
from roadmap.rules.approval import rounds_of
from roadmap.rules.circles import is_chair, is_deputy
from roadmap.states import MACHINE, Amendment, Stage


def heads_round_of(version: Version) -> Round | None:
    """Return the Heads' round that counts: the newest one, or None."""
    return next(iter(rounds_of(version, Stage.HEADS)), None)


def _answers(name: str, hat: Hat, version: Version) -> Verdict:
    verdict = is_deputy(hat) and MACHINE.may(name, version.state)
    if not verdict:
        return verdict
    return allowed_if(
        not any(each.office_id == hat.office_id for each in version.deputy_answers.all()),
        _("Your office has answered; a clearance is given once."),
    )


def _takes_full_path(version: Version) -> Verdict:
    return allowed_if(
        version.kind == Amendment.MAJOR,
        _("Of an amendment other than a major one the deputy heads take note; it needs no clearance."),
    )


def may_clear_as_deputy(hat: Hat, version: Version) -> Verdict:
    """Deputy heads' clearance: the deputy head of each office, once."""
    return _answers("clear_as_deputy", hat, version) and _takes_full_path(version)


def may_return_as_deputy(hat: Hat, version: Version) -> Verdict:
    """Return with comments: the deputy head of an office, once."""
    return _answers("return_as_deputy", hat, version) and _takes_full_path(version)


def may_take_note(hat: Hat, version: Version) -> Verdict:
    """Of a minor amendment the deputy heads take note: the deputy head of each office, once."""
    return _answers("take_note", hat, version) and allowed_if(
        version.kind == Amendment.MINOR, _("The deputy heads take note of minor amendments.")
    )


def may_skip_deputies(hat: Hat, version: Version) -> Verdict:
    """Skip the deputy heads, with a reason that is printed: a co-chair."""
    return is_chair(hat) and MACHINE.may("skip_deputies", version.state) and _takes_full_path(version)


def may_submit(hat: Hat, version: Version) -> Verdict:
    """Submit to the Heads: a co-chair, once the deputies have cleared and no item is provisional.

    Nor one that is not endorsed any more: settled against, or put again.
    """
    verdict = is_chair(hat) and MACHINE.may("submit", version.state)
    if not verdict:
        return verdict
    symbols = {source.symbol for each in version.plan.projects for source in each.sources}
    waiting = Proposal.objects.filter(symbol__in=symbols).exclude(state__in=[*ENDORSED, State.MERGED])
    found = sorted(each or "" for each in waiting.values_list("symbol", flat=True))
    return allowed_if(
        not found,
        _("Only items endorsed for good are submitted to the Heads; these are not: %(symbols)s.")
        % {"symbols": ", ".join(found)},
    )


def may_close_heads(hat: Hat, version: Version) -> Verdict:
    """Close the Heads' round: a co-chair, 24 hours after the last answer, or at the Heads' meeting."""
    verdict = is_chair(hat) and MACHINE.may("close_heads", version.state)
    if not verdict:
        return verdict
    current = heads_round_of(version)
    if current is None or current.state != "open":
        return refused(_("No round of this version is open."))
    # The 24 hours fall away where the chair names the Heads' meeting; the action asks again.
    return ballot_rules.may_be_closed(current, closing_note="-")
