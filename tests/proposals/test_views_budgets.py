"""How many questions a page asks of the database, sessions and sign-in included: few, and always as many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import Area, Participation, Proposal
from tests import stages

pytestmark = pytest.mark.django_db
LIST, DETAIL = 6, 12
READERS = ["delegate_jp", "hod_jp", "observer", "chair_kr", "expert", "industry"]


def grow_to(rows):
    """Write submitted proposals, two other offices each, until there are ``rows``."""
    offices, now = list(Office.objects.members()), clock.now()
    area, group = Area.objects.get(code="A"), Group.objects.get(code="WG1")
    made = Proposal.objects.bulk_create(
        Proposal(
            title=f"Row {n}",
            state="submitted",
            symbol=f"NETAI/P/1999/{n}",
            visibility="consultation",
            lead_office=offices[n % 5],
            area=area,
            group=group,
            fingerprint="0" * 64,
            updated_at=now - dt.timedelta(minutes=n),
        )
        for n in range(Proposal.objects.count(), rows)
    )
    Participation.objects.bulk_create(
        Participation(proposal=each, office=offices[(n + k) % 5], consent_fingerprint="0" * 64)
        for n, each in enumerate(made)
        for k in (2, 3)
    )


def queries_of(client, address, method="get", **data):
    """Return how many queries a request needs, after one that has warmed what is kept."""
    getattr(client, method)(address, **data)
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address, **data)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("key", READERS)
@pytest.mark.parametrize("query", ["", "?q=Row&area=A&office=JP&state=submitted"])
def test_the_list_asks_as_much_for_fifty_rows_as_for_one(cast, key, query):
    client, counts = cast.client(key), {}
    for rows in (1, 3, 50, 60):
        grow_to(rows)
        counts[rows] = queries_of(client, f"/proposals/{query}")
    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= LIST, counts


def with_offices(cast, codes, rounds):
    """Return a proposal in its last round, with so many consenting offices and rounds."""
    named = {office.pk: "co_lead" for office in Office.objects.filter(code__in=codes)}
    proposal = actions.create(by=cast.delegate_ep, values=stages.text(), offices=named)
    proposal = actions.ask_consent(proposal, by=cast.delegate_ep)
    for code in codes:
        actions.consent(proposal, by=cast.hat(f"hod_{code.lower()}"), fingerprint=proposal.fingerprint)
    actions.submit(proposal, by=cast.hod_ep)
    actions.table(proposal, by=cast.chair_kr, reason="A meeting is near.")
    for number in range(rounds):
        if number:
            actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip.")
        actions.open_round(proposal, by=cast.chair_kr, days=10)
    stages.answer(cast, proposal, dict.fromkeys([f"hod_{code.lower()}" for code in codes], "reserve"))
    return proposal


@pytest.mark.parametrize("key", ["hod_ep", "delegate_jp", "observer", "chair_kr"])
@pytest.mark.parametrize("name", ["", "history/", "ballot/{}/"])
def test_the_pages_of_a_proposal_ask_the_same_whatever_it_holds(cast, key, name):
    client = cast.client(key)
    counts = [
        queries_of(client, with_offices(cast, codes, rounds).get_absolute_url() + name.format(rounds))
        for codes, rounds in ((["US"], 1), (["US", "JP", "KR"], 3))
    ]
    assert counts[0] == counts[1]
    assert counts[0] <= DETAIL


@pytest.mark.parametrize("key", ["hod_ep", "delegate_ep", "hod_us"])
@pytest.mark.parametrize("name", ["", "edit/"])
def test_the_pages_of_a_draft_too(cast, key, name):
    if name == "edit/" and key == "hod_us":
        return
    proposal = stages.consented(cast)
    count = queries_of(cast.client(key), proposal.get_absolute_url() + name)
    assert count <= DETAIL


@pytest.mark.parametrize("key", ["hod_jp", "delegate_jp", "observer", "chair_kr"])
def test_a_closed_round_stays_within_the_budget(cast, key):
    proposal = stages.closed(cast, {"hod_cn": "reserve", "hod_us": "abstain"})
    count = queries_of(cast.client(key), f"{proposal.get_absolute_url()}ballot/1/")
    assert count <= DETAIL


@pytest.mark.parametrize("casts", [0, 1, 3])
def test_casting_stays_within_the_budget(cast, casts):
    proposal = stages.in_ballot(cast)
    for _cast in range(casts):
        stages.answer(cast, proposal, {"hod_jp": "reserve", "hod_cn": "support"})
    found = proposal.endorsements.get().round
    client = cast.client("hod_jp")
    counts = {
        "form": queries_of(client, f"/ballots/{found.uuid}/cast/"),
        "confirmation": queries_of(
            client, f"/ballots/{found.uuid}/cast/", "post", data={"answer": "support"}
        ),
    }
    assert max(counts.values()) <= DETAIL, counts


def test_the_list_of_rounds(cast):
    client, counts = cast.client("hod_jp"), []
    for title in ("One", "Two", "Three"):
        stages.in_ballot(cast, title)
        counts.append(queries_of(client, "/ballots/"))
    assert len(set(counts)) == 1
    assert counts[0] <= LIST
