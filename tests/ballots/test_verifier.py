"""The chain of a round's positions: its exact text, and each kind of tampering by the owner, named with its row."""

import dataclasses
import datetime as dt
import hashlib
import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from ip5.accounts.models import Mandate
from ip5.ballots.models import Position, Round, RuleSet, Seat
from ip5.ballots.verifier import PositionRow, check_rounds, position_content, position_digest, rounds_report
from ip5.kernel import clock
from ip5.offices.models import Office
from tests.cast import HODS, address
from tests.databases import ROOT, runtime_url

rolled_back = pytest.mark.django_db(databases=["default", "owner"])


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


SAID = (("EP", "support"), ("JP", "reserve"), ("KR", "abstain"), ("CN", "ad_referendum"), ("US", "object"))


def made_round(number):
    """A round with a position of each office, written by the trigger, in the owner's own transaction."""
    rows = Round.objects.using("owner")
    opened = rows.create(
        symbol="NETAI/B/2026/001", number=number,
        rule_set=RuleSet.objects.using("owner").get(code="tf_explicit", version=2),
        visibility="members", title="T", text="{}", text_sha256=sha("{}"), subject_symbol="S", address="/x/",
        opened_at=clock.now(), opened_by=Mandate.objects.using("owner").get(person__email=address("chair_kr")),
        days=10, ends_at=clock.now() + dt.timedelta(days=14),
    )  # fmt: skip
    for office in Office.objects.using("owner").members():
        Seat.objects.using("owner").create(round=opened, office=office)
    return opened


def say(opened, code, answer):
    key = next(key for key in HODS if key.endswith(code.lower()))
    hat = Mandate.objects.using("owner").get(person__email=address(key))
    Position.objects.using("owner").create(
        round=opened, office=hat.office, mandate=hat, answer=answer,
        passage="§ 3, “über”", text="two\nlines", remedy="日本",
    )  # fmt: skip


@pytest.fixture
def rounds():
    """Two full rounds and one without a position."""
    made = [made_round(number) for number in (1, 2, 3)]
    for opened in made[:2]:
        for code, answer in SAID:
            say(opened, code, answer)
    return made


def sql(text, *values):
    with connections["owner"].cursor() as cursor:
        cursor.execute(text, values)


def on(opened, seq, text):
    sql(f"{text} WHERE round_id = %s AND seq = %s", opened.pk, seq)


def without_trigger():
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE ballots_position DISABLE TRIGGER ballots_position_insert")


def name(opened):
    return f"NETAI/B/2026/001 R{opened.number} ({opened.uuid})"


def found():
    flaw = check_rounds("owner")
    return flaw and (flaw.parent, flaw.seq)


@rolled_back
def test_untouched(rounds):
    report = rounds_report("owner")
    assert (report.chains, report.rows, report.flaw) == (3, 10, None)
    assert check_rounds("owner") is None


def test_the_hash_is_that_of_the_published_text():
    """The trigger and the verifier may not change together: the text, spelled out by hand."""
    row = PositionRow(
        seq=1, at=dt.datetime(2021, 4, 19, 16, 30, 0, 7, tzinfo=dt.timezone(dt.timedelta(hours=9))), office="JP",
        mandate="5b6c0e6e-0000-4000-8000-000000000002", salt="0123456789abcdef" * 2, answer="reserve",
        kind="linguistic", until="", passage="3.1", text="words", remedy="", items="", recorded="",
        prev="a" * 64, content="", hash="",
    )  # fmt: skip
    uuid = "5b6c0e6e-0000-4000-8000-000000000001"
    salt, words = "0123456789abcdef" * 2, f"{sha('3.1')}\n{sha('words')}\n{sha('')}"
    content = sha(
        f"{salt}\nJP\n5b6c0e6e-0000-4000-8000-000000000002\n2021-04-19T07:30:00.000007Z\nreserve\nlinguistic\n\n"
        f"{words}\n{sha('')}\n"
    )
    assert position_content(row) == content
    row = dataclasses.replace(row, content=content)
    assert position_digest(row, uuid) == sha(f"ip5-position-2\n{uuid}\n1\n{'a' * 64}\n{content}")
    # Form 1, of rounds opened before: office, mandate and instant stand beside the content.
    first = sha(f"{salt}\nreserve\n{words}")
    assert position_digest(dataclasses.replace(row, content=""), uuid, form=1) == sha(
        f"ip5-position-1\n{uuid}\n1\n{'a' * 64}\n2021-04-19T07:30:00.000007Z\nJP\n"
        f"5b6c0e6e-0000-4000-8000-000000000002\n{first}"
    )


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@rolled_back
def test_the_session_s_zone_and_date_style_change_no_hash(zone):
    opened = made_round(1)
    sql(f"SET LOCAL TIME ZONE '{zone}'")
    sql("SET LOCAL DateStyle = 'German'")
    sql(
        "INSERT INTO ballots_position (uuid, round_id, office_id, mandate_id, answer, passage, text, remedy, salt,"
        " seq, at, prev, hash) SELECT gen_random_uuid(), %s, office_id, id, 'support', '', '', '', repeat('a', 32),"
        " 0, now(), '', '' FROM accounts_mandate WHERE capacity = 'hod' LIMIT 1",
        opened.pk,
    )
    sql("SET LOCAL TIME ZONE 'UTC'")
    sql("SET LOCAL DateStyle = 'ISO'")
    report = rounds_report("owner")
    assert (report.rows, report.flaw) == (1, None)


@pytest.mark.parametrize(
    "change",
    [
        "answer = 'support'",
        "text = text || ' '",
        "passage = 'x'",
        "remedy = ''",
        "salt = repeat('0', 32)",
        "at = at - interval '1 microsecond'",
        "hash = repeat('a', 64)",
        "prev = repeat('b', 64)",
        "office_id = (SELECT id FROM offices_office WHERE code = 'EP')",
        "mandate_id = (SELECT min(id) FROM accounts_mandate)",
    ],
)
@rolled_back
def test_a_changed_byte(rounds, change):
    on(rounds[1], 2, f"UPDATE ballots_position SET {change}")
    assert found() == (name(rounds[1]), 2)


@rolled_back
def test_the_first_bad_row_is_named(rounds):
    for opened, seq in ((rounds[1], 1), (rounds[0], 4), (rounds[0], 3)):
        on(opened, seq, "UPDATE ballots_position SET text = 'other'")
    assert found() == (name(rounds[0]), 3)


@pytest.mark.parametrize("seq", [1, 3])
@rolled_back
def test_a_deleted_row(rounds, seq):
    on(rounds[0], seq, "DELETE FROM ballots_position")
    assert found() == (name(rounds[0]), seq)


@rolled_back
def test_a_deleted_row_with_the_gap_closed(rounds):
    on(rounds[0], 2, "DELETE FROM ballots_position")
    for seq in (3, 4, 5):
        on(rounds[0], seq, f"UPDATE ballots_position SET seq = {seq - 1}")
    sql("UPDATE ballots_round SET position_count = 4 WHERE id = %s", rounds[0].pk)
    assert found() == (name(rounds[0]), 2)


@rolled_back
def test_swapped_rows(rounds):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        on(rounds[0], old, f"UPDATE ballots_position SET seq = {new}")
    assert found() == (name(rounds[0]), 2)


@rolled_back
def test_swapped_between_rounds(rounds):
    """Every value of the row comes from another round; only the round itself differs."""
    first, second = rounds[:2]
    on(first, 5, "DELETE FROM ballots_position")
    on(second, 5, f"UPDATE ballots_position SET round_id = {first.pk}")
    assert found() == (name(first), 5)


@rolled_back
def test_an_inserted_row(rounds):
    without_trigger()
    sql(
        "INSERT INTO ballots_position (uuid, round_id, office_id, mandate_id, answer, passage, text, remedy, salt,"
        " seq, at, prev, hash) SELECT gen_random_uuid(), round_id, office_id, mandate_id, 'support', '', '', '',"
        " salt, 6, at, hash, repeat('d', 64) FROM ballots_position WHERE round_id = %s AND seq = 5",
        rounds[0].pk,
    )
    assert found() == (name(rounds[0]), 6)
    # Counting it on the round does not help.
    sql(
        "UPDATE ballots_round SET position_count = 6, chain_head = repeat('d', 64) WHERE id = %s",
        rounds[0].pk,
    )
    assert found() == (name(rounds[0]), 6)


@pytest.mark.parametrize("kept", [0, 3])
@rolled_back
def test_a_cut_tail(rounds, kept):
    sql("DELETE FROM ballots_position WHERE round_id = %s AND seq > %s", rounds[1].pk, kept)
    assert str(check_rounds("owner")) == (
        f"{name(rounds[1])} row {kept + 1}: is missing: the tail was cut, the chain counts 5"
    )


@rolled_back
def test_a_changed_count_and_a_changed_head(rounds):
    sql("UPDATE ballots_round SET position_count = 4 WHERE id = %s", rounds[0].pk)
    assert found() == (name(rounds[0]), 5)
    sql(
        "UPDATE ballots_round SET position_count = 5, chain_head = repeat('c', 64) WHERE id = %s",
        rounds[0].pk,
    )
    assert found() == (name(rounds[0]), 5)


@rolled_back
def test_a_head_on_a_round_without_positions(rounds):
    sql("UPDATE ballots_round SET chain_head = repeat('c', 64) WHERE id = %s", rounds[2].pk)
    assert found() == (name(rounds[2]), 1)


@rolled_back
def test_the_command_ends_well_and_says_how_much_it_read(rounds, capsys):
    call_command("verify_chain", database="owner")
    told = "rounds: 3 chains, 10 rows read.\nversions: 0 chains, 0 rows read.\nNo flaw found.\n"
    assert told in capsys.readouterr().out


@rolled_back
def test_the_command_ends_with_1_and_the_first_bad_row(rounds):
    on(rounds[1], 4, "DELETE FROM ballots_position")
    with pytest.raises(
        CommandError, match=re.escape(f"rounds: {name(rounds[1])} row 4: is missing")
    ) as caught:
        call_command("verify_chain", database="owner")
    assert caught.value.returncode == 1


def test_the_process_ends_with_0_and_with_1(cast, transactional_db, owner, opened, everybody):
    """As it is run: a process of its own, as the runtime role, on what the actions wrote."""
    everybody(opened())
    command = [sys.executable, str(ROOT / "manage.py"), "verify_chain"]
    env = {**os.environ, "DATABASE_URL": runtime_url(transactional_db)}
    clean = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (clean.returncode, "rounds: 1 chains, 5 rows read." in clean.stdout) == (0, True), clean.stderr
    owner.execute("UPDATE ballots_position SET text = text || 'x' WHERE seq = 2")
    spoiled = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (spoiled.returncode, "row 2: was changed" in spoiled.stderr) == (1, True), spoiled.stderr
