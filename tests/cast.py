"""The standing cast, the same in every test: members of two offices, the body, and the outsiders.

Office A is the EPO (it leads what the tests draft), office B the USPTO (it co-leads); the JPO is a member
that has nothing to do with a draft. The people are part of the template database.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

PASSWORD = "a long password of the cast"
SINCE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
ENDED = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)

# key -> (office, capacity, further facts)
MEMBERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "delegate_ep": ("EP", "delegate", {}),
    "colleague_ep": ("EP", "delegate", {}),
    "hod_ep": ("EP", "hod", {}),
    "alternate_ep": ("EP", "alternate", {}),
    "deputy_ep": ("EP", "deputy", {}),
    "head_ep": ("EP", "head", {}),
    "admin_ep": ("EP", "office_admin", {}),
    "delegate_us": ("US", "delegate", {}),
    "hod_us": ("US", "hod", {}),
    "delegate_jp": ("JP", "delegate", {}),
    "hod_jp": ("JP", "hod", {}),
    "hod_kr": ("KR", "hod", {}),
    "hod_cn": ("CN", "hod", {}),
    "expert": ("JP", "expert", {"group": "WG1"}),
    "chair_ep": ("TF", "chair", {"seconding": "EP"}),
    "chair_kr": ("TF", "chair", {"seconding": "KR"}),
    "secretariat": ("TF", "secretariat", {}),
    "site_admin": ("TF", "site_admin", {}),
    "observer": ("WO", "observer", {}),
    "industry": ("AIPLA", "industry", {}),
    "inactive": ("EP", "delegate", {"is_active": False}),
    "leaver": ("US", "delegate", {"left": "EP"}),
}
HODS = ("hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us")
OUTSIDERS = ("observer", "industry", "expert", "admin_ep", "site_admin")


def address(key: str) -> str:
    """Return the e-mail address of a member of the cast."""
    return f"{key.replace('_', '.')}@ip5.example"


def create() -> None:
    """Write the cast into the present database."""
    from ip5.accounts.models import Mandate, Person
    from ip5.offices.models import Group, Office

    offices = {office.code: office for office in Office.objects.all()}
    groups = {group.code: group for group in Group.objects.all()}
    for key, (office, capacity, facts) in MEMBERS.items():
        person = Person.objects.create_user(
            address(key), PASSWORD, name=key.replace("_", " ").title(), is_active=facts.get("is_active", True)
        )
        if "left" in facts:
            Mandate.objects.create(
                person=person, office=offices[facts["left"]], capacity=capacity, since=SINCE, until=ENDED
            )
        Mandate.objects.create(
            person=person,
            office=offices[office],
            capacity=capacity,
            since=ENDED if "left" in facts else SINCE,
            group=groups[facts["group"]] if "group" in facts else None,
            seconding_office=offices[facts["seconding"]] if "seconding" in facts else None,
        )


# For how long a session begun for the tests is taken up.
KEPT = dt.timedelta(hours=7)
# By database: a session of each member that has begun with the password it had, and when.
_begun: dict[str, tuple[dict[str, tuple[str, str]], dt.datetime]] = {}


def begin_sessions() -> None:
    """Write a session of each member into the present database; ``Cast.client`` takes it up there."""
    from django.conf import settings
    from django.contrib import auth
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from ip5.accounts import sessions
    from ip5.accounts.models import Person
    from ip5.kernel import clock

    now, keys = clock.now(), {}
    members = {address(key): key for key in MEMBERS}
    for person in Person.objects.filter(email__in=members):
        session = SessionStore()
        session[auth.SESSION_KEY] = str(person.pk)
        session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
        # Seen in hours to come: no page of a long run writes down that it was seen again.
        session[sessions.BEGAN] = int(now.timestamp())
        session[sessions.SEEN] = int((now + KEPT).timestamp())
        session.create()
        keys[members[person.email]] = (session.session_key, person.password)
    _begun[connection.settings_dict["NAME"]] = (keys, now)


def session_of(key: str, password: str = "") -> str:
    """Return the member's session of this database; nothing where none was begun, too long ago, or it is void.

    Void is one begun with another password than ``password``, where that is given.
    """
    from django.db import connection

    from ip5.kernel import clock

    keys, began = _begun.get(connection.settings_dict["NAME"], ({}, SINCE))
    session, begun_with = keys.get(key, ("", ""))
    is_kept = abs(clock.now() - began) < KEPT
    return session if is_kept and password in {"", begun_with} else ""


class Cast:
    """Looks members up by key: ``cast.hod_ep`` is the hat, ``cast.client("hod_ep")`` a signed-in browser.

    A hat is looked up once, but for those whose rights a designation changes.
    """

    def __init__(self) -> None:
        self._hats: dict[str, Any] = {}

    def __getattr__(self, key: str) -> Any:
        return self.hat(key)

    def hat(self, key: str) -> Any:
        """Return the member's active mandate; ``anonymous`` is the hat of nobody, ``inactive`` an inert one."""
        from ip5.accounts.hats import NOBODY
        from ip5.accounts.models import Mandate

        if key == "anonymous":
            return NOBODY
        if key not in MEMBERS:
            raise AttributeError(key)
        if key in self._hats:
            return self._hats[key]
        mandates = Mandate.objects.worn().filter(person__email=address(key), until__isnull=True)
        found = mandates.get()
        if found.capacity not in {"alternate", "deputy", "head"}:
            self._hats[key] = found
        return found

    def client(self, key: str) -> Any:
        """Return a test client signed in as the member (or not at all, for ``anonymous``)."""
        from django.conf import settings
        from django.test import Client

        from ip5.accounts.models import Person

        client = Client()
        if key == "anonymous":
            return client
        # Read anew: a test may have given the person another password, with which the session is void.
        person = Person.objects.get(email=address(key))
        session = session_of(key, person.password)
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        else:
            client.force_login(person)
        return client

    def __iter__(self) -> Any:
        return iter(MEMBERS)
