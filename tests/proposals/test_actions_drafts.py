"""Deeds on a draft: what each changes, what it records, who is told, what it refuses."""

import datetime as dt

import pytest

from ip5.accounts import actions as accounts
from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.offices.models import Office
from proposals import actions
from proposals.models import MAX_SECTION, Participation, Proposal, Revision
from tests import stages
from tests.proposals.telling import (
    LEAD_TOLD,
    MEMBERS_TOLD,
    events,
    fresh,
    kinds,
    last_data,
    last_event,
    told,
)

pytestmark = pytest.mark.django_db


def office(code):
    return Office.objects.get(code=code)


def edit(proposal, by, offices=None, **values):
    """Edit what is there now."""
    return actions.edit(proposal, by=by, values=values, offices=offices, version=fresh(proposal).version)


def stamp(proposal, by):
    return actions.clear(proposal, by=by, fingerprint=fresh(proposal).fingerprint)


# --- Write -------------------------------------------------------------------------------------------


def test_a_draft_is_the_offices_own(cast):
    proposal = actions.create(
        by=cast.delegate_ep, values={"title": "A\r\nB"}, offices={office("US").pk: "co_lead"}
    )
    kept = fresh(proposal)
    assert (kept.state, kept.visibility, kept.symbol, kept.version) == ("draft", "office_internal", None, 1)
    assert (kept.lead_office.code, kept.created_by, kept.title) == ("EP", cast.delegate_ep, "A\nB")
    assert kept.fingerprint == kept.fingerprint_now()
    assert [(each.office.code, each.role, each.asked_at) for each in kept.participations.all()] == [
        ("US", "co_lead", None)
    ]
    assert events(kept) == [("proposal.drafted", "delegate_ep", "office_internal", ["EP"], "")]
    assert kinds(kept) == set()


@pytest.mark.parametrize(
    "key", ["chair_kr", "secretariat", "observer", "industry", "expert", "head_ep", "anonymous"]
)
def test_who_does_not_draft_writes_nothing(cast, key):
    with pytest.raises(Refused, match="drafted by delegates"):
        actions.create(by=cast.hat(key), values={"title": "A"})
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "most"), [("title", 200), ("summary", MAX_SECTION), ("wipo_effect", MAX_SECTION)]
)
def test_a_text_beyond_its_length_is_refused_and_nothing_is_changed(cast, name, most):
    proposal = stages.draft(cast)
    before = fresh(proposal).text()
    for refused in (
        lambda: actions.create(by=cast.delegate_ep, values={name: "x" * (most + 1)}),
        lambda: edit(proposal, cast.delegate_ep, **{name: "x" * (most + 1)}),
    ):
        with pytest.raises(Invalid) as refusal:
            refused()
        assert refusal.value.errors == {name: [f"At most {most:,} characters; this has {most + 1:,}."]}
    assert fresh(proposal).text() == before
    assert edit(proposal, cast.delegate_ep, **{name: "x" * most}).version == 2


def test_an_edit_changes_the_text_counts_on_and_is_one_entry_for_a_run(cast):
    proposal = stages.draft(cast)
    edit(proposal, cast.colleague_ep, title="Second")
    edit(proposal, cast.colleague_ep, title="Third")
    edit(proposal, cast.delegate_ep, title="Fourth")
    kept = fresh(proposal)
    assert (kept.title, kept.version, kept.updated_by) == ("Fourth", 4, cast.delegate_ep)
    assert [row[:3] for row in events(kept)] == [
        ("proposal.drafted", "delegate_ep", "office_internal"),
        ("proposal.edited", "colleague_ep", "office_internal"),
        ("proposal.edited", "delegate_ep", "office_internal"),
    ]


def test_an_edit_that_changes_nothing_leaves_version_and_record_alone(cast):
    proposal = stages.draft(cast)
    same = actions.edit(
        proposal, by=cast.hod_ep, values=stages.text(), offices={office("US").pk: "co_lead"}, version=1
    )
    assert (same.version, len(events(proposal))) == (1, 1)


def test_a_stale_edit_names_who_saved_and_changes_nothing(cast):
    proposal = stages.draft(cast)
    edit(proposal, cast.colleague_ep, title="Theirs")
    with pytest.raises(Conflict) as refusal:
        actions.edit(proposal, by=cast.delegate_ep, values={"title": "Mine"}, version=1)
    assert str(refusal.value).startswith("Colleague Ep saved this draft in the meantime.")
    assert fresh(proposal).title == "Theirs"


@pytest.mark.parametrize("code", ["EP", "WO", "TF", "AIPLA"])
def test_only_the_other_member_offices_take_part(cast, code):
    proposal = stages.draft(cast)
    for refused in (
        lambda: edit(proposal, cast.delegate_ep, offices={office(code).pk: "co_lead"}),
        lambda: actions.create(by=cast.delegate_ep, values={}, offices={office(code).pk: "co_lead"}),
    ):
        with pytest.raises(Invalid) as refusal:
            refused()
        assert refusal.value.errors == {"offices": ["Only the other member offices can take part."]}
    assert [each.office.code for each in proposal.participations.all()] == ["US"]


@pytest.mark.parametrize("key", ["delegate_us", "hod_us", "hod_jp", "chair_kr", "secretariat", "head_ep"])
def test_nobody_else_edits(cast, key):
    proposal = stages.asked(cast)
    with pytest.raises(Refused):
        edit(proposal, cast.hat(key), title="Theirs")
    assert fresh(proposal).title == "Common criteria"


@pytest.mark.parametrize("stage", ["submitted", "returned", "tabled", "in_ballot", "closed"])
def test_a_submitted_text_is_edited_by_nobody(cast, stage):
    proposal = stages.STAGES[stage](cast)
    with pytest.raises(WrongState):
        edit(proposal, cast.hod_ep, title="Changed")
    assert fresh(proposal).text() == proposal.text()


# --- Consent -----------------------------------------------------------------------------------------


def test_asking_tells_the_head_of_the_other_office_alone(cast):
    proposal = stages.asked(cast)
    assert told(proposal, "consent_asked") == ["hod_us"]
    assert kinds(proposal) == {"consent_asked"}
    assert last_event(proposal) == (
        "proposal.consent_asked",
        "delegate_ep",
        "office_internal",
        ["EP", "US"],
        "",
    )
    assert last_data(proposal) == {"offices": ["US"], "text_sha256": proposal.fingerprint}


def test_a_designated_alternate_is_asked_with_the_head(cast):
    now = clock.now()
    accounts.designate(cast.alternate_ep, since=now, until=now + dt.timedelta(days=2), by=cast.head_ep)
    proposal = actions.create(
        by=cast.delegate_us, values=stages.text(), offices={office("EP").pk: "contributing"}
    )
    actions.ask_consent(proposal, by=cast.delegate_us)
    assert told(proposal, "consent_asked") == ["alternate_ep", "hod_ep"]


def test_nobody_is_asked_twice_about_one_text(cast):
    proposal = stages.asked(cast)
    with pytest.raises(Refused, match="No office is left to ask"):
        actions.ask_consent(proposal, by=cast.hod_ep)
    edit(proposal, cast.delegate_ep, offices={office("US").pk: "co_lead", office("JP").pk: "contributing"})
    actions.ask_consent(proposal, by=cast.hod_ep)
    assert told(proposal, "consent_asked") == ["hod_jp", "hod_us"]


def test_consent_names_one_exact_text_and_tells_the_lead_delegation(cast):
    proposal = stages.consented(cast)
    (part,) = proposal.participations.all()
    assert (part.consent_fingerprint, part.consented_by) == (proposal.fingerprint, cast.hod_us)
    assert told(proposal, "consent_given") == sorted(LEAD_TOLD)
    assert last_event(proposal) == ("proposal.consented", "hod_us", "office_internal", ["EP", "US"], "")
    assert last_data(proposal) == {"text_sha256": proposal.fingerprint}


def test_consent_to_a_text_that_changed_meanwhile_is_refused(cast):
    proposal = stages.asked(cast)
    edit(proposal, cast.delegate_ep, risks="More.")
    with pytest.raises(Conflict, match="changed while you were reading"):
        actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)
    assert fresh(proposal).taking_part == []


def test_an_edit_asks_again(cast):
    proposal = stages.consented(cast)
    edited = edit(proposal, cast.delegate_ep, risks="More.")
    assert fresh(proposal).taking_part == []
    asked = actions.ask_consent(edited, by=cast.delegate_ep)
    assert told(proposal, "consent_asked") == ["hod_us", "hod_us"]
    consented = actions.consent(asked, by=cast.hod_us, fingerprint=edited.fingerprint)
    assert [each.code for each in fresh(consented).other_offices] == ["US"]


def test_another_role_asks_again(cast):
    proposal = stages.consented(cast)
    edit(proposal, cast.delegate_ep, offices={office("US").pk: "contributing"})
    assert fresh(proposal).taking_part == []
    actions.ask_consent(proposal, by=cast.delegate_ep)
    assert told(proposal, "consent_asked") == ["hod_us", "hod_us"]


@pytest.mark.parametrize("key", ["delegate_us", "leaver", "hod_ep", "hod_jp", "chair_kr", "secretariat"])
def test_only_the_head_of_an_office_asked_answers(cast, key):
    proposal = stages.asked(cast)
    for answer in (
        lambda: actions.consent(proposal, by=cast.hat(key), fingerprint=proposal.fingerprint),
        lambda: actions.decline(proposal, by=cast.hat(key)),
    ):
        with pytest.raises(Refused, match="office that was asked"):
            answer()
    assert [each.standing(proposal) for each in fresh(proposal).participations.all()] == ["invited"]


def test_an_office_that_declines_counts_for_nothing_and_is_asked_about_a_new_text_only(cast):
    proposal = actions.decline(stages.consented(cast), by=cast.hod_us)
    assert fresh(proposal).taking_part == []
    assert told(proposal, "consent_declined") == sorted(LEAD_TOLD)
    assert last_event(proposal) == ("proposal.declined", "hod_us", "office_internal", ["EP", "US"], "")
    with pytest.raises(Refused, match="No office is left to ask"):
        actions.ask_consent(proposal, by=cast.delegate_ep)
    edit(proposal, cast.delegate_ep, risks="More.")
    actions.ask_consent(proposal, by=cast.delegate_ep)
    assert told(proposal, "consent_asked") == ["hod_us", "hod_us"]


# --- Clearance ---------------------------------------------------------------------------------------


def test_clearance_is_asked_of_the_head(cast):
    proposal = actions.ask_clearance(stages.draft(cast), by=cast.delegate_ep)
    assert told(proposal, "clearance_asked") == ["hod_ep"]
    assert last_event(proposal) == ("proposal.clearance_asked", "delegate_ep", "office_internal", ["EP"], "")


def test_the_stamp_names_text_and_class_and_tells_the_others_of_the_delegation(cast):
    proposal = stamp(stages.draft(cast), cast.hod_ep)
    kept = fresh(proposal)
    assert kept.is_cleared is True
    assert (kept.cleared_fingerprint, kept.cleared_visibility, kept.cleared_by) == (
        kept.fingerprint,
        "members_observers",
        cast.hod_ep,
    )
    assert told(proposal, "clearance_given") == sorted(LEAD_TOLD - {"hod_ep"})
    assert last_event(proposal) == ("proposal.cleared", "hod_ep", "office_internal", ["EP"], "")
    assert last_data(proposal) == {"text_sha256": kept.fingerprint, "visibility": "members_observers"}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"wipo_effect": "Another."},
        {"horizon": "long"},
        {"submit_visibility": "members"},
        {"offices": {"US": "co_lead", "JP": "contributing"}},
        {"offices": {}},
    ],
    ids=str,
)
def test_any_edit_removes_the_stamp_and_going_back_does_not_restore_it(cast, change):
    proposal = stamp(stages.consented(cast), cast.hod_ep)
    back = {name: getattr(proposal, name) for name in change if name != "offices"}
    named = {office(code).pk: role for code, role in change.get("offices", {"US": "co_lead"}).items()}
    values = {name: value for name, value in change.items() if name != "offices"}
    edit(proposal, cast.delegate_ep, offices=named, **values)
    assert fresh(proposal).is_cleared is False
    edit(proposal, cast.delegate_ep, offices={office("US").pk: "co_lead"}, **back)
    assert fresh(proposal).is_cleared is False
    with pytest.raises(Refused, match="has not cleared this text"):
        actions.submit(proposal, by=cast.delegate_ep)


def test_clearing_a_text_that_changed_meanwhile_is_refused(cast):
    proposal = stages.draft(cast)
    edit(proposal, cast.delegate_ep, risks="More.")
    with pytest.raises(Conflict, match="changed while you were reading"):
        actions.clear(proposal, by=cast.hod_ep, fingerprint=proposal.fingerprint)
    assert fresh(proposal).is_cleared is False


@pytest.mark.parametrize("key", ["delegate_ep", "alternate_ep", "head_ep", "deputy_ep", "hod_us", "chair_kr"])
def test_only_the_head_of_the_lead_office_clears(cast, key):
    proposal = stages.asked(cast)
    with pytest.raises(Refused, match="commits it"):
        stamp(proposal, cast.hat(key))
    assert fresh(proposal).is_cleared is False


# --- Submission --------------------------------------------------------------------------------------


def test_the_head_submits_and_clears_by_it(cast):
    proposal = fresh(stages.submitted(cast))
    year = proposal.submitted_at.year
    assert (proposal.state, proposal.visibility, proposal.symbol) == (
        "submitted",
        "members_observers",
        f"NETAI/P/{year}/001",
    )
    assert (proposal.is_cleared, proposal.cleared_by) == (True, cast.hod_ep)
    assert told(proposal, "proposal_submitted") == sorted(MEMBERS_TOLD | {"observer"})
    assert last_event(proposal) == ("proposal.submitted", "hod_ep", "members_observers", [], "")
    assert last_data(proposal) == {"revision": 0, "text_sha256": Revision.objects.get().sha256}


def test_a_restricted_proposal_takes_its_own_series_and_observers_are_not_told(cast):
    proposal = fresh(stages.submitted(cast, submit_visibility="members"))
    assert (proposal.visibility, proposal.symbol) == ("members", f"NETAI/PR/{proposal.submitted_at.year}/001")
    assert told(proposal, "proposal_submitted") == sorted(MEMBERS_TOLD)
    assert last_event(proposal) == ("proposal.submitted", "hod_ep", "members", [], "")


def test_a_delegate_submits_a_stamped_text_only(cast):
    proposal = stages.consented(cast)
    with pytest.raises(Refused, match="a delegate cannot commit the office"):
        actions.submit(proposal, by=cast.delegate_ep)
    stamp(proposal, cast.hod_ep)
    submitted = actions.submit(proposal, by=cast.colleague_ep)
    assert (submitted.state, submitted.cleared_by) == ("submitted", cast.hod_ep)
    assert Revision.objects.get().submitted_by == cast.colleague_ep


def test_offices_without_consent_to_this_text_are_dropped(cast):
    named = {office("US").pk: "co_lead", office("JP").pk: "co_lead", office("KR").pk: "contributing"}
    proposal = actions.create(by=cast.delegate_ep, values=stages.text(), offices=named)
    proposal = actions.ask_consent(proposal, by=cast.delegate_ep)
    actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)
    actions.decline(proposal, by=cast.hod_kr)
    submitted = fresh(actions.submit(proposal, by=cast.hod_ep))
    assert [each.office.code for each in submitted.participations.all()] == ["US"]
    assert [each.code for each in submitted.other_offices] == ["US"]
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("stage", ["draft", "asked"])
def test_without_any_consent_nothing_is_submitted(cast, stage):
    proposal = stages.STAGES[stage](cast)
    with pytest.raises(Refused, match=r"Still missing: consent of another participating office\."):
        actions.submit(proposal, by=cast.hod_ep)
    assert (fresh(proposal).state, Revision.objects.count()) == ("draft", 0)


def test_a_proposal_is_submitted_once(cast):
    proposal = stages.submitted(cast)
    with pytest.raises(WrongState, match="while the state is “Submitted”"):
        actions.submit(proposal, by=cast.hod_ep)
    assert Revision.objects.count() == 1


# --- Delete ------------------------------------------------------------------------------------------


def test_a_draft_is_deleted_and_its_chain_stays(cast):
    proposal = stages.consented(cast)
    deleted = fresh(proposal)
    assert actions.delete(proposal, by=cast.delegate_ep) is None
    assert not Proposal.objects.filter(uuid=deleted.uuid).exists()
    assert Participation.objects.count() == 0
    assert last_event(deleted) == ("proposal.draft_deleted", "delegate_ep", "office_internal", ["EP"], "")
    assert len(events(deleted)) == 4


@pytest.mark.parametrize("stage", ["submitted", "closed"])
def test_a_submitted_proposal_is_not_deleted(cast, stage):
    proposal = stages.STAGES[stage](cast)
    with pytest.raises(WrongState):
        actions.delete(proposal, by=cast.hod_ep)
    assert fresh(proposal).state == proposal.state


def test_no_event_and_no_notice_holds_a_draft_text(cast):
    from ip5.outbox.models import Notice

    mark = "zqx-confidential"
    proposal = stages.submitted(cast, mark, problem=mark, summary=mark, submit_visibility="members")
    assert [each for each in Event.objects.for_subject(proposal) if mark in each.payload] == []
    assert [each for each in Notice.objects.all() if mark in str(each.data)] == []
