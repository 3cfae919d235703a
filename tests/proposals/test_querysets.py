"""Who sees which proposals: the set, the list and the counts say the same, for the whole cast."""

import datetime as dt
import json

import pytest
from django.db import connection, connections
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from ip5.accounts import actions as accounts
from ip5.kernel import clock
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import Area, Proposal
from proposals.querysets import Listing
from tests import stages
from tests.cast import MEMBERS

HATS = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]
OPEN = ["submitted", "under_review", "returned", "tabled", "in_ballot", "closed"]
# What the last stages make: the sister is the proposal into which another is merged.
OPEN += ["deferred", "withdrawn", "merged", "A sister proposal"]
LEAD = ["delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"]
MEMBER = [
    *LEAD,
    *("delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
    *("chair_ep", "chair_kr", "secretariat"),
]
OTHER_GROUP = "of another group"
RESTRICTED = "for members"
RESTRICTED_ELSEWHERE = "for members, of another group"
# title -> who sees it, the whole of the cast
SEEN_BY = {
    **{title: {*MEMBER, "observer", "expert"} for title in OPEN},
    OTHER_GROUP: {*MEMBER, "observer"},
    RESTRICTED: {*MEMBER, "expert"},
    RESTRICTED_ELSEWHERE: set(MEMBER),
    "draft": set(LEAD),
    "asked": {*LEAD, "hod_us"},
    "consented": {*LEAD, "hod_us"},
    "declined": {*LEAD, "hod_us"},
    "of the USPTO": {"delegate_us", "hod_us", "leaver"},
}


@pytest.fixture
def scene(cast):
    """One proposal of each kind; the title says which."""
    for name, build in stages.STAGES.items():
        build(cast, title=name)
    elsewhere = Group.objects.get(code="WG2")
    stages.submitted(cast, OTHER_GROUP, group=elsewhere)
    stages.submitted(cast, RESTRICTED, submit_visibility="members")
    stages.submitted(cast, RESTRICTED_ELSEWHERE, submit_visibility="members", group=elsewhere)
    actions.decline(stages.asked(cast, "declined"), by=cast.hod_us)
    actions.create(by=cast.delegate_us, values=stages.text("of the USPTO"))
    assert set(Proposal.objects.values_list("title", flat=True)) == set(SEEN_BY)


def seen(hat):
    return {title for title, who in SEEN_BY.items() if hat in who}


def listed(hat, chosen=None, part=slice(0, 100)):
    """Return the titles of a part of the list."""
    return [each.title for each in Listing(Proposal.objects.all(), hat, chosen or Q())[part]]


@pytest.mark.django_db
def test_set_list_and_counts_agree_for_the_whole_cast(cast, scene):
    for key in HATS:
        hat = cast.hat(key)
        found = list(Proposal.objects.visible_to(hat).values_list("title", flat=True))
        assert sorted(found) == sorted(seen(key)), key
        assert sorted(listed(hat)) == sorted(seen(key)), key
        counts = {}
        for proposal in Proposal.objects.filter(title__in=seen(key)).exclude(state="draft"):
            counts[proposal.state] = counts.get(proposal.state, 0) + 1
        assert Proposal.objects.counted_by_state(hat) == counts, key


@pytest.mark.django_db
def test_every_filter_narrows_what_is_visible_and_never_widens_it(cast, scene):
    filters = {
        "title": Q(title__icontains="draft"),
        "words": Q(summary__icontains="words on summary"),
        "state": Q(state="draft"),
        "lead": Q(lead_office__code="EP"),
        "other office": Q(participations__office__code="US"),
        "group": Q(group__code="WG2"),
    }
    for key in HATS:
        hat = cast.hat(key)
        for name, chosen in filters.items():
            wanted = Proposal.objects.filter(chosen, title__in=seen(key)).values_list("title", flat=True)
            assert sorted(listed(hat, chosen)) == sorted(wanted), (key, name)


@pytest.mark.django_db
def test_the_pages_join_without_a_gap_and_newest_first(cast, scene):
    for key in ("hod_us", "expert", "delegate_ep"):
        hat = cast.hat(key)
        whole = list(
            Proposal.objects.visible_to(hat).order_by("-updated_at", "-pk").values_list("title", flat=True)
        )
        assert listed(hat) == whole
        assert [
            title for start in range(0, 12, 3) for title in listed(hat, part=slice(start, start + 3))
        ] == whole[:12]


@pytest.mark.django_db
def test_a_dropped_office_no_longer_sees_the_draft(cast):
    proposal = stages.asked(cast)
    assert Proposal.objects.visible_to(cast.hod_us).get() == proposal
    actions.edit(proposal, by=cast.delegate_ep, values={}, offices={}, version=proposal.version)
    assert not Proposal.objects.visible_to(cast.hod_us).exists()


@pytest.mark.django_db
def test_a_designated_alternate_sees_what_its_head_is_asked(cast):
    proposal = actions.create(
        by=cast.delegate_us,
        values=stages.text(),
        offices={Office.objects.get(code="EP").pk: "co_lead"},
    )
    actions.ask_consent(proposal, by=cast.delegate_us)
    assert not Proposal.objects.visible_to(cast.alternate_ep).exists()
    now = clock.now()
    accounts.designate(cast.alternate_ep, since=now, until=now + dt.timedelta(days=2), by=cast.head_ep)
    hat = cast.alternate_ep
    assert list(Proposal.objects.visible_to(hat)) == [proposal]
    assert listed(hat) == ["Common criteria"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "asking"), [("draft", []), ("asked", ["hod_us"]), ("consented", []), ("submitted", [])]
)
def test_whose_consent_is_asked(cast, stage, asking):
    stages.STAGES[stage](cast)
    assert [key for key in HATS if Proposal.objects.asking(cast.hat(key)).exists()] == asking


@pytest.mark.django_db
def test_consent_is_asked_again_after_an_edit_and_no_more_after_declining(cast):
    proposal = stages.consented(cast)
    edited = actions.edit(proposal, by=cast.delegate_ep, values={"risks": "More."}, version=proposal.version)
    assert list(Proposal.objects.asking(cast.hod_us)) == [edited]
    actions.decline(edited, by=cast.hod_us)
    assert not Proposal.objects.asking(cast.hod_us).exists()


# --- What the list costs -----------------------------------------------------------------------------

ROWS, PAGE = 3_000, 51


def many(rows=ROWS):
    """Write many proposals: half of them drafts of two offices, a few open to industry."""
    offices = list(Office.objects.members())
    area, groups, now = Area.objects.get(code="A"), list(Group.objects.all()), clock.now()
    made = []
    for n in range(rows):
        is_draft = n % 2 == 0
        open_class = "consultation" if n % 500 == 1 else "members_observers" if n % 10 else "members"
        made.append(
            Proposal(
                title=f"Proposal {n}",
                state="draft" if is_draft else "submitted",
                symbol=None if is_draft else f"NETAI/P/1999/{n}",
                visibility="office_internal" if is_draft else open_class,
                lead_office=offices[n // 2 % 5],
                area=area,
                group=groups[n // 2 % len(groups)],
                fingerprint="0" * 64,
                updated_at=now - dt.timedelta(minutes=n * 7919 % rows),
            )
        )
    Proposal.objects.bulk_create(made)


def nodes(plan):
    """Yield every node of a plan."""
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes(each)


def removed_by_filter(hat):
    """Return how many rows the list's one question read and threw away, and how many it gave."""
    with CaptureQueriesContext(connection) as queries:
        keys = Listing(Proposal.objects.all(), hat, Q())[0:PAGE]
    (statement,) = [each["sql"] for each in queries if "proposals_proposal" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (answer,) = cursor.fetchone()
    (plan,) = answer if isinstance(answer, list) else json.loads(answer)
    removed = sum(
        node.get(name, 0) * node.get("Actual Loops", 1)
        for node in nodes(plan["Plan"])
        for name in ("Rows Removed by Filter", "Rows Removed by Join Filter")
    )
    return removed, len(keys)


@pytest.mark.transactional
def test_the_list_reads_little_more_than_it_shows(transactional_db, owner, cast):
    many()
    owner.execute("ANALYZE proposals_proposal")
    owner.execute("ANALYZE proposals_participation")
    figures = {
        key: removed_by_filter(cast.hat(key)) for key in ("delegate_jp", "hod_jp", "observer", "industry")
    }
    connections.close_all()
    assert {key: shown for key, (_removed, shown) in figures.items()} == {
        "delegate_jp": PAGE,
        "hod_jp": PAGE,
        "observer": PAGE,
        "industry": ROWS // 500,
    }
    assert {key: figure for key, figure in figures.items() if figure[0] > 20 * PAGE} == {}
