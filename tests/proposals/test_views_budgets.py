"""How many questions a page asks of the database, sessions and sign-in included: few, and always as many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from ip5.offices.models import Group, Office
from ip5.papers.inspection import checked
from proposals import actions
from proposals.models import Area, Participation, Proposal
from tests import stages
from tests.papers.makers import upload

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


def tied(cast, number):
    """Return a proposal with so many merged into it, taken over, referred to a group, and with papers."""
    until = clock.now().date() + dt.timedelta(days=60)
    into = stages.other(cast, f"Holds {number}")
    for each in range(number):
        merged = stages.under_review(cast, f"Merged {number} {each}")
        for hod in (cast.hod_ep, cast.hod_jp):
            actions.agree_merge(merged, by=hod, into=into)
        actions.merge(merged, by=cast.chair_kr, into=into)
        actions.refer_to_group(into, by=cast.chair_kr, group=group_of("WG1"), task="Look.", due=until)
        found = checked(upload("n.txt", f"{each}".encode()))
        actions.add_paper(into, by=cast.delegate_jp, title=f"Annex {each}", upload=found)
    return into


def group_of(code):
    return Group.objects.get(code=code)


def taken_over(cast, number):
    """Return a withdrawn proposal whose text so many offices took over and submitted."""
    left = stages.withdrawn(cast, f"Withdrawn {number}")
    us = Office.objects.get(code="US")
    for key in ("jp", "kr", "cn")[:number]:
        hod = cast.hat(f"hod_{key}")
        draft = actions.take_over(left, by=hod)
        version = draft.version
        actions.edit(draft, by=hod, values={}, offices={us.pk: "co_lead"}, version=version)
        draft = actions.ask_consent(Proposal.objects.get(pk=draft.pk), by=hod)
        draft = actions.consent(draft, by=cast.hod_us, fingerprint=draft.fingerprint)
        actions.submit(draft, by=hod)
    return left


@pytest.mark.parametrize("key", ["hod_jp", "hod_ep", "delegate_jp", "observer", "chair_kr", "expert"])
@pytest.mark.parametrize(("build", "holding"), [(tied, "Annex 0"), (taken_over, "taken over by")])
def test_the_page_asks_the_same_for_one_tie_item_and_paper_as_for_three(
    cast, settings, tmp_path, build, holding, key
):
    settings.MEDIA_ROOT = tmp_path
    client, counts = cast.client(key), {}
    for number in (1, 3):
        address = build(cast, number).get_absolute_url()
        counts[number] = queries_of(client, address)
        assert holding in client.get(address).content.decode()
        counts[f"api {number}"] = queries_of(client, f"/api/v1{address}")
    assert counts[1] == counts[3], counts
    assert counts["api 1"] == counts["api 3"], counts
    assert max(counts.values()) <= DETAIL, counts
