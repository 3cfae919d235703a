"""Rounds with what stands beside them: prepared positions, a letter, former rounds."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from psycopg import Connection
from psycopg.types.json import Jsonb

from ip5.ballots import actions as ballots
from ip5.offices.models import Office
from ip5.papers.inspection import checked
from proposals import actions
from proposals.models import Proposal
from tests import stages
from tests.cast import HODS, Cast


def prepared(cast: Cast, title: str) -> dict[str, Any]:
    """The address of an open round for which every delegation has prepared its position."""
    round = stages.in_ballot(cast, title=title).endorsements.get().round
    for key in HODS:
        ballots.prepare(round, by=cast.hat(key), answer="support", note=title)
    return {"uuid": round.uuid}


def letter(cast: Cast, title: str) -> dict[str, Any]:
    """The address of a letter of the CNIPA on an open round."""
    round = stages.in_ballot(cast, title=title).endorsements.get().round
    upload = checked(SimpleUploadedFile("letter.txt", title.encode()))
    sender = Office.objects.get(code="CN")
    paper = ballots.add_letter(round, by=cast.secretariat, office=sender, title=title, upload=upload)
    return {"uuid": round.uuid, "paper": paper.uuid}


def second(cast: Cast, title: str) -> dict[str, Any]:
    """The address of the open second round of a proposal on which there was no consensus."""
    proposal = stages.undecided(cast, title=title)
    return {"uuid": actions.open_round(proposal, by=cast.chair_kr, days=10, note="Once more.").uuid}


def change_rule(owner: Connection, **figures: int | None) -> None:
    """Load the next version of the rule for explicit rounds with other figures, as a migration does; None is none."""
    owner.execute(
        """
        INSERT INTO ballots_ruleset (code, version, name, data, sha256)
        SELECT code, version + 1, name, jsonb_strip_nulls(data || %s), sha256 FROM ballots_ruleset
        WHERE code = 'tf_explicit' ORDER BY version DESC LIMIT 1
        """,
        [Jsonb(figures)],
    )


def three(cast: Cast, title: str = "Common criteria") -> Proposal:
    """A proposal on which three rounds of this year found no consensus."""
    proposal = stages.undecided(cast, title)
    for _round in range(2):
        actions.open_round(proposal, by=cast.chair_kr, days=10, note="Once more.")
        stages.answer(cast, proposal, stages.FULL_SUPPORT | {"hod_cn": "object"})
        actions.close_round(proposal, by=cast.chair_kr)
        proposal.refresh_from_db()
    return proposal
