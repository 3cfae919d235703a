"""Texts that only some may read, and every member of the cast looking everywhere (quality.md section 3).

Each secret is a word of its own in every field that could leak. A member follows every link from the desk,
asks every route with the objects' ids, searches and filters for the word, reads the API, history and inbox;
mails are composed for everybody. The word is found exactly where its readers are.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ip5 import checks
from ip5.audit.models import Event
from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.offices.models import Group, Office
from ip5.outbox.models import Notice
from ip5.papers.inspection import checked
from ip5.post import mails, subjects
from proposals import actions
from proposals.models import SECTIONS, Proposal
from tests import stages
from tests.access import EVERYBODY, methods, plain
from tests.cast import MEMBERS, Cast, address
from tests.reading import text_of

pytestmark = pytest.mark.django_db

DRAFTING = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}
LEAD = DRAFTING | {"deputy_ep", "head_ep"}
MEMBER_CAPACITIES = {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"}
ALL_MEMBERS = {key for key, (_o, capacity, _f) in MEMBERS.items() if capacity in MEMBER_CAPACITIES} - {
    "inactive"
}
JPO = {"delegate_jp", "hod_jp"}
USPTO = {"delegate_us", "hod_us", "leaver"}
DEPTH, MOST_PAGES = 2, 25
LINK = re.compile(r"""(?:href|action)="(/[^"#]*)""")


@dataclass(frozen=True)
class Secret:
    """A word, who may find it, and the ids under which its object is asked for."""

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
# Whose whole proposal is the secret: a notice about it goes to readers alone.
UNSEEN = {"draft", "asked", "restricted", "shared", "opened"}


def browser(cast: Cast, member: str) -> Client:
    """Return a browser of the member; a closed account's is one that was signed in before."""
    client = Client(REMOTE_ADDR="10.9.9.9")
    if member != "anonymous":
        from ip5.accounts.models import Person

        client.force_login(Person.objects.get(email=address(member)))
    return client


def pages(client: Client, first: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (address, body) of every page within two links of the first ones."""
    seen: set[str] = set()
    wave = first
    for depth in range(DEPTH + 1):
        following: set[str] = set()
        for where in sorted(wave - seen)[: MOST_PAGES if depth else None]:
            seen.add(where)
            response = client.get(where)
            body = html.unescape(text_of(response))
            yield where, body + str(response.headers)
            if depth < DEPTH:
                following |= {link for link in map(html.unescape, LINK.findall(body)) if is_ours(link)}
        wave = following


def is_ours(link: str) -> bool:
    """Whether a link is a page of the site and not one that signs out."""
    path = urlsplit(link).path
    return not path.startswith(("/static/", "/account/logout", "/demo/", "/ui/components"))


# Of these every document is made; setting type for all the others would double the crawl.
SET_IN_TYPE = {"draft", "annexed"}


def named(kind: str, secret: Secret) -> set[str]:
    """Return every GET route with the secret's ids, and each list narrowed to its word."""
    found = set()
    formats = ("markdown", "docx", "pdf") if kind in SET_IN_TYPE else ("markdown",)
    for route, pattern in checks.routes():
        if "GET" not in methods(pattern) or not is_ours(where := plain(route)):
            continue
        about_round = where.startswith(("/ballots/", "/api/v1/rounds/"))
        ids = (
            secret.ids | {"uuid": secret.ids.get("round", secret.ids["uuid"])} if about_round else secret.ids
        )
        ids = {
            "code": "EP",
            "uidb36": "1",
            "key": "no-key",
            "paper": uuid4(),
            "comment": uuid4(),
        } | ids
        for document in formats if "<kind>" in where else ("",):
            facts = ids | {"kind": document}
            found.add(re.sub(r"<(\w+)>", lambda match, facts=facts: str(facts[match[1]]), where))
    word = secret.word.strip()
    lists = ("/proposals/", "/ballots/", "/api/v1/proposals/", "/api/v1/rounds/", "/search/", "/inbox/")
    found |= {f"{each}?q={word}" for each in lists}
    found |= {f"/proposals/?{name}={value}" for name, value in NARROWED}
    return found


NARROWED = [
    ("view", "drafts"), ("view", "led"), ("view", "in_ballot"), ("state", "draft"), ("state", "in_ballot"),
    ("office", "EP"), ("office", "US"), ("area", "A"), ("area", "B"), ("horizon", "short"),
]  # fmt: skip


PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_each_word_is_found_by_its_readers_and_by_nobody_else(
    part: int, cast: Cast, caplog: Any, settings: Any, tmp_path: Any
):
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    caplog.set_level(logging.DEBUG)
    made = {kind: make(cast) for kind, make in SECRETS.items()}
    secrets = list(made.values())
    first = {"/"}.union(*(named(kind, secret) for kind, secret in made.items()))
    members = EVERYBODY[part::PARTS]
    finders: dict[str, dict[str, set[str]]] = {secret.word: {} for secret in secrets}
    for member in members:
        for where, body in pages(browser(cast, member), first):
            for secret in secrets:
                if secret.word in body and not is_echo(where, body, secret):
                    finders[secret.word].setdefault(member, set()).add(where)
    for secret in secrets:
        found = finders[secret.word]
        assert not {member: where for member, where in found.items() if member not in secret.readers}
        assert set(found) == secret.readers & set(members)
    logged = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in logged for each in secrets if each.word in line and "?q=" not in line]


def is_echo(where: str, body: str, secret: Secret) -> bool:
    """Whether the word stands on the page only because it was searched for."""
    if f"q={secret.word.strip()}" not in where:
        return False
    return set(re.findall(rf"{secret.word.strip()} ?\w*", body)) <= {secret.word.strip()}


@pytest.mark.parametrize("kind", list(SECRETS))
def test_no_mail_no_notice_and_no_event_holds_the_word(kind: str, cast: Cast):
    secret = SECRETS[kind](cast)
    notices = list(Notice.objects.select_related("mandate__person", "mandate__office"))
    wanted = [(each.mandate, each.subject_kind, each.subject_uuid) for each in notices]
    seen = subjects.look_up(wanted)
    now = clock.now()
    told: dict[str, set[str]] = {}
    assert notices or kind == "draft"
    for notice in notices:
        assert secret.word not in str(notice.data)
        facts = seen.get((notice.mandate_id, notice.subject_kind, notice.subject_uuid))
        if facts is None:
            continue
        told.setdefault(str(notice.subject_uuid), set()).add(notice.mandate.person.email)
        mail = mails.notice_mail(notice, facts, now)
        section = mails.section(notice.mandate, [(notice, facts)], [facts], now)
        assert secret.word not in f"{mail.message().as_string()} {mail.alternatives} {section}"
    if kind in UNSEEN:
        readers = {address(member) for member in secret.readers}
        assert told.get(str(secret.ids["uuid"]), set()) <= readers
        assert told.get(str(secret.ids.get("round")), set()) <= readers
    printed = kind == "restricted"  # a chair's reason is printed for those who see the proposal
    for event in Event.objects.all():
        assert secret.word not in f"{event.payload} {event.verb} {event.person_name}" or printed


@pytest.mark.parametrize("member", EVERYBODY)
def test_nobody_reads_an_event_that_is_another_offices(member: str, cast: Cast):
    secret = draft(cast)
    events = Event.objects.filter(chain__subject_uuid=secret.ids["uuid"])
    assert events.count() == 3
    hat = cast.hat("anonymous" if member == "inactive" else member)
    assert events.visible_to(hat).exists() == (member in LEAD)
