"""What the API's tests look at: one proposal at each stage of its way, made by the actions; and calls."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.ballots import actions as ballots
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import SECTIONS, Area, Proposal
from tests.cast import HODS, Cast

API = "/api/v1"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ANSWERS = ("support", "reserve", "support", "abstain", "support")
STAGES = (
    "draft",
    "asked",
    "consented",
    "submitted",
    "under_review",
    "tabled",
    "in_ballot",
    "answered",
    "closed",
)


def texts(words: str = "Some words.") -> dict[str, Any]:
    """Return a complete text, as the actions take it."""
    return dict.fromkeys(SECTIONS, words) | {
        "title": words,
        "area": Area.objects.get(code="A"),
        "horizon": "short",
        "group": Group.objects.get(code="WG1"),
    }


def proposal_at(stage: str, cast: Cast, **values: Any) -> Proposal:
    """Return a proposal of the EPO, the USPTO co-leading, brought to ``stage`` by the deeds."""
    us = Office.objects.get(code="US")
    made = actions.create(by=cast.delegate_ep, values=texts() | values, offices={us.pk: "co_lead"})
    for name, step in STEPS:
        if stage == name:
            break
        step(made, cast)
        made = Proposal.objects.get(pk=made.pk)
    return made


def _answer_all(made: Proposal, cast: Cast) -> None:
    for key, answer in zip(HODS, ANSWERS, strict=True):
        ballots.cast(round_of(made), by=cast.hat(key), answer=answer, text=f"words of {key}")


STEPS: tuple[tuple[str, Any], ...] = (
    ("draft", lambda made, cast: actions.ask_consent(made, by=cast.delegate_ep)),
    ("asked", lambda made, cast: actions.consent(made, by=cast.hod_us, fingerprint=made.fingerprint)),
    ("consented", lambda made, cast: actions.submit(made, by=cast.hod_ep)),
    ("submitted", lambda made, cast: actions.admit(made, by=cast.chair_kr)),
    ("under_review", lambda made, cast: actions.table(made, by=cast.chair_kr, reason="It is urgent.")),
    ("tabled", lambda made, cast: actions.open_round(made, by=cast.chair_kr, days=10)),
    ("in_ballot", _answer_all),
    ("answered", lambda made, cast: actions.close_round(made, by=cast.chair_kr)),
)


def round_of(made: Proposal) -> Any:
    """Return the proposal's newest round, read afresh."""
    return made.endorsements.select_related("round").order_by("-round__number")[0].round


def call(client: Any, method: str, path: str, body: Any = None) -> Any:
    """Return the answer of a call under the API with a JSON body."""
    send = getattr(client, method)
    if method == "get":
        return send(f"{API}{path}", body)
    return send(f"{API}{path}", {} if body is None else body, content_type="application/json")


def got(cast: Cast, key: str, path: str, query: Any = None) -> Any:
    """Return the answer of a read that must succeed."""
    answer = call(cast.client(key), "get", path, query)
    assert answer.status_code == 200, (key, path, answer.content)
    return answer.json()


def listed(cast: Cast, key: str, path: str, query: Any = None) -> list[Any]:
    """Return the rows of the first page of a list."""
    rows: list[Any] = got(cast, key, path, query)["results"]
    return rows


def queries(client: Any, path: str) -> int:
    """Return the queries of the second read: the first one may write what a session does."""
    assert call(client, "get", path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert call(client, "get", path).status_code == 200
    return len(captured)


def leaves(data: Any, name: str = "") -> list[tuple[str, Any]]:
    """Return every (key, plain value) of an answer, however deep."""
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, str(key))]
    if isinstance(data, list):
        return [leaf for value in data for leaf in leaves(value, name)]
    return [(name, data)]
