"""What is said in rounds of every rule set is found by its readers on every page of a round, and by nobody else."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest

from ip5 import checks
from ip5.audit.models import Event
from ip5.outbox.models import Notice
from tests.access import methods, plain
from tests.drill.secrets_of_ballots import SECRETS
from tests.reading import text_of

pytestmark = pytest.mark.django_db
ABOUT_ROUNDS = ("/ballots/", "/api/v1/rounds/", "/proposals/<uuid>/ballot")
# One of each kind who reads differently; the canary of the suite asks everybody.
WATCHERS = (
    *("delegate_jp", "hod_jp", "delegate_ep", "hod_ep", "head_ep", "deputy_ep", "admin_ep", "chair_kr"),
    *("secretariat", "site_admin", "expert", "observer", "industry", "anonymous"),
)
OTHERS = {"code": "tf_explicit", "version": 2, "office": "EP", "item": 1, "deed": "met", "number": 1}


def pages(ids):
    """Return every address about this round that answers a GET, and the lists searched for nothing."""
    found = {"/", "/inbox/", "/ballots/", "/ballots/reservations/", "/api/v1/rounds/"}
    for route, pattern in checks.routes():
        where = plain(route)
        if "GET" not in methods(pattern) or not where.startswith(ABOUT_ROUNDS):
            continue
        uuid = ids["uuid"] if where.startswith("/proposals/") else ids["round"]
        facts = OTHERS | {"uuid": uuid}
        found.add(re.sub(r"<(\w+)>", lambda match, facts=facts: str(facts.get(match[1], uuid4())), where))
    return sorted(found)


@pytest.mark.parametrize("make", SECRETS, ids=lambda make: make.__name__)
def test_a_word_said_in_a_round_is_found_by_its_readers_alone(make, cast):
    word, readers, ids = make(cast)
    addresses = pages(ids)
    found = {}
    for member in WATCHERS:
        client = cast.client(member)
        for where in addresses:
            response = client.get(where)
            if word in html.unescape(text_of(response)) + str(response.headers):
                found.setdefault(member, []).append(where)
    assert {member: where for member, where in found.items() if member not in readers} == {}
    assert set(found) == readers & set(WATCHERS)
    for notice in Notice.objects.all():
        assert word not in f"{notice.data}"
    for event in Event.objects.all():
        assert word not in f"{event.payload} {event.verb}"
