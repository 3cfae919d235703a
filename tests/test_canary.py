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
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
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

DEPTH, MOST_PAGES, TURNS, SELDOM, DEEP = 2, 12, 16, 20, 4
OF_ROUNDS = ("/ballots/", "/api/v1/rounds/")
OF_PROPOSALS = ("/proposals/<uuid>/", "/api/v1/proposals/<uuid>/")
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
    "conclusion": uuid4(),
    "link": uuid4(),
    "token": "x" * 43,
}
NOBODYS |= {"edition": "9.9", "old": "9.9", "new": "9.9", "name": "roadmap.json"}
NOBODYS |= {"version": 1, "office": "EP", "item": 1, "deed": "met"}


def objects(secrets: dict[str, Secret]) -> dict[Any, dict[str, Any]]:
    """Return the ids of each object by its own; secrets may share a proposal."""
    found: dict[Any, dict[str, Any]] = {}
    for secret in secrets.values():
        found.setdefault(secret.ids["uuid"], {}).update(secret.ids)
    return found


def own_page(ids: dict[str, Any]) -> str:
    """Return where the object stands: a round without a proposal, what names its own page, or a proposal."""
    if ids["uuid"] == ids.get("round"):
        return f"/ballots/{ids['uuid']}/"
    return str(ids.get("page") or f"/proposals/{ids['uuid']}/")


def is_about(where: str, ids: dict[str, Any]) -> bool:
    """Whether the route is about what the object is."""
    if where.startswith(OF_ROUNDS):
        return "round" in ids
    if where.startswith(OF_PROPOSALS):
        return own_page(ids).startswith("/proposals/")
    return "page" in ids


def addresses(
    secrets: dict[str, Secret], member: str, unseen: Collection[Any] = (), *, deep: bool = False
) -> set[str]:
    """Return the desk, each object's page, GET routes with the ids of each, and each list narrowed.

    A part of the routes, so turned that among all members every route meets every object, and every member meets
    each route and each object: every sixteenth where a word stands that is not the member's to read; every
    twentieth of an object without one, of one that is ``unseen``, and of another kind than the route is about
    (test_access.py proves of each route that such ids are as good as none). Each word that is not the member's to
    read is searched for, in the lists in turn. ``deep``, for `make drill`: every fourth route about the kind,
    and each word in all lists.
    """
    printed = {secrets[kind].ids["uuid"] for kind in SET_IN_TYPE}
    hidden = [secret for secret in secrets.values() if member not in secret.readers]
    watched = {secret.ids["uuid"] for secret in hidden} - set(unseen)
    found = {"/"}
    for place, (uuid, ids) in enumerate(objects(secrets).items()):
        found.add(own_page(ids))
        first = EVERYBODY.index(member) + place
        often = DEEP if deep else TURNS if uuid in watched else SELDOM
        found |= named(ids, is_printed=uuid in printed, first=first, apt=often, other=SELDOM)
    words = [secret.word.strip() for secret in hidden]
    found |= {
        f"{each}?q={word}" for place, word in enumerate(words) for each in searched(member, place, deep)
    }
    found |= {f"{each}?q={words[0]}" for each in NOT_SEARCHED}
    return found | {f"/proposals/?{name}={value}" for name, value in NARROWED}


def searched(member: str, place: int, deep: bool) -> tuple[str, ...]:
    """Return the lists in which a word is searched for: one in turn, or ``deep`` all."""
    return SEARCHED if deep else (SEARCHED[(EVERYBODY.index(member) + place) % len(SEARCHED)],)


def named(
    ids: dict[str, Any], *, is_printed: bool = False, first: int = 0, apt: int = 1, other: int = 1
) -> set[str]:
    """Return the GET routes with these ids, documents in every format or one.

    Of the routes about the object's kind every ``apt``-th from ``first`` on, of those about another kind every
    ``other``-th; a route about no object is always there.
    """
    found = set()
    formats = ("markdown", "docx", "pdf") if is_printed else ("markdown",)
    for place, where in enumerate(asked_routes()):
        if "<uuid>" in where and (place - first) % (apt if is_about(where, ids) else other):
            continue
        uuid = ids.get("round", ids["uuid"]) if where.startswith(OF_ROUNDS) else ids["uuid"]
        for document in formats if "<kind>" in where else ("",):
            facts = NOBODYS | ids | {"uuid": uuid, "kind": document}
            found.add(re.sub(r"<(\w+)>", lambda match, facts=facts: str(facts[match[1]]), where))
    return found


@cache
def asked_routes() -> tuple[str, ...]:
    """Return every GET route that the members ask."""
    served = (plain(route) for route, pattern in checks.routes() if "GET" in methods(pattern))
    return tuple(where for where in served if is_ours(where))


SEARCHED = ("/proposals/", "/api/v1/proposals/", "/search/")
# They show the same whatever is searched for, as a test here proves: one word will do.
NOT_SEARCHED = ("/ballots/", "/api/v1/rounds/", "/inbox/")
NARROWED = [
    ("view", "drafts"), ("view", "led"), ("view", "in_ballot"), ("state", "draft"), ("state", "in_ballot"),
    ("office", "EP"), ("office", "US"), ("area", "A"), ("area", "B"), ("horizon", "short"),
]  # fmt: skip


def test_each_object_has_a_page_that_a_reader_opens(scene: Scene, keys: dict[str, str]):
    for secret in scene.secrets.values():
        reader = browser(keys, min(secret.readers, default="hod_ep"))
        where = own_page(objects(scene.secrets)[secret.ids["uuid"]])
        assert reader.get(where).status_code in {200, 302}, secret.word


@pytest.mark.parametrize("member", EVERYBODY)
def test_a_member_finds_each_word_that_is_meant_for_it_and_no_other(
    member: str, scene: Scene, keys: dict[str, str]
):
    client = browser(keys, member)
    own = {uuid: own_page(ids) for uuid, ids in objects(scene.secrets).items()}
    unseen = {uuid for uuid, where in own.items() if client.get(where).status_code == 404}
    look_everywhere(member, addresses(scene.secrets, member, unseen), scene, keys)


def look_everywhere(member: str, first: set[str], scene: Scene, keys: dict[str, str]) -> None:
    """Follow every link from the first addresses; the words found are those meant for the member."""
    client, secrets = browser(keys, member), list(scene.secrets.values())
    meant = {secret.word for secret in secrets if member in secret.readers}
    with overheard() as logged:
        finds = found_on(pages(client, first), secrets)
        # Its page may be another member's turn: on one of the others it must be.
        for secret in secrets:
            if secret.word in meant - set(finds):
                rest = sorted(named(secret.ids) - first, key=len)
                finds |= found_on(((each, text_of(client.get(each))) for each in rest), [secret], is_one=True)
    assert not {word: where for word, where in finds.items() if word not in meant}
    assert set(finds) == meant
    lines = [line for line in logged + scene.logged if "?q=" not in line]
    assert not [line for line in lines for secret in scene.secrets.values() if secret.word in line]


def found_on(
    seen: Iterable[tuple[str, str]], secrets: list[Secret], *, is_one: bool = False
) -> dict[str, set[str]]:
    """Return the words that stand on the pages seen, each with where; one will do where ``is_one``."""
    finds: dict[str, set[str]] = {}
    for where, body in seen:
        for secret in secrets:
            if secret.word in body and not is_echo(where, body, secret):
                finds.setdefault(secret.word, set()).add(where)
        if finds and is_one:
            break
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
    # Of what is compiled, planned or prepared nobody is told either, nor of a decision apart from its meeting.
    untold = {"draft", "pressed", "taken_down", "compiling_title", "working_plan"}
    untold |= {"planned_title", "update_for_industry", "closed_decision"}
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
