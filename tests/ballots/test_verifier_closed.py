"""The record of a closed round in form 2: what it opened with, how it ended, what was added, how it was settled."""

import datetime as dt

import pytest

from ip5.ballots.archive import archives
from ip5.ballots.models import Addition, Position, Round, Settlement
from ip5.ballots.verifier import check_rounds, rounds_report
from ip5.kernel import clock
from tests.ballots.test_verifier import SAID, made_round, name, say, sql
from tests.verify.conftest import VERIFY

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

CLOSE = "UPDATE ballots_round SET state = 'closed', outcome = %s, settle_due_at = %s WHERE id = %s"


def ended(outcome, *answers, number=1):
    """A round with these answers in protocol order, closed by the guard with this outcome."""
    opened = made_round(number)
    for (code, _what), answer in zip(SAID, answers, strict=True):
        say(opened, code, answer)
    sql(CLOSE, outcome, clock.now() + dt.timedelta(days=9), opened.pk)
    opened.refresh_from_db()
    return opened


@pytest.fixture
def closed():
    """Closed without consensus; the guard on rounds is off from here on."""
    made = ended("no_consensus", "support", "support", "support", "support", "object")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
    return made


@pytest.fixture
def settled():
    """Provisional, confirmed by two offices, and settled; every trigger is off from here on."""
    made = ended("provisional", "ad_referendum", "support", "support", "support", "ad_referendum", number=2)
    for position in (
        Position.objects.using("owner").filter(round=made, answer="ad_referendum").order_by("seq")
    ):
        Addition.objects.using("owner").create(
            round=made, office=position.office, mandate=position.mandate, kind="confirm", position=position
        )
    Settlement.objects.using("owner").create(round=made, outcome="tf_endorsed", level="full")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
    made.refresh_from_db()
    return made


def told():
    flaw = check_rounds("owner")
    return flaw and str(flaw)


def test_an_untouched_close(closed):
    report = rounds_report("owner")
    assert (report.chains, report.rows, report.flaw) == (1, 5, None)


def test_an_untouched_settlement(settled):
    report = rounds_report("owner")
    assert (report.chains, report.rows, report.flaw) == (1, 5 + 2 + 1, None)


OPENING = "roll, rule, title or opening was changed: the first hash does not fit"
CLOSING = "the close was changed: its hash does not fit count, head, outcome and instant"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("title = 'other'", OPENING),
        ("opened_at = opened_at - interval '1 microsecond'", OPENING),
        ("subject_symbol = 'other'", OPENING),
        ("genesis = repeat('0', 64)", OPENING),
        ("text = text || ' '", "the text was changed: its hash does not fit"),
        ("text = 'x', text_sha256 = encode(sha256('x'), 'hex')", OPENING),
        (
            "rule_set_id = (SELECT id FROM ballots_ruleset WHERE code = 'tf_explicit' AND version = 1)",
            OPENING,
        ),
        ("outcome = 'tf_endorsed'", CLOSING),
        ("level = 'full'", CLOSING),
        ("closed_at = closed_at + interval '1 microsecond'", CLOSING),
        ("closed_head = repeat('0', 64)", CLOSING),
    ],
)
def test_a_change_to_the_round(closed, change, fault):
    sql(f"UPDATE ballots_round SET {change} WHERE id = %s", closed.pk)
    assert told() == f"{name(closed)}: {fault}"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ballots_seat SET is_present = false WHERE round_id = %s AND office_id ="
        " (SELECT id FROM offices_office WHERE code = 'KR')",
        "DELETE FROM ballots_seat WHERE round_id = %s AND office_id ="
        " (SELECT id FROM offices_office WHERE code = 'KR')",
    ],
)
def test_a_change_to_the_roll(closed, change):
    sql(change, closed.pk)
    assert told() == f"{name(closed)}: {OPENING}"


def test_a_changed_rule(closed):
    sql(
        """UPDATE ballots_ruleset SET data = data || '{"quorum": 2}' WHERE code = 'tf_explicit' AND version = 2"""
    )
    assert told() == f"{name(closed)}: the rule set was changed: its hash does not fit its data"


def test_an_outcome_that_the_positions_do_not_make():
    """The hashes hold, for the guard wrote them; the count does not."""
    made = ended("tf_endorsed", "support", "support", "support", "support", "object")
    assert told() == f"{name(made)}: the outcome is tf_endorsed, counted again it is no_consensus"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE ballots_addition SET text = 'x' WHERE round_id = %s AND seq = 2", "additions row 2: was changed"),
        ("UPDATE ballots_addition SET content = '' WHERE round_id = %s AND seq = 1", "additions row 1: was changed"),
        ("DELETE FROM ballots_addition WHERE round_id = %s AND seq = 1", "additions row 1: is missing"),
        ("DELETE FROM ballots_addition WHERE round_id = %s AND seq = 2", "additions row 2: is missing: the tail"),
        ("UPDATE ballots_settlement SET level = 'consensus' WHERE round_id = %s", "the settlement was changed"),
        ("UPDATE ballots_settlement SET addition_count = 3 WHERE round_id = %s", "the settlement was changed"),
        ("UPDATE ballots_round SET addition_head = 'a' WHERE id = %s", "additions row 2: is not the head"),
    ],
)  # fmt: skip
def test_a_change_after_the_close(settled, change, fault):
    sql(change, settled.pk)
    assert fault in told()


def test_an_end_cut_with_everything_made_to_fit_is_found_by_the_head_mailed_last(settled, tmp_path, capsys):
    """Who owns the database may cut what was added and count again; the head the offices were mailed last tells."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    read = Round.objects.using("owner").select_related("settlement")
    kept, told = read.get(pk=settled.pk).record_head, []
    cut = ["DELETE FROM ballots_settlement WHERE round_id = %s"]
    for left in (2, 1, 0):
        cut.append(f"DELETE FROM ballots_addition WHERE round_id = %s AND seq > {left}")
        cut.append(
            f"UPDATE ballots_round SET addition_count = {left}, addition_head = coalesce((SELECT hash FROM"
            f" ballots_addition WHERE round_id = ballots_round.id AND seq = {left}), '') WHERE id = %s"
        )
        for statement in cut:
            sql(statement, settled.pk)
        cut.clear()
        told.append(check_rounds("owner"))
        for form in ("full", "redacted"):
            path = tmp_path / f"{form}.json"
            [(_symbol, text)] = archives(Round.objects.using("owner").filter(pk=settled.pk), form)
            path.write_text(text, encoding="utf-8")
            VERIFY.main([str(path), "--head", read.get(pk=settled.pk).record_head])
            assert "ok     the head you kept" in capsys.readouterr().out
            assert VERIFY.main([str(path), "--head", kept]) == 1
            assert "WRONG  the head you kept" in capsys.readouterr().out
    assert told == [None, None, None]


def test_a_settlement_that_the_additions_do_not_make():
    made = ended("provisional", "ad_referendum", "support", "support", "support", "support")
    position = Position.objects.using("owner").get(round=made, answer="ad_referendum")
    Addition.objects.using("owner").create(
        round=made, office=position.office, mandate=position.mandate, kind="decline", position=position
    )
    Settlement.objects.using("owner").create(round=made, outcome="tf_endorsed", level="full")
    assert told() == f"{name(made)}: the settlement is not what the additions come to"


def test_form_1_keeps_its_own_text():
    """A round opened before form 2: its chain begins with zeros and binds neither rule nor outcome."""
    opened = made_round(1)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
    sql("UPDATE ballots_round SET record_form = 1 WHERE id = %s", opened.pk)
    for code, answer in SAID:
        say(opened, code, answer)
    sql("UPDATE ballots_position SET content = '' WHERE round_id = %s", opened.pk)
    sql("UPDATE ballots_round SET title = 'other' WHERE id = %s", opened.pk)
    assert told() is None
    sql("UPDATE ballots_position SET mandate_id = (SELECT min(id) FROM accounts_mandate) WHERE seq = 4")
    assert "row 4: was changed" in told()
