"""The verifier on plain rows: every kind of tampering is named with its row."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from ip5.audit.verifier import (
    START,
    AuditRow,
    canonical_text,
    check,
    check_chains,
    event_digest,
    instant_text,
)

AT = dt.datetime(2021, 4, 19, 7, 30, tzinfo=dt.UTC)
KIND, UUID = "proposals.proposal", str(uuid4())


def chain(size, uuid=UUID):
    """Return an honest chain of ``size`` rows with its count and head."""
    rows, prev = [], START
    for seq in range(1, size + 1):
        row = AuditRow(
            *(KIND, uuid, size, "", seq, AT + dt.timedelta(minutes=seq), str(uuid4()), "proposal.tabled"),
            *(7, "Mina Park", "co-chair", 3, "TF", "members", [], '{"data":{},"reason":"é"}', prev, ""),
        )
        row = replace(row, hash=event_digest(row))
        rows.append(row)
        prev = row.hash
    return [replace(row, head=prev) for row in rows]


def flaw_of(rows, count=5, head=None):
    return check(rows, count, head or HONEST[-1].hash, event_digest)


HONEST = chain(5)


def test_an_untouched_chain_holds():
    assert flaw_of(HONEST) is None
    assert check([], 0, START, event_digest) is None


def test_a_changed_byte_is_named():
    for name, value in [
        ("payload", HONEST[2].payload.replace("é", "e")),
        ("person_name", "Mina Pork"),
        ("at", HONEST[2].at + dt.timedelta(microseconds=1)),
        ("visibility", "public"),
        ("offices", [1]),
        ("by_id", None),
        ("office_id", 4),
        ("verb", "proposal.tables"),
        ("hash", "0" * 64),
        ("prev", "1" * 64),
        ("uuid", str(uuid4())),
        ("acting_as", ""),
        ("office_code", "JP"),
    ]:
        rows = [*HONEST]
        rows[2] = replace(rows[2], **{name: value})
        assert flaw_of(rows).seq == 3, name


def test_a_changed_row_with_a_forged_hash_breaks_at_the_next():
    rows = [*HONEST]
    rows[2] = replace(rows[2], person_name="X")
    rows[2] = replace(rows[2], hash=event_digest(rows[2]))
    assert flaw_of(rows).seq == 4
    assert "does not follow" in flaw_of(rows).fault


def test_a_deleted_row_is_named():
    assert str(flaw_of(HONEST[:2] + HONEST[3:])) == "row 3: is missing"
    assert flaw_of(HONEST[1:]).seq == 1


def test_swapped_rows_are_named():
    rows = [*HONEST]
    rows[1], rows[2] = replace(HONEST[2], seq=2), replace(HONEST[1], seq=3)
    assert flaw_of(rows).seq == 2


def test_an_inserted_row_is_named():
    twice = [*HONEST[:3], HONEST[2], *HONEST[3:]]
    assert str(flaw_of(twice)) == "row 3: is there more than once"
    extra = chain(6)
    assert flaw_of([*HONEST, replace(extra[5], prev=HONEST[-1].hash)]).seq == 6


def test_a_cut_tail_is_named():
    assert str(flaw_of(HONEST[:3])) == "row 4: is missing: the tail was cut, the chain counts 5"
    assert flaw_of([]).seq == 1


def test_a_changed_parent_is_named():
    assert flaw_of(HONEST, head="f" * 64).seq == 5
    assert flaw_of(HONEST[:4], count=4).seq == 4
    assert check([], 0, "f" * 64, event_digest) is not None


def test_many_chains_in_one_pass_stop_at_the_first_flaw():
    good, bad = chain(3, str(uuid4())), chain(3, str(uuid4()))
    empty = replace(good[0], subject_uuid=str(uuid4()), count=0, head=START, seq=None)
    bad[1] = replace(bad[1], verb="x")
    report = check_chains([empty, *good, *bad], event_digest)
    assert (report.chains, report.rows) == (3, 5)
    assert str(report.flaw).startswith(f"{bad[0].parent} row 2: was changed")
    assert check_chains([empty, *good], event_digest).flaw is None
    cut = replace(empty, count=2)
    assert check_chains([cut], event_digest).flaw.seq == 1


def test_the_text_is_as_documented():
    row = HONEST[0]
    assert canonical_text(row).split("\n") == [
        *("ip5-audit-1", KIND, UUID, "1", "2021-04-19T07:31:00.000000Z", row.uuid, "proposal.tabled", "7"),
        *("Mina Park", "co-chair", "3", "TF", "members", "{}", '{"data":{},"reason":"é"}', START),
    ]


@pytest.mark.parametrize("hours", [-7, 0, 9])
def test_an_instant_reads_the_same_in_every_zone(hours):
    zone = dt.timezone(dt.timedelta(hours=hours))
    assert instant_text(AT.astimezone(zone)) == "2021-04-19T07:30:00.000000Z"
