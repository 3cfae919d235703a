"""Every route by every member of the cast, against tests/access.toml (quality.md section 3).

The tests run object by object: what several lines are about is made once, and what a test does to it is undone.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from django.utils.crypto import get_random_string

from ip5.kernel import clock
from ip5.kernel.access import Access
from tests import access
from tests.access import CANARY, EVERYBODY, Line, Stage
from tests.cast import MEMBERS, Cast
from tests.databases import undone

LINES = access.lines()
# Visiting writes one's own session, and allauth its copy of an account's address at first sight; nothing
# else may change by a GET or a denied request.
# The log of a Head's link says that its page was opened: append-only, and of no effect on the link or anything else
# (docs/decisions/0018-a-heads-link.md).
NOT_COUNTED = ("django_session", "account_emailaddress", "ballots_linkuse")
# It has no cookie, so no token of one: nothing but the secret in its address lets anybody in. A foreign origin is
# refused there as everywhere (tests/ballots/test_views_by_link.py).
WITHOUT_COOKIE = {"POST /ballots/by-link/<token>/"}
# What pg_stat_xact_user_tables shows, without the view's joins: it is asked before and after each request.
WRITTEN = """
SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)
"""


@pytest.fixture(scope="module")
def stage(module_db: None) -> Iterator[Stage]:
    """Where the object of the lines at hand stands."""
    found = Stage()
    yield found
    found.clear()


@pytest.fixture
def ids(line: Line, keys: dict[str, str], stage: Stage) -> Iterator[dict[str, Any]]:
    """The ids of the line's object; what happens to it is undone."""
    found = stage.ids(line.object)
    with undone():
        yield found


def client(keys: dict[str, str], member: str, **options: Any) -> Client:
    """Return a browser of the member, signed in but for ``anonymous``."""
    browser = Client(raise_request_exception=True, **options)
    if member != "anonymous":
        browser.cookies[settings.SESSION_COOKIE_NAME] = keys[member]
    return browser


def written() -> dict[str, int]:
    """Return how many rows of each table this transaction has written so far, undone or not."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [list(NOT_COUNTED)])
        return dict(cursor.fetchall())


def sent(line: Line, ids: dict[str, Any], member: str) -> dict[str, Any]:
    """Return the line's data, filled in for the member."""
    if not line.data:
        return {}
    filled = {
        **ids,
        "own_hat": own_hat(member),
        "fresh": uuid.uuid4().hex[:8],
        "today": clock.now().date().isoformat(),
        "later": (clock.now().date() + dt.timedelta(days=60)).isoformat(),
        # The chairs speak on procedure, all others may speak on words.
        "kind": "procedural" if member.startswith("chair") else "editorial",
    }
    return {
        name: value.format_map(filled) if isinstance(value, str) else value
        for name, value in line.data.items()
    }


@cache
def own_hat(member: str) -> Any:
    """Return the uuid of the member's hat, which stands in the template of every test's database."""
    return Cast().hat(member).uuid if member in MEMBERS and member != "inactive" else ""


def ask(browser: Client, line: Line, ids: dict[str, Any], data: dict[str, Any], **headers: Any) -> Any:
    """Send the line's request."""
    # Every request from a machine of its own: the sign-in limits are another test's.
    options: dict[str, Any] = {
        "data": data,
        "REMOTE_ADDR": f"10.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}.9",
    }
    if line.is_api and not line.is_safe:
        options["content_type"] = "application/json"
    elif not line.is_safe:
        options["data"] = {"csrfmiddlewaretoken": "", **data}  # a browser always sends it
    options |= headers
    return getattr(browser, line.method.lower())(line.address(ids), **options)


def words(response: Any) -> str:
    """Return the body without what differs from request to request."""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value|name="next" value|nonce)="[^"]*"', r'\1=""', text)
    return re.sub(r"\d\d\d\d-\d\d-\d\dT[\d:.+]+|\d\d:\d\d", "", text)


def test_the_table_has_a_line_for_every_route_and_no_other():
    served = access.served()
    assert sorted(LINES) == sorted(served)
    for key, level in served.items():
        expected = {"anonymous", "inactive"} <= LINES[key].allowed
        assert expected == (level is Access.PUBLIC), key


def test_the_table_names_members_of_the_cast_and_objects_only():
    for line in LINES.values():
        assert line.allowed | line.refused <= set(EVERYBODY), line.key
        assert not line.allowed & line.refused, line.key
        assert line.object in access.OBJECTS, line.key
        assert line.is_safe or line.data is not None or line.method == "DELETE", line.key


def whole_cast(line: Line, ids: dict[str, Any], keys: dict[str, str]) -> None:
    """Every member gets the table's answer, and nobody who is refused changes a row."""
    before, wrong = written(), []
    for member in EVERYBODY:
        problems, before = cell(line, ids, keys, member, before)
        wrong += problems
    assert not wrong


def cell(
    line: Line, ids: dict[str, Any], keys: dict[str, str], member: str, before: dict[str, int]
) -> tuple[list[str], dict[str, int]]:
    """Send the line's request as one member and undo what it did; return what is wrong, and what is written now.

    What is undone stays counted, so that one member's count after is the next one's before.
    """
    with undone():
        response = ask(client(keys, member), line, ids, sent(line, ids, member))
        after = written()
        changed = {name for name, count in after.items() if count != before.get(name, 0)}
        problems = judged(line, member, response, changed)
        if response.streaming:
            b"".join(response)  # which closes the file
    return [f"{member}: {each}" for each in problems], after


def judged(line: Line, member: str, response: Any, changed: set[str]) -> list[str]:
    """Return what is wrong with the answer to one member."""
    problems = []
    status, expected = response.status_code, line.expected(member)
    if status not in expected:
        problems.append(f"{status} instead of {expected}")
    is_in = member in line.allowed
    if changed and (line.is_safe or not is_in):
        problems.append(f"rows written in {sorted(changed)}")
    if not is_in and status != 403 and CANARY in response.content.decode():
        problems.append("the title shows")
    if not is_in and status == 302 and not response["Location"].startswith("/account/login/"):
        problems.append(f"sent to {response['Location']}")
    return problems


def unseen_is_never(line: Line, ids: dict[str, Any], keys: dict[str, str]) -> None:
    """What one may not see and what never existed are the same."""
    unseen = [each for each in EVERYBODY if line.expected(each) == (404,)]
    assert unseen, "a line about an object that everybody sees"
    for member in unseen[:3]:
        browser = client(keys, member)
        hidden = ask(browser, line, ids, sent(line, ids, member))
        never = ask(browser, line, ids | {"uuid": uuid.uuid4()}, sent(line, ids, member))
        assert hidden.status_code == never.status_code == 404
        assert words(hidden) == words(never), member


def missing_token(line: Line, ids: dict[str, Any], keys: dict[str, str]) -> None:
    """An unsafe route refuses a request without a token."""
    refuses(line, ids, keys)


def foreign_token(line: Line, ids: dict[str, Any], keys: dict[str, str]) -> None:
    """An unsafe route refuses a request that another site's page sends."""
    refuses(line, ids, keys, origin="https://elsewhere.example")


def refuses(line: Line, ids: dict[str, Any], keys: dict[str, str], origin: str = "") -> None:
    """Send the line's request as somebody allowed, from ``origin`` with a token or else without one."""
    member = min(line.allowed - {"anonymous", "inactive"})
    browser, data = client(keys, member, enforce_csrf_checks=True), sent(line, ids, member)
    headers: dict[str, Any] = {}
    if origin:
        # As if a page of the site had given it: the cookie and what is sent with it say the same.
        token = browser.cookies["csrftoken"] = get_random_string(CSRF_SECRET_LENGTH)
        headers = {"HTTP_ORIGIN": origin, "HTTP_X_CSRFTOKEN": token}
        if not line.is_api:
            data["csrfmiddlewaretoken"] = token
    before = written()
    assert ask(browser, line, ids, data, **headers).status_code == 403
    assert written() == before


Proof = Callable[[Line, dict[str, Any], dict[str, str]], None]


def proofs(line: Line) -> Iterator[Proof]:
    """Yield what is proved of this line."""
    yield whole_cast
    # What is published exists for everybody.
    if "<uuid>" in line.route and not set(EVERYBODY) <= line.allowed:
        yield unseen_is_never
    if not line.is_safe:
        yield foreign_token
        if line.key not in WITHOUT_COOKIE:
            yield missing_token


CASES = [
    pytest.param(line, proof, id=f"{line.key}-{proof.__name__}")
    for line in sorted(LINES.values(), key=lambda line: (line.object, line.key))
    for proof in proofs(line)
]


@pytest.mark.parametrize(("line", "proof"), CASES)
def test_a_line(line: Line, proof: Proof, ids: dict[str, Any], keys: dict[str, str]):
    proof(line, ids, keys)
