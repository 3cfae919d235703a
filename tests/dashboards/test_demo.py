"""The demo: loaded into a database of its own, by the same deeds as everybody's."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ip5.accounts.models import Capacity, Mandate, Person
from ip5.audit.models import Event
from ip5.ballots.models import Position, Round
from ip5.dashboards.demo import history, people, proposals
from ip5.dashboards.demo.accounts import address, demo_accounts
from ip5.dashboards.demo.texts import text_of
from ip5.kernel.errors import Invalid
from ip5.offices.models import SymbolSeries
from ip5.outbox.models import Notice
from proposals import completeness
from proposals.exports import documents
from proposals.models import Comment, Disposition, Idea, Proposal, ProposalPaper, Review
from proposals.states import State
from roadmap.models import Project, Version

PASSWORD = "one password for the whole demo"
EXPECTED = {
    "draft": 4,
    "submitted": 1,
    "under_review": 1,
    "deferred": 1,
    "returned": 1,
    "tabled": 1,
    "in_ballot": 1,
    "provisional": 1,
    "tf_endorsed_with_reservations": 1,
    "tf_endorsed": 9,
    "no_consensus": 1,
    "inquorate": 1,
    "insufficient_support": 1,
    "withdrawn": 2,
    "merged": 2,
    "lapsed": 1,
    "closed": 1,
}
TABLES = (Person, Mandate, Proposal, Event, Round, Position, Notice, SymbolSeries, Idea, Comment, Review)


def load(**options):
    out, err = StringIO(), StringIO()
    call_command("load_demo", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def rows():
    """Return every row of the tables the demo writes to, as PostgreSQL prints it."""
    with connection.cursor() as cursor:
        found = {}
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"SELECT {table}::text FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


@pytest.fixture
def empty(transactional_db, owner, settings):
    """A database without the standing cast, whose people bear the demo's addresses."""
    owner.execute("DELETE FROM accounts_mandate")
    owner.execute("DELETE FROM accounts_person")
    settings.DEMO_PASSWORD = PASSWORD


@pytest.mark.transactional
@pytest.mark.usefixtures("empty")
class TestLoaded:
    def test_everything_is_there_and_a_second_run_changes_nothing(self):
        out, err = load()
        assert (
            "39 of 39 mandates, 14 of 14 entries of the record, 3 of 3 ideas, 15 of 15 live proposals, "
            "3 of 3 rounds of other rules, 3 of 3 versions of the roadmap" in out
        )
        assert "15/15 live proposals" in err
        assert Counter(Proposal.objects.values_list("state", flat=True)) == EXPECTED
        assert set(EXPECTED) == set(State.values)
        before = rows()
        out, _err = load()
        assert (
            "0 of 39 mandates, 0 of 14 entries of the record, 0 of 3 ideas, 0 of 15 live proposals, "
            "0 of 3 rounds of other rules, 0 of 3 versions of the roadmap" in out
        )
        assert rows() == before

        self.people()
        self.records()
        self.rounds()
        self.roadmap()
        self.sights()
        self.texts()
        self.course()
        self.review()
        self.drafts()
        self.papers()
        self.files()

    def files(self):
        for proposal in Proposal.objects.in_full():
            for kind in documents.FORMATS:
                made = documents.export(proposal, kind)
                assert made.body
                assert (proposal.symbol or "draft").rpartition("/")[2] in made.name

    def course(self):
        assert dict(Idea.objects.values_list("state", "office__code")) == {
            "open": "KR",
            "grown": "CN",
            "closed": "EP",
        }
        deferred = Proposal.objects.get(state="deferred")
        assert deferred.deferral_reference
        assert deferred.deferred_from == "under_review"
        assert Proposal.objects.get(state="submitted").revisions.count() == 2
        merged = Proposal.objects.get(state="merged", record_date=None)
        assert merged.merged_into.state == "under_review"
        closed = Proposal.objects.get(state="closed")
        assert (closed.endorsements.get().round.outcome, bool(closed.close_reason)) == ("no_consensus", True)

    def review(self):
        reviewed = Proposal.objects.get(state="under_review")
        given = reviewed.comments.filter(dispositions__isnull=False)
        assert sorted(given.values_list("dispositions__answer", flat=True)) == sorted(
            Disposition.Answer.values
        )
        assert (reviewed.comments.count(), reviewed.comments.unanswered().count()) == (5, 1)
        filed = Review.objects.filed().values_list("office__code", flat=True)
        assert sorted(filed) == ["KR", "US"]
        assert [each.office.code for each in Review.objects.all() if not each.is_filed] == ["CN"]

    def drafts(self):
        found = {each.lead_office.code: each for each in Proposal.objects.filter(state="draft")}
        kinds = {code: sorted(each.notes.values_list("kind", flat=True)) for code, each in found.items()}
        assert kinds == {"EP": ["note", "note"], "US": ["sent_back"], "KR": [], "CN": []}
        assert [share.office.code for share in found["EP"].shares.all()] == ["US"]
        assert found["KR"].participations.get().asked_at is not None
        assert {code for code, each in found.items() if each.is_cleared} == {"CN"}
        assert found["CN"].taken_over_from.state == "withdrawn"

    def papers(self):
        papers = ProposalPaper.objects.filter(proposal__state="under_review")
        versions = {each.visibility: each.versions.count() for each in papers}
        assert versions == {"members_observers": 2, "members": 1}

    def people(self):
        assert Person.objects.count() == 37
        assert sorted(Person.objects.values_list("email", flat=True)) == sorted(
            email for email, _what in demo_accounts()
        )
        assert Person.objects.get(email="hod.jp@ip5.example").check_password(PASSWORD)
        held = Mandate.objects.active().values_list("capacity", "office__code")
        assert set(held.filter(person__email=address("chair.kr"))) == {("chair", "TF"), ("delegate", "KR")}
        assert set(held.filter(person__email=address("alternate.ep"))) == {
            ("alternate", "EP"),
            ("expert", "EP"),
        }
        assert not people.hat("alternate.ep", Capacity.ALTERNATE).speaks_for_office

    def records(self):
        found = Proposal.objects.filter(record_date__isnull=False)
        assert found.count() == 14
        assert not found.filter(endorsements__isnull=False).exists()
        assert not found.filter(revisions__isnull=False).exists()
        assert SymbolSeries.objects.get(key="P/2021").last == 14
        assert Event.objects.filter(verb="proposal.imported", by__isnull=True).count() == 14
        one = found.get(symbol="NETAI/P/2021/007")
        assert [each.code for each in one.other_offices] == ["JP", "CN"]
        assert one.origin == Proposal.Origin.PUBLIC
        assert len(one.record_sources) == 2

    def rounds(self):
        outcomes = dict(Round.objects.values_list("outcome", "level"))
        assert outcomes.keys() == {
            "",
            "provisional",
            "tf_endorsed_with_reservations",
            "insufficient_support",
            "no_consensus",
            "tf_endorsed",
            "agreed_with_reservations",
        }
        assert outcomes["tf_endorsed_with_reservations"] == "consensus"
        assert Round.objects.get(outcome="provisional").settle_due_at is not None
        others = Round.objects.filter(title__endswith="(fictitious)").values_list("rule_set__code", "state")
        assert sorted(others) == [("heads", "open"), ("tf_session", "closed"), ("tf_silence", "announced")]
        for chained in Round.objects.filter(rule_set__code="tf_explicit"):
            assert chained.positions.count() == (3 if chained.state == "open" else 5)
        call_command("verify_chain", stdout=StringIO())

    def roadmap(self):
        versions = Version.objects.order_by("compiled_at").values_list("edition", "state", "kind", "origin")
        assert list(versions) == [
            ("1.0", "superseded", "major", "record"),
            ("1.1", "published", "minor", "product"),
            (None, "compiling", "major", "product"),
        ]
        assert Round.objects.get(version_round__version__edition="1.1").level == "full"
        reported = Project.objects.filter(holdings__version__edition="1.1", reported_at__isnull=False)
        assert reported.count() == 9
        assert Project.objects.in_plan().count() == 11

    def sights(self):
        wanted = {
            code: Round.objects.awaiting(people.hat(f"hod.{code}", Capacity.HOD)).count()
            for code in ("ep", "jp", "kr", "cn", "us")
        }
        assert wanted == {"ep": 0, "jp": 1, "kr": 2, "cn": 1, "us": 0}
        drafts = {
            code: sorted(
                Proposal.objects.visible_to(people.hat(f"hod.{code}", Capacity.HOD))
                .filter(state="draft")
                .values_list("lead_office__code", flat=True)
            )
            for code in ("ep", "jp", "kr", "cn", "us")
        }
        # The CNIPA's HoD was asked for consent to the Korean draft, the European one is opened to the USPTO.
        assert drafts == {"ep": ["EP"], "jp": [], "kr": ["KR"], "cn": ["CN", "KR"], "us": ["EP", "US"]}
        observer = Proposal.objects.visible_to(people.hat("observer.wo", Capacity.OBSERVER))
        assert observer.count() == sum(EXPECTED.values()) - EXPECTED["draft"]

    def texts(self):
        live = Proposal.objects.filter(record_date__isnull=True)
        assert set(live.values_list("origin", flat=True)) == {"invented"}
        for proposal in live.exclude(state="draft"):
            assert completeness.missing_of(proposal) == []
            assert proposal.summary


@pytest.mark.transactional
@pytest.mark.usefixtures("empty")
class TestBroken:
    def test_a_run_after_a_broken_one_completes_and_a_deleted_draft_stays_away(self):
        steps = people.appoint_all(PASSWORD)
        assert [next(steps) for _each in range(7)] == [True] * 7
        load(verbosity=0)
        assert Counter(Proposal.objects.values_list("state", flat=True)) == EXPECTED
        draft = Proposal.objects.get(lead_office__code="US", state="draft")
        draft.delete()
        assert load(verbosity=0) == ("", "")
        assert not Proposal.objects.filter(lead_office__code="US", state="draft").exists()

    def test_an_entry_that_fails_leaves_nothing(self):
        load(verbosity=0)
        entry = {**proposals.entries()[0], "key": "comparative-study", "early_reason": "x" * 3_000}
        before = rows()
        with pytest.raises(Invalid):
            proposals.load(entry)
        assert rows() == before


@pytest.mark.transactional
@pytest.mark.usefixtures("empty")
class TestPassword:
    def test_a_new_demo_password_reaches_all_who_have_not_chosen_their_own(self):
        people.share_password(PASSWORD)
        own = Person.objects.get(email=address("hod.us"))
        own.set_password("chosen by its owner")
        own.save()
        people.share_password("the next password of the demo")
        fits = {
            each.email: each.check_password("the next password of the demo") for each in Person.objects.all()
        }
        assert [email for email, is_shared in fits.items() if not is_shared] == [own.email]
        assert len(fits) == 37


@pytest.mark.django_db
class TestRefused:
    def test_outside_the_demo_nothing_is_loaded(self, settings):
        settings.DEMO = False
        settings.DEMO_PASSWORD = PASSWORD
        with pytest.raises(CommandError, match="only with DEMO=1"):
            load()
        assert not Proposal.objects.exists()


class TestData:
    def test_every_live_entry_of_the_seed_has_a_course_and_a_text(self):
        seed = {each["title"] for each in history.seed()["proposals"] if each["entry"] == "live"}
        entries = proposals.entries()
        assert seed <= {each["title"] for each in entries}
        assert len({each["key"] for each in entries}) == len(entries)
        assert all(text_of(each["key"])["problem"] for each in entries)
        assert all(set(each["course"]) <= set(proposals.STEPS) for each in entries)

    def test_nobody_bears_anothers_name(self):
        names = {each.account: each.name for each in people.appointments()}
        assert len(set(names.values())) == len(names) == 37
