"""Every member of the cast looks everywhere for what only some may read (quality.md section 3).

The secrets are made in tests/secrets.py, each a word of its own. A member follows every link from the desk,
asks every route with the objects' ids, searches and filters for the word, reads the API, history and inbox;
mails are composed for everybody. The word is found exactly where its readers are. All secrets stand at once, so
that one crawl looks for all words.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from ip5 import checks
from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.outbox.models import Notice
from ip5.post import mails, subjects
from tests.access import EVERYBODY, methods, plain
from tests.cast import Cast, address
from tests.reading import text_of
from tests.secrets import LEAD, SECRETS, UNSEEN, Secret

pytestmark = pytest.mark.django_db

DEPTH, MOST_PAGES, TURNS = 2, 25, 4
LINK = re.compile(r"""(?:href|action)="(/[^"#]*)""")


@dataclass(frozen=True)
class Scene:
    """All secrets by kind, and what was logged while they were made."""

    secrets: dict[str, Secret]
    logged: list[str]


@pytest.fixture(scope="module")
def scene(module_db: None) -> Scene:
    """Every secret, made once for all tests here."""
    with overheard() as logged:
        return Scene({kind: make(Cast()) for kind, make in SECRETS.items()}, logged)


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Yield the list of all messages logged meanwhile, the statements of the database left out."""
    heard: list[str] = []
    ear, root = logging.Handler(), logging.getLogger()
    ear.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    ear.addFilter(lambda record: record.name != "django.db.backends")
    before = root.level
    root.addHandler(ear)
    # As much as any installation logs; the parsers' own debugging would be most of the crawl's time.
    root.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        root.setLevel(before)
        root.removeHandler(ear)


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
SET_IN_TYPE = ("draft", "annexed")
# What a route may ask for that an object does not have: nobody's.
NOBODYS = {
    "code": "EP",
    "uidb36": "1",
    "key": "no-key",
    "paper": uuid4(),
    "comment": uuid4(),
    "words": uuid4(),
    "link": uuid4(),
    "token": "x" * 43,
}
NOBODYS |= {"edition": "9.9", "old": "9.9", "new": "9.9", "name": "roadmap.json"}
NOBODYS |= {"version": 1, "office": "EP", "item": 1, "deed": "met"}


def addresses(secrets: dict[str, Secret], member: str = "") -> set[str]:
    """Return the desk, every GET route with the ids of each object, and each list narrowed to each word.

    For a ``member`` every fourth of these routes, so turned that among all members every route meets every
    object, and every member meets each route and each object. ``make drill`` asks all of all.
    """
    objects: dict[Any, dict[str, Any]] = {}
    for secret in secrets.values():
        objects.setdefault(secret.ids["uuid"], {}).update(secret.ids)  # secrets may share a proposal
    printed = {secrets[kind].ids["uuid"] for kind in SET_IN_TYPE}
    turn = EVERYBODY.index(member) if member else None
    found = {"/"}
    for place, (uuid, ids) in enumerate(objects.items()):
        first = None if turn is None else (turn + place) % TURNS
        found |= named(ids, is_printed=uuid in printed, first=first)
    words = [secret.word.strip() for secret in secrets.values()]
    found |= {f"{each}?q={word}" for each in SEARCHED for word in words}
    found |= {f"{each}?q={words[0]}" for each in NOT_SEARCHED}
    return found | {f"/proposals/?{name}={value}" for name, value in NARROWED}


def named(ids: dict[str, Any], *, is_printed: bool, first: int | None) -> set[str]:
    """Return every GET route (or every fourth from ``first``) with these ids, documents in every format or one."""
    found = set()
    formats = ("markdown", "docx", "pdf") if is_printed else ("markdown",)
    asked = [
        where
        for route, pattern in checks.routes()
        if "GET" in methods(pattern) and is_ours(where := plain(route))
    ]
    for where in asked if first is None else asked[first::TURNS]:
        about_round = where.startswith(("/ballots/", "/api/v1/rounds/"))
        uuid = ids.get("round", ids["uuid"]) if about_round else ids["uuid"]
        for document in formats if "<kind>" in where else ("",):
            facts = NOBODYS | ids | {"uuid": uuid, "kind": document}
            found.add(re.sub(r"<(\w+)>", lambda match, facts=facts: str(facts[match[1]]), where))
    return found


SEARCHED = ("/proposals/", "/api/v1/proposals/", "/search/")
# They show the same whatever is searched for, as a test here proves: one word will do.
NOT_SEARCHED = ("/ballots/", "/api/v1/rounds/", "/inbox/")
NARROWED = [
    ("view", "drafts"), ("view", "led"), ("view", "in_ballot"), ("state", "draft"), ("state", "in_ballot"),
    ("office", "EP"), ("office", "US"), ("area", "A"), ("area", "B"), ("horizon", "short"),
]  # fmt: skip


@pytest.mark.parametrize("member", EVERYBODY)
def test_a_member_finds_each_word_that_is_meant_for_it_and_no_other(
    member: str, scene: Scene, keys: dict[str, str]
):
    look_everywhere(member, addresses(scene.secrets, member), scene, keys)


def look_everywhere(member: str, first: set[str], scene: Scene, keys: dict[str, str]) -> None:
    """Follow every link from the first addresses; the words found are those meant for the member."""
    client, secrets = browser(keys, member), list(scene.secrets.values())
    meant = {secret.word for secret in secrets if member in secret.readers}
    with overheard() as logged:
        finds = found_on(pages(client, first), secrets)
        # Its own page may be another member's turn: there it must be.
        for secret in secrets:
            if secret.word in meant - set(finds):
                rest = named(secret.ids, is_printed=False, first=None) - first
                finds |= found_on(((each, text_of(client.get(each))) for each in sorted(rest)), [secret])
    assert not {word: where for word, where in finds.items() if word not in meant}
    assert set(finds) == meant
    lines = [line for line in logged + scene.logged if "?q=" not in line]
    assert not [line for line in lines for secret in scene.secrets.values() if secret.word in line]


def found_on(seen: Iterable[tuple[str, str]], secrets: list[Secret]) -> dict[str, set[str]]:
    """Return the words that stand on the pages seen, each with where."""
    finds: dict[str, set[str]] = {}
    for where, body in seen:
        for secret in secrets:
            if secret.word in body and not is_echo(where, body, secret):
                finds.setdefault(secret.word, set()).add(where)
    return finds


def browser(keys: dict[str, str], member: str) -> Client:
    """Return a browser of the member; a closed account's is one that was signed in before."""
    client = Client(REMOTE_ADDR="10.9.9.9")
    if member != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = keys[member]
    return client


def is_echo(where: str, body: str, secret: Secret) -> bool:
    """Whether the word stands on the page only because it was searched for."""
    if f"q={secret.word.strip()}" not in where:
        return False
    return set(re.findall(rf"{secret.word.strip()} ?\w*", body)) <= {secret.word.strip()}


@pytest.mark.parametrize("where", NOT_SEARCHED)
def test_a_list_that_is_not_searched_shows_the_same_for_every_word(
    where: str, scene: Scene, keys: dict[str, str]
):
    member = browser(keys, "hod_jp")
    found = [text_of(member.get(f"{where}{asked}")) for asked in ("", "?q=Quagga", "?q=Moa")]
    shown = [set(re.findall(r"A \w+ text", each)) for each in found]
    assert shown[0] == shown[1] == shown[2] != set()


def test_no_mail_and_no_notice_holds_a_word(scene: Scene):
    words = [secret.word for secret in scene.secrets.values()]
    notices = list(Notice.objects.select_related("mandate__person", "mandate__office"))
    wanted = [(each.mandate, each.subject_kind, each.subject_uuid) for each in notices]
    seen = subjects.look_up(wanted)
    now = clock.now()
    told: dict[str, set[str]] = {}
    for notice in notices:
        assert not [word for word in words if word in str(notice.data)]
        facts = seen.get((notice.mandate_id, notice.subject_kind, notice.subject_uuid))
        if facts is None:
            continue
        told.setdefault(str(notice.subject_uuid), set()).add(notice.mandate.person.email)
        mail = mails.notice_mail(notice, facts, now)
        with mails.writing():
            voice = mails.voice_of(notice.mandate)
            section = mails.section(voice, [(notice.kind, notice.data, facts)], [facts], now)
        text = f"{mail.message().as_string()} {mail.alternatives} {section}"
        assert not [word for word in words if word in text]
    for kind in UNSEEN:
        secret = scene.secrets[kind]
        readers = {address(member) for member in secret.readers}
        assert told.get(str(secret.ids["uuid"]), set()) <= readers
        assert told.get(str(secret.ids.get("round")), set()) <= readers
    # Nobody is told of a draft, and what is put in session is said in the room.
    untold = {"draft", "pressed", "taken_down"}
    uuids = {str(secret.ids["uuid"]) for kind, secret in scene.secrets.items() if kind not in untold}
    assert uuids <= {str(notice.subject_uuid) for notice in notices}


def test_no_event_holds_a_word(scene: Scene):
    # A chair's reason is printed for those who see the proposal.
    words = [secret.word for kind, secret in scene.secrets.items() if kind != "restricted"]
    for event in Event.objects.all():
        text = f"{event.payload} {event.verb} {event.person_name}"
        assert not [word for word in words if word in text]


def test_nobody_reads_an_event_that_is_another_offices(scene: Scene, cast: Cast):
    events = Event.objects.filter(chain__subject_uuid=scene.secrets["draft"].ids["uuid"])
    assert events.count() == 3
    hats = {member: cast.hat("anonymous" if member == "inactive" else member) for member in EVERYBODY}
    assert {member for member, hat in hats.items() if events.visible_to(hat).exists()} == LEAD
