"""Proposals at each stage, brought there by the product's own deeds and the standing cast."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import SECTIONS, Area, Proposal
from tests.cast import HODS, Cast

FULL_SUPPORT = dict.fromkeys(HODS, "support")


def text(title: str = "Common criteria", **changes: Any) -> dict[str, Any]:
    """Return a complete text."""
    values: dict[str, Any] = {name: f"Words on {name.replace('_', ' ')}." for name in SECTIONS}
    values |= {
        "title": title,
        "area": Area.objects.get(code="A"),
        "horizon": "short",
        "group": Group.objects.get(code="WG1"),
    }
    return values | changes


def draft(cast: Cast, title: str = "Common criteria", **changes: Any) -> Proposal:
    """A complete draft of the EPO that names the USPTO as co-lead, nobody asked yet."""
    us = Office.objects.get(code="US")
    return actions.create(by=cast.delegate_ep, values=text(title, **changes), offices={us.pk: "co_lead"})


def asked(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A draft about which the USPTO's consent is asked."""
    return actions.ask_consent(draft(cast, *args, **changes), by=cast.delegate_ep)


def consented(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A draft to which the USPTO consents."""
    proposal = asked(cast, *args, **changes)
    return actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)


def submitted(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A submitted proposal."""
    return actions.submit(consented(cast, *args, **changes), by=cast.hod_ep)


def under_review(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal admitted to review."""
    return actions.admit(submitted(cast, *args, **changes), by=cast.chair_kr)


def returned(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal returned for revision."""
    return actions.return_for_revision(
        submitted(cast, *args, **changes), by=cast.chair_kr, reason="An annex."
    )


def tabled(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal tabled early."""
    return actions.table(under_review(cast, *args, **changes), by=cast.chair_kr, reason="A meeting is near.")


def in_ballot(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal whose round is open, nobody has answered."""
    proposal = tabled(cast, *args, **changes)
    actions.open_round(proposal, by=cast.chair_kr, days=10)
    proposal.refresh_from_db()
    return proposal


def answer(cast: Cast, proposal: Proposal, answers: dict[str, str]) -> None:
    """Cast each member's answer in the proposal's open round."""
    found = proposal.endorsements.get(round__state="open").round
    for key, given in answers.items():
        words = {"text": f"Words of {key}."} if given in {"reserve", "ad_referendum", "object"} else {}
        if given == "object":
            words |= {"passage": "The second sentence.", "remedy": "A narrower wording."}
        ballots.cast(found, by=cast.hat(key), answer=given, **words)


def closed(cast: Cast, answers: dict[str, str] | None = None, title: str = "Common criteria") -> Proposal:
    """A proposal whose round has closed with all five answers."""
    proposal = in_ballot(cast, title)
    answer(cast, proposal, FULL_SUPPORT | (answers or {}))
    actions.close_round(proposal, by=cast.chair_kr)
    proposal.refresh_from_db()
    return proposal


def deferred(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal set aside from its review for ninety days."""
    until = clock.now().date() + dt.timedelta(days=90)
    proposal = under_review(cast, *args, **changes)
    return actions.defer(proposal, by=cast.chair_kr, until=until, reference="Waits for the pilot.")


def withdrawn(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal withdrawn under review."""
    return actions.withdraw(under_review(cast, *args, **changes), by=cast.hod_ep, reason="Overtaken.")


def other(cast: Cast, title: str = "A sister proposal") -> Proposal:
    """A proposal of the JPO with the USPTO, submitted."""
    us = Office.objects.get(code="US")
    proposal = actions.create(by=cast.delegate_jp, values=text(title), offices={us.pk: "co_lead"})
    proposal = actions.ask_consent(proposal, by=cast.delegate_jp)
    proposal = actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)
    return actions.submit(proposal, by=cast.hod_jp)


def merger_agreed(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal that may be merged into one of the JPO: both heads of delegation agreed."""
    proposal, into = under_review(cast, *args, **changes), other(cast)
    for hod in (cast.hod_ep, cast.hod_jp):
        actions.agree_merge(proposal, by=hod, into=into)
    return proposal


def merged(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal merged into one of the JPO."""
    proposal = merger_agreed(cast, *args, **changes)
    return actions.merge(proposal, by=cast.chair_kr, into=proposal.merge_agreements.all()[0].into)


def undecided(cast: Cast, title: str = "Common criteria") -> Proposal:
    """A proposal without consensus."""
    return closed(cast, {"hod_cn": "object"}, title)


def ended(cast: Cast, title: str = "Common criteria") -> Proposal:
    """A proposal without consensus that the chair has closed."""
    return actions.close(undecided(cast, title), by=cast.chair_kr, reason="No way forward.")


STAGES = {
    "draft": draft,
    "asked": asked,
    "consented": consented,
    "submitted": submitted,
    "under_review": under_review,
    "returned": returned,
    "tabled": tabled,
    "in_ballot": in_ballot,
    "closed": closed,
    "deferred": deferred,
    "withdrawn": withdrawn,
    "merged": merged,
}
