"""A dossier is made once, holds what its hat may read, and is kept as bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from ip5.audit.models import Event
from ip5.ballots import actions as ballots
from ip5.kernel.errors import Refused, WrongState
from proposals.models import Proposal
from roadmap import actions, rules
from roadmap.models import Dossier, Version
from tests import stages as proposals
from tests.cast import HODS
from tests.reading import words_of_pdf
from tests.roadmap import stages

pytestmark = pytest.mark.django_db

MAKERS = {
    "hod_ep",
    "deputy_ep",
    "head_ep",
    "hod_us",
    "hod_jp",
    "hod_kr",
    "hod_cn",
    "chair_ep",
    "chair_kr",
    "secretariat",
}
WORDS = "Words of hod_"


def everything(dossier: Dossier) -> str:
    """Return every word of a dossier: of its PDF and of each other file."""
    with zipfile.ZipFile(io.BytesIO(bytes(dossier.archive))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return " ".join(
        words_of_pdf(body) if name.endswith(".pdf") else body.decode("utf-8-sig")
        for name, body in files.items()
    )


def answered(cast, version: Version, **answers: str) -> None:
    """Cast a position of each office in the version's open round."""
    round = actions.current_round(version)
    for key in HODS:
        answer = answers.get(key, "support")
        extra = {"text": f"Words of {key}.", "kind": "substantive"} if answer == "reserve" else {}
        ballots.cast(round, by=cast.hat(key), answer=answer, **extra)


def test_who_makes_a_dossier_of_a_frozen_version(cast):
    version = stages.frozen(cast)
    assert {
        key for key in cast if key != "inactive" and rules.may_make_dossier(cast.hat(key), version)
    } == MAKERS
    reason = str(rules.may_make_dossier(cast.delegate_ep, version).reason)
    assert reason.startswith("A dossier is made by a Head, a deputy head")


def test_none_is_made_of_a_version_being_compiled(cast):
    version = stages.compiled(cast)
    with pytest.raises(WrongState, match="still being compiled"):
        actions.make_dossier(version, by=cast.secretariat)
    assert Dossier.objects.count() == 0


def test_it_is_refused_to_others_and_nothing_is_written(cast):
    version = stages.frozen(cast)
    before = Event.objects.count()
    for key in ("delegate_ep", "alternate_ep", "expert", "observer", "industry", "admin_ep", "site_admin"):
        with pytest.raises(Refused):
            actions.make_dossier(version, by=cast.hat(key))
    assert (Dossier.objects.count(), Event.objects.count()) == (0, before)


def test_what_is_kept_says_for_whom_and_matches_its_fingerprints(cast):
    version = stages.frozen(cast)
    made = actions.make_dossier(version, by=cast.head_ep)
    row = Dossier.objects.get()
    assert (row, row.version, row.office.code, row.made_by) == (made, version, "EP", cast.head_ep)
    assert row.made_for == "Head of office, European Patent Office"
    assert row.sha256 == hashlib.sha256(bytes(row.archive)).hexdigest()
    assert [each["name"] for each in row.files] == [
        "NETAI-RM-1.0-Prov.1-dossier.pdf",
        "roadmap.json",
        "contributions.csv",
        "positions.csv",
        "MANIFEST.txt",
    ]
    assert row.files[1]["sha256"] == version.sha256
    text = everything(row)
    for each in ("Common criteria", "The EPO takes part in 1 project.", "made for Head of office"):
        assert each in text


def test_the_event_is_the_own_offices_alone(cast):
    version = stages.frozen(cast)
    made = actions.make_dossier(version, by=cast.hod_jp)
    event = Event.objects.for_subject(version).get(verb="dossier.made")
    assert (event.visibility, event.offices) == ("office_internal", [cast.hod_jp.office_id])
    assert made.sha256 in event.payload
    seen = {
        key
        for key in ("hod_jp", "hod_ep", "chair_kr", "observer")
        if event in Event.objects.visible_to(cast.hat(key))
    }
    assert seen == {"hod_jp"}


def test_the_same_is_not_kept_twice(cast):
    version = stages.frozen(cast)
    first = actions.make_dossier(version, by=cast.hod_jp)
    assert actions.make_dossier(version, by=cast.hod_jp) == first
    assert Event.objects.filter(verb="dossier.made").count() == 1
    other = actions.make_dossier(version, by=cast.hod_ep)
    assert other != first
    actions.open_approval(version, by=cast.chair_kr, days=10)
    later = actions.make_dossier(stages.fresh(version), by=cast.hod_jp)
    assert later not in (first, other)
    first.refresh_from_db()
    assert "Frozen" in everything(first)
    assert "Under approval" in everything(later)


def test_while_a_round_is_open_no_dossier_holds_a_position_not_even_the_own_one(cast):
    version = stages.under_approval(cast)
    answered(cast, version, hod_ep="reserve", hod_jp="reserve")
    for key in sorted(MAKERS):
        text = everything(actions.make_dossier(stages.fresh(version), by=cast.hat(key)))
        assert WORDS not in text, key
        assert "Reserve" not in text, key
        assert "Positions are sealed until then." in text, key


def test_after_the_close_a_dossier_holds_every_position_the_hat_may_read(cast):
    version = stages.under_approval(cast)
    answered(cast, version, hod_ep="reserve")
    actions.close_approval(version, by=cast.chair_kr)
    for key in ("hod_jp", "secretariat", "head_ep"):
        text = everything(actions.make_dossier(stages.fresh(version), by=cast.hat(key)))
        assert "Words of hod_ep." in text
        assert "Endorsed by the task force with reservations" in text
        assert text.count("Support") >= 4


def test_a_cancelled_rounds_positions_stay_out_for_ever(cast):
    version = stages.under_approval(cast)
    answered(cast, version, hod_ep="reserve")
    actions.cancel_approval(version, by=cast.chair_kr, reason="A new text.")
    text = everything(actions.make_dossier(stages.fresh(version), by=cast.hod_jp))
    assert WORDS not in text


def test_the_heads_answers_are_in_no_dossier(cast):
    version = stages.submitted(cast)
    round = version.rounds.get(round__state="open").round
    words = [{"passage": "", "text": "A condition of one Head."}]
    ballots.cast(round, by=cast.head_ep, answer="endorse_subject_to", items=ballots.packed(words))
    for key in ("hod_jp", "head_ep", "chair_kr"):
        assert "A condition of one Head." not in everything(actions.make_dossier(version, by=cast.hat(key)))


def test_reservations_on_items_and_deputies_answers_are_in_it(cast):
    proposal: Proposal = stages.endorsed(cast, hod_jp="reserve")
    version = stages.tf_endorsed(cast, proposal)
    version = actions.clear_as_deputy(version, by=cast.deputy_ep)
    text = everything(actions.make_dossier(version, by=cast.hod_cn))
    assert "Words of hod_jp." in text
    assert "EPO Cleared" in text


def test_drafts_of_others_are_in_no_dossier(cast):
    proposals.draft(cast, "A secret draft")
    version = stages.frozen(cast)
    assert "A secret draft" not in everything(actions.make_dossier(version, by=cast.chair_kr))


def test_the_runtime_role_changes_no_dossier_and_forges_no_fingerprint(cast):
    version = stages.frozen(cast)
    made = actions.make_dossier(version, by=cast.hod_jp)
    for attempt in (
        lambda: Dossier.objects.filter(pk=made.pk).update(made_for="Somebody"),
        lambda: Dossier.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError, match="dossier_sha256_of_archive"), transaction.atomic():
        Dossier.objects.create(
            version=version,
            office=made.office,
            made_by=made.made_by,
            made_for=made.made_for,
            made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            content_sha256="1" * 64,
            files=[],
            archive=b"other bytes",
            sha256=made.sha256,
        )
