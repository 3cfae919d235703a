"""Texts that only some may read: each a word of its own in every field that could leak, and who may find it.

A new secret is one more function here and its name in ``SECRETS``; tests/test_canary.py looks everywhere for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ip5.ballots import actions as ballots
from ip5.offices.models import Group, Office
from ip5.papers.inspection import checked
from proposals import actions
from proposals.models import SECTIONS, Proposal
from tests import secrets_of_ballots, secrets_of_meetings, secrets_of_roadmap, stages
from tests.cast import MEMBERS, Cast

DRAFTING = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}
LEAD = DRAFTING | {"deputy_ep", "head_ep"}
MEMBER_CAPACITIES = {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"}
ALL_MEMBERS = {key for key, (_o, capacity, _f) in MEMBERS.items() if capacity in MEMBER_CAPACITIES} - {
    "inactive"
}
JPO = {"delegate_jp", "hod_jp"}
USPTO = {"delegate_us", "hod_us", "leaver"}


@dataclass(frozen=True)
class Secret:
    """A word, who may find it, and the ids under which its object is asked for.

    What is neither a proposal nor a round names its page as well, as ``page``.
    """

    word: str
    readers: set[str]
    ids: dict[str, Any]


def full(word: str, **changes: Any) -> dict[str, Any]:
    """Return a text that holds the word in every field."""
    return stages.text(title=f"{word} title", **{name: f"{word} in {name}" for name in SECTIONS}) | changes


def draft(cast: Cast) -> Secret:
    """A draft of the EPO; nobody else was asked."""
    us = Office.objects.get(code="US")
    made = actions.create(by=cast.delegate_ep, values=full("Quagga"), offices={us.pk: "co_lead"})
    actions.edit(made, by=cast.delegate_ep, values={"summary": "Quagga once more"}, version=made.version)
    found = checked(SimpleUploadedFile("Quagga.txt", b"Quagga inside"))
    paper = actions.add_paper(made, by=cast.delegate_ep, title="Quagga annex", upload=found).paper
    made.refresh_from_db()
    return Secret("Quagga", LEAD, {"uuid": made.uuid, "number": 1, "paper": paper.uuid})


def asked(cast: Cast) -> Secret:
    """A draft of which the HoD of the USPTO is asked, and cleared by its own."""
    us = Office.objects.get(code="US")
    made = actions.create(by=cast.delegate_ep, values=full("Thylacine"), offices={us.pk: "co_lead"})
    actions.ask_consent(made, by=cast.delegate_ep)
    actions.ask_clearance(made, by=cast.delegate_ep)
    actions.clear(made, by=cast.hod_ep, fingerprint=made.fingerprint)
    return Secret("Thylacine", LEAD | {"hod_us"}, {"uuid": made.uuid, "number": 1})


def restricted(cast: Cast) -> Secret:
    """A proposal restricted to members, with its round, in the area and group of no expert here."""
    us = Office.objects.get(code="US")
    values = full("Dodo", submit_visibility="members", group=Group.objects.get(code="PHEP"))
    made = actions.create(by=cast.hod_ep, values=values, offices={us.pk: "co_lead"})
    actions.ask_consent(made, by=cast.hod_ep)
    actions.consent(made, by=cast.hod_us, fingerprint=made.fingerprint)
    actions.submit(made, by=cast.hod_ep)
    actions.table(made, by=cast.chair_kr, reason="Dodo: a meeting is near.")
    opened = actions.open_round(made, by=cast.chair_kr, days=10)
    return Secret("Dodo", ALL_MEMBERS, {"uuid": made.uuid, "number": 1, "round": opened.uuid})


def sealed(cast: Cast) -> Secret:
    """The JPO's objection in an open round, changed once."""
    made = stages.in_ballot(cast, "An open text")
    found = made.endorsements.get().round
    words = {"passage": "Moa passage", "text": "Moa words", "remedy": "Moa remedy"}
    ballots.cast(found, by=cast.hod_jp, answer="reserve", text="Moa first", passage="Moa there")
    ballots.cast(found, by=cast.hod_jp, answer="object", **words)
    return Secret("Moa ", JPO, {"uuid": made.uuid, "number": 1, "round": found.uuid})


def cancelled(cast: Cast) -> Secret:
    """The JPO's position in a round that was cancelled: sealed for ever."""
    made = stages.in_ballot(cast, "A cancelled text")
    found = made.endorsements.get().round
    ballots.cast(
        found, by=cast.hod_jp, answer="object", passage="Auk part", text="Auk words", remedy="Auk way"
    )
    actions.cancel_round(made, by=cast.chair_kr, reason="A wrong annex.")
    return Secret("Auk ", JPO, {"uuid": made.uuid, "number": 1, "round": found.uuid})


def closed(cast: Cast) -> Secret:
    """The words of a reservation in a closed round: for the members, and for no observer."""
    made = stages.in_ballot(cast, "A closed text")
    stages.answer(cast, made, stages.FULL_SUPPORT)
    found = made.endorsements.get().round
    ballots.cast(found, by=cast.hod_jp, answer="reserve", passage="Huia part", text="Huia words")
    actions.close_round(made, by=cast.chair_kr)
    return Secret("Huia ", ALL_MEMBERS, {"uuid": made.uuid, "number": 1, "round": found.uuid})


def working(cast: Cast) -> Secret:
    """The EPO writes the next revision of a returned proposal: its desk and HoD, until it is submitted."""
    made = stages.returned(cast, "A returned text")
    actions.prepare_revision(made, by=cast.delegate_ep)
    actions.prepare_revision(made, by=cast.delegate_ep, values=full("Kakapo"), version=1)
    return Secret("Kakapo", DRAFTING, {"uuid": made.uuid, "number": 1})


def once(cast: Cast, title: str, stage: Callable[..., Proposal]) -> Proposal:
    """Return the proposal of this title, made now if it is not there: secrets may share one, which is quicker."""
    return Proposal.objects.filter(title=title).first() or stage(cast, title)


def prepared(cast: Cast) -> Secret:
    """The JPO's review, prepared and not filed, while others file theirs."""
    made = once(cast, "A reviewed text", stages.under_review)
    actions.prepare_review(made, by=cast.delegate_jp, recommendation="needs_work", text="Kereru words")
    return Secret("Kereru", JPO, {"uuid": made.uuid, "number": 1})


def filed(cast: Cast) -> Secret:
    """The KIPO's review, filed while the period runs: its own, and who has filed as well."""
    made = once(cast, "A reviewed text", stages.under_review)
    for hod, words in ((cast.hod_kr, "Kiwi words"), (cast.hod_cn, "Good.")):
        actions.prepare_review(made, by=hod, recommendation="support", text=words)
        actions.file_review(made, by=hod)
    return Secret("Kiwi ", {"hod_kr", "hod_cn"}, {"uuid": made.uuid, "number": 1})


def commented(cast: Cast) -> Secret:
    """A comment of the JPO, a reply and the answer: for the members, and for no observer."""
    made = once(cast, "A reviewed text", stages.under_review)
    words = {"passage": "Weka passage", "section": "summary"}
    first = actions.comment(made, by=cast.hod_jp, text="Weka words", **words)
    actions.comment(made, by=cast.delegate_ep, text="Weka reply", parent=first)
    actions.dispose(first, by=cast.delegate_ep, answer="refused", reason="Weka reason")
    return Secret("Weka ", ALL_MEMBERS, {"uuid": made.uuid, "number": 1, "comment": first.uuid})


def shared_draft(cast: Cast, title: str) -> Proposal:
    """A draft opened to the USPTO, and opened and closed again to the JPO."""
    made = actions.create(by=cast.delegate_ep, values=full("Takahe", title=title))
    us, jp = (Office.objects.get(code=code) for code in ("US", "JP"))
    actions.share(made, by=cast.delegate_ep, office=us, level="note")
    actions.share(made, by=cast.delegate_ep, office=jp, level="edit")
    actions.unshare(made, by=cast.delegate_ep, office=jp)
    return made


def noted(cast: Cast) -> Secret:
    """The EPO's notes on a draft that the USPTO reads: inside the EPO alone."""
    made = once(cast, "Takahe title", shared_draft)
    actions.note(made, by=cast.deputy_ep, text="Tui note")
    actions.send_back(made, by=cast.hod_ep, reason="Tui reason")
    return Secret("Tui ", LEAD, {"uuid": made.uuid, "number": 1})


def shared(cast: Cast) -> Secret:
    """A draft opened to the USPTO's delegation, and opened and closed again to the JPO's."""
    made = once(cast, "Takahe title", shared_draft)
    return Secret("Takahe", LEAD | USPTO, {"uuid": made.uuid, "number": 1})


def opened(cast: Cast) -> Secret:
    """A draft opened to one named expert, with a document."""
    made = actions.create(by=cast.delegate_ep, values=full("Pukeko"))
    actions.share_with_expert(made, by=cast.delegate_ep, expert=cast.expert, level="edit")
    found = checked(SimpleUploadedFile("Pukeko.txt", b"Pukeko inside"))
    paper = actions.add_paper(made, by=cast.delegate_ep, title="Pukeko annex", upload=found).paper
    return Secret("Pukeko", LEAD | {"expert"}, {"uuid": made.uuid, "number": 1, "paper": paper.uuid})


def annexed(cast: Cast) -> Secret:
    """A document of a submitted proposal that is for members only, and for the group's experts."""
    made = once(cast, "A reviewed text", stages.under_review)
    found = checked(SimpleUploadedFile("Matuku.txt", b"Matuku inside"))
    annex = {"title": "Matuku annex", "upload": found, "visibility": "members"}
    paper = actions.add_paper(made, by=cast.delegate_ep, **annex).paper
    return Secret("Matuku", ALL_MEMBERS | {"expert"}, {"uuid": made.uuid, "number": 1, "paper": paper.uuid})


SECRETS: dict[str, Callable[[Cast], Secret]] = {
    each.__name__: each
    for each in (
        draft, asked, restricted, sealed, cancelled, closed, working, prepared, filed, commented, noted,
        shared, opened, annexed,
    )
}  # fmt: skip


def of_told(told: Callable[[Cast], secrets_of_ballots.Told]) -> Callable[[Cast], Secret]:
    """Return the secret of a round or a version as all secrets are made."""
    return lambda cast: Secret(*told(cast))


TOLD = (*secrets_of_ballots.SECRETS, *secrets_of_roadmap.SECRETS, *secrets_of_meetings.SECRETS)
SECRETS |= {each.__name__: of_told(each) for each in TOLD}
# Whose whole proposal is the secret: a notice about it goes to readers alone.
UNSEEN = {"draft", "asked", "restricted", "shared", "opened"}
