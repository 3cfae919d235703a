"""Calls with a session: none, without a CSRF token, without a hat."""

from __future__ import annotations

import pytest
from django.test import Client

from ip5.accounts.models import Mandate, Person
from ip5.kernel import clock
from proposals.models import Proposal
from tests.api.scenes import UNKNOWN, call, proposal_at

pytestmark = pytest.mark.django_db

UNSAFE = [
    ("post", "/proposals/"),
    ("patch", "/proposals/{uuid}/"),
    ("delete", "/proposals/{uuid}/"),
    ("post", "/proposals/{uuid}/submit/"),
    ("post", "/proposals/{uuid}/ask_consent/"),
    ("post", f"/rounds/{UNKNOWN}/cast/"),
    ("post", f"/rounds/{UNKNOWN}/press_not_urgent/"),
]
SAFE = [
    "/proposals/",
    "/proposals/{uuid}/",
    "/rounds/",
    f"/rounds/{UNKNOWN}/",
    "/offices/",
    "/offices/EP/",
    "/schema/",
]


@pytest.mark.parametrize(("method", "path"), [("get", path) for path in SAFE] + UNSAFE)
def test_anonymous_calls_are_told_to_sign_in(cast, method, path):
    proposal = proposal_at("submitted", cast)
    answer = call(cast.client("anonymous"), method, path.format(uuid=proposal.uuid))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert set(answer.json()) == {"detail"}


@pytest.mark.parametrize(("method", "path"), UNSAFE)
@pytest.mark.parametrize("token", ["", "a" * 32])
def test_an_unsafe_call_without_its_token_is_refused(cast, method, path, token):
    proposal = proposal_at("consented", cast)
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": token} if token else None)
    client.force_login(cast.hod_ep.person)
    answer = call(client, method, path.format(uuid=proposal.uuid))
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]
    assert list(Proposal.objects.values_list("pk", "version")) == [(proposal.pk, proposal.version)]


def test_an_unsafe_call_with_its_token_is_done(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.hod_ep.person)
    client.get("/")
    token = client.cookies["csrftoken"].value
    answer = client.post(
        "/api/v1/proposals/", {"title": "T"}, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 201


def test_whoever_wears_no_hat_is_refused_with_the_reason(cast):
    client = Client()
    client.force_login(Person.objects.create_user("nobody@ip5.example", "a long password", name="Nobody"))
    for path in ("/proposals/", "/rounds/", "/offices/", "/schema/"):
        answer = call(client, "get", path)
        assert answer.status_code == 403
        assert "mandate" in answer.json()["detail"]


def test_rights_end_with_the_mandate(cast):
    client = cast.client("delegate_ep")
    proposal = proposal_at("draft", cast)
    assert call(client, "get", f"/proposals/{proposal.uuid}/").status_code == 200
    Mandate.objects.filter(pk=cast.delegate_ep.pk).update(until=clock.now())
    assert call(client, "get", f"/proposals/{proposal.uuid}/").status_code == 403


def test_the_hat_worn_decides(cast):
    person = cast.hod_ep.person
    second = Mandate.objects.create(
        person=person, office=cast.observer.office, capacity="observer", since=cast.hod_ep.since
    )
    proposal = proposal_at("draft", cast)
    client = Client()
    client.force_login(person)
    assert call(client, "get", f"/proposals/{proposal.uuid}/").status_code == 200
    session = client.session
    session["hat"] = str(second.uuid)
    session.save()
    assert call(client, "get", f"/proposals/{proposal.uuid}/").status_code == 404
