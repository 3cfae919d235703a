"""Two doors, one answer: a deed of a round over the API is refused to the same hats, and alike, as on its page."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from ip5.ballots import ledger
from ip5.ballots.models import Addition, Position, Receipt, Round
from tests import silences
from tests.api.scenes import call
from tests.ballots.ended_rounds import AD_REFERENDUM, closed, fresh
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
EVERYBODY = [key for key in MEMBERS if key != "inactive"]
# The page of each deed; a receipt has no page, its button is sent.
PAGES = {
    "receive": ("post", "received/"),
    "refuse": ("get", "refuse/"),
    "confirm": ("get", "ad-referendum/"),
    "lift": ("get", "reservation/lift/"),
    "narrow": ("get", "reservation/narrow/"),
}


def the_round(proposal):
    return Round.objects.get(address__startswith=proposal.get_absolute_url())


SCENES = {
    "announced": lambda cast: the_round(silences.announced(cast)),
    "in_silence": lambda cast: the_round(silences.in_silence(cast)),
    "provisional": lambda cast: closed(cast, *AD_REFERENDUM),
    "reserved": lambda cast: closed(cast, "reserve", "support", "support", "support", "support"),
}


@pytest.mark.parametrize(
    ("scene", "instant", "key", "name", "body"),
    [
        ("announced", "opened_at", "hod_jp", "refuse", {"reason": "A round, please."}),
        ("in_silence", "ends_at", "hod_jp", "receive", {}),
        ("provisional", "settle_due_at", "hod_ep", "confirm", {"kind": "confirm"}),
    ],
)
def test_a_fast_clock_of_the_host_refuses_nothing(cast, scene, instant, key, name, body):
    """The host's clock is past the instant, the database's is not: that one decides."""
    round = SCENES[scene](cast)
    with time_machine.travel(getattr(round, instant) + dt.timedelta(minutes=10)):
        client = cast.client(key)
        shown = call(client, "get", f"/rounds/{round.uuid}/").json()
        done = call(client, "post", f"/rounds/{round.uuid}/{name}/", body)
    assert (shown["abilities"][name]["allowed"], done.status_code) == (True, 200)


@pytest.mark.parametrize("scene", SCENES)
def test_a_deed_is_refused_alike_at_both_doors(cast, scene):
    round = SCENES[scene](cast)
    differing, done = [], set()
    for key in EVERYBODY:
        client = cast.client(key)
        for name, (method, rest) in PAGES.items():
            with transaction.atomic():
                page = getattr(client, method)(f"/ballots/{round.uuid}/{rest}").status_code
                transaction.set_rollback(True)
            with transaction.atomic():
                called = call(client, "post", f"/rounds/{round.uuid}/{name}/", {"nonsense": 1}).status_code
                transaction.set_rollback(True)
            # Whom the deed is open to is told that the body does not do.
            expected = 422 if page in {200, 302} else page
            done |= {name} if expected == 422 else set()
            if called != expected:
                differing.append((key, name, page, called))
    assert differing == []
    open_here = {
        "announced": {"refuse"},
        "in_silence": {"receive"},
        "provisional": {"confirm"},
        "reserved": {"lift", "narrow"},
    }
    assert done == open_here[scene]


def test_an_office_receives_a_silence_once(cast):
    round = the_round(silences.in_silence(cast))
    for _ in range(2):
        assert (
            call(cast.client("alternate_ep"), "post", f"/rounds/{round.uuid}/receive/", {}).status_code == 200
        )
    assert [(each.office.code, each.how) for each in Receipt.objects.all()] == [("EP", "pressed")]


def test_a_head_of_delegation_refuses_a_silence_with_the_reason(cast):
    round = the_round(silences.announced(cast))
    missing = call(cast.client("hod_jp"), "post", f"/rounds/{round.uuid}/refuse/", {})
    assert (missing.status_code, sorted(missing.json()["errors"])) == (422, ["reason"])
    said = call(
        cast.client("hod_jp"), "post", f"/rounds/{round.uuid}/refuse/", {"reason": "Too grave."}
    ).json()
    assert (said["state"], said["abilities"]["refuse"]["allowed"]) == ("refused", False)
    assert fresh(round).refuse_reason == "Too grave."


def test_an_office_confirms_with_a_reservation_once_and_it_is_settled(cast):
    round = closed(cast, *AD_REFERENDUM)
    address, body = f"/rounds/{round.uuid}/confirm/", {"kind": "confirm_with_reservation"}
    assert call(cast.client("hod_ep"), "post", address, body).status_code == 422
    said = call(cast.client("hod_ep"), "post", address, {**body, "text": "Not before 2027."}).json()
    assert said["standing_outcome"] == "tf_endorsed_with_reservations"
    assert [(each["office"], each["kind"], each["text"]) for each in said["additions"]] == [
        ("EP", "confirm_with_reservation", "Not before 2027.")
    ]
    assert call(cast.client("hod_ep"), "post", address, {"kind": "confirm"}).status_code == 409


def test_a_reservation_is_narrowed_never_widened_and_lifted(cast):
    round = closed(cast, "reserve", "support", "support", "support", "support")
    address, hod = f"/rounds/{round.uuid}/", cast.client("hod_ep")
    wider = {"passage": "Section 3.1, all of it", "text": "More.", "reservation": "substantive"}
    assert call(hod, "post", f"{address}narrow/", wider).status_code == 422
    narrower = {"passage": "second sentence", "text": "The word alone.", "reservation": "linguistic"}
    assert call(hod, "post", f"{address}narrow/", narrower).status_code == 200
    assert ledger.own_reservation(fresh(round), cast.hod_ep.office_id).now.text == "The word alone."
    said = call(hod, "post", f"{address}lift/", {}).json()
    assert [each["kind"] for each in said["additions"]] == ["reservation_narrowed", "reservation_lifted"]
    assert (Addition.objects.count(), Position.objects.filter(answer="reserve").count()) == (2, 1)
    assert call(hod, "post", f"{address}lift/", {}).status_code == 403
