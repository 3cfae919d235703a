"""Every route by every member of the cast, against tests/access.toml (quality.md section 3)."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from ip5.kernel import clock
from ip5.kernel.access import Access
from tests import access
from tests.access import CANARY, EVERYBODY, Line
from tests.cast import MEMBERS, Cast, address

pytestmark = pytest.mark.django_db

LINES = access.lines()
UNSAFE = {key: line for key, line in LINES.items() if not line.is_safe}
# Visiting writes one's own session, and allauth its copy of an account's address at first sight; nothing
# else may change by a GET or a denied request.
NOT_COUNTED = ("django_session", "account_emailaddress")


@pytest.fixture
def scene(cast: Cast, settings: Any, tmp_path: Any, request: Any) -> tuple[Line, dict[str, Any]]:
    """The line of this test and the ids of its object."""
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    line = LINES[request.param]
    return line, access.OBJECTS[line.object](cast)


def client(cast: Cast, member: str, **options: Any) -> Client:
    """Return a browser of the member; of a closed account a session from before it was closed."""
    from ip5.accounts.models import Person

    browser = Client(raise_request_exception=True, **options)
    if member != "anonymous":
        browser.force_login(Person.objects.get(email=address(member)))
    return browser


def written() -> dict[str, int]:
    """Return how many rows of each table this transaction has written so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> ALL (%s)",
            [list(NOT_COUNTED)],
        )
        return dict(cursor.fetchall())


def sent(line: Line, ids: dict[str, Any], cast: Cast, member: str) -> dict[str, Any]:
    """Return the line's data, filled in for the member."""
    filled = {
        **ids,
        "own_hat": cast.hat(member).uuid if member in MEMBERS and member != "inactive" else "",
        "fresh": uuid.uuid4().hex[:8],
        "today": clock.now().date().isoformat(),
        "later": (clock.now().date() + dt.timedelta(days=60)).isoformat(),
        # The chairs speak on procedure, all others may speak on words.
        "kind": "procedural" if member.startswith("chair") else "editorial",
    }
    return {
        name: value.format_map(filled) if isinstance(value, str) else value
        for name, value in (line.data or {}).items()
    }


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


class Undo(Exception):
    """Ends a savepoint that is not to be kept."""


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


@pytest.mark.parametrize("scene", sorted(LINES), indirect=True)
def test_the_whole_cast(scene: tuple[Line, dict[str, Any]], cast: Cast):
    line, ids = scene
    wrong = [found for member in EVERYBODY if (found := cell(line, ids, cast, member))]
    assert not wrong


def cell(line: Line, ids: dict[str, Any], cast: Cast, member: str) -> str:
    """Send the line's request as one member, undo what it did, and return what is wrong or nothing."""
    problems: list[str] = []
    try:
        with transaction.atomic():
            browser, data = client(cast, member), sent(line, ids, cast, member)
            before = written()
            response = ask(browser, line, ids, data)
            changed = {name for name, count in written().items() if count != before.get(name, 0)}
            problems += judged(line, member, response, changed)
            if response.streaming:
                b"".join(response)  # which closes the file
            raise Undo
    except Undo:
        return f"{member}: {'; '.join(problems)}" if problems else ""


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


WITH_IDS = sorted(key for key, line in LINES.items() if "<uuid>" in line.route)


@pytest.mark.parametrize("scene", WITH_IDS, indirect=True)
def test_what_one_may_not_see_and_what_never_existed_are_the_same(
    scene: tuple[Line, dict[str, Any]], cast: Cast
):
    line, ids = scene
    unseen = [each for each in EVERYBODY if line.expected(each) == (404,)]
    assert unseen, "a line about an object that everybody sees"
    for member in unseen[:3]:
        browser = client(cast, member)
        hidden = ask(browser, line, ids, sent(line, ids, cast, member))
        never = ask(browser, line, ids | {"uuid": uuid.uuid4()}, sent(line, ids, cast, member))
        assert hidden.status_code == never.status_code == 404
        assert words(hidden) == words(never), member


@pytest.mark.parametrize("scene", sorted(UNSAFE), indirect=True)
@pytest.mark.parametrize("origin", ["", "https://elsewhere.example"], ids=["no-token", "foreign"])
def test_an_unsafe_route_refuses_a_missing_or_foreign_token(
    scene: tuple[Line, dict[str, Any]], cast: Cast, origin: str
):
    line, ids = scene
    member = min(line.allowed - {"anonymous", "inactive"})
    browser, data = client(cast, member, enforce_csrf_checks=True), sent(line, ids, cast, member)
    headers: dict[str, Any] = {}
    if origin:
        token = browser.get("/account/people/").cookies["csrftoken"].value
        headers = {"HTTP_ORIGIN": origin, "HTTP_X_CSRFTOKEN": token}
        if not line.is_api:
            data["csrfmiddlewaretoken"] = token
    before = written()
    assert ask(browser, line, ids, data, **headers).status_code == 403
    assert written() == before
