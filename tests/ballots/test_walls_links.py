"""The walls of the Heads' links, as the runtime role meets them; and what the owner alone can do."""

import uuid

import pytest

from ip5.ballots import actions, tokens
from ip5.ballots.models import HeadLink, LinkUse, Round
from ip5.kernel import clock
from tests.ballots.ended_rounds import five_heads
from tests.ballots.links import sent, used
from tests.ballots.sittings import give, in_session, of_heads
from tests.ballots.straight import run, stopped

pytestmark = pytest.mark.django_db
NEVER = [
    f"{deed} {table}{rest}"
    for table in ("ballots_headlink", "ballots_linkuse")
    for deed, rest in (("UPDATE", " SET id = id"), ("DELETE FROM", ""), ("TRUNCATE", " CASCADE"))
]
NEVER += [
    "UPDATE ballots_linkuse SET kind = 'opened'",
    "UPDATE ballots_headlink SET expires_at = now()",
    "DELETE FROM ballots_linkmail",
    "UPDATE ballots_linkmail SET link_id = link_id",
    "SELECT * FROM ballots_headlink FOR UPDATE",
    "SELECT ballots_link_is_valid(l, now()) FROM ballots_headlink l",
    "SELECT ballots_link_was_tried(l, u, now()) FROM ballots_headlink l, ballots_linkuse u",
]


def log_use(link, kind, **over):
    """INSERT a line of the log as the runtime role; return its key."""
    row = {
        "link_id": link.pk,
        "kind": kind,
        "mandate_id": None,
        "position_id": None,
        "at": clock.now(),
        **over,
    }
    marks = ", ".join(["%s"] * len(row))
    text = f"INSERT INTO ballots_linkuse ({', '.join(row)}) VALUES ({marks}) RETURNING id"
    return run(text, *row.values())[0][0]


def insert_link(round, mandate, by):
    """INSERT a link as the runtime role, every column given."""
    seed = uuid.uuid4().hex
    row = {
        "uuid": uuid.uuid4(), "round_id": round.pk, "mandate_id": mandate.pk, "asked_by_id": by.pk, "code_by": "mail",
        "seed": seed, "token_hash": tokens.token_hash(tokens.token_of(seed)), "code_hash": "0" * 64,
        "at": "2001-01-01", "expires_at": "2999-01-01",
    }  # fmt: skip
    marks = ", ".join(["%s"] * len(row))
    return run(
        f"INSERT INTO ballots_headlink ({', '.join(row)}) VALUES ({marks}) RETURNING id", *row.values()
    )[0][0]


@pytest.mark.parametrize("statement", NEVER)
def test_never(cast, statement):
    sent(cast, of_heads(cast))
    with stopped("42501"):
        run(statement)


def test_instants_are_the_databases(cast):
    round = of_heads(cast)
    made = HeadLink.objects.get(pk=insert_link(round, cast.head_ep, cast.secretariat))
    assert abs((made.at - clock.instant()).total_seconds()) < 30
    assert (made.expires_at - made.at).total_seconds() == 72 * 3600
    line = LinkUse.objects.get(pk=log_use(made, "opened", at="2001-01-01"))
    assert abs((line.at - clock.instant()).total_seconds()) < 30


def test_a_link_is_a_heads_in_an_open_round_of_the_heads(cast):
    round = of_heads(cast)
    for key in ("deputy_ep", "hod_ep", "secretariat", "observer"):
        with stopped("IP561"):
            insert_link(round, cast.hat(key), cast.secretariat)
    with stopped("IP561"):
        insert_link(in_session(cast), cast.head_ep, cast.secretariat)
    actions.cancel(round, by=cast.chair_kr, reason="A wrong annex.")
    with stopped("IP561"):
        insert_link(round, cast.head_ep, cast.secretariat)


def test_a_sixth_try_is_never_counted(cast):
    link = sent(cast, of_heads(cast))
    for _ in range(5):
        log_use(link, "wrong_code")
    with stopped("IP562"):
        log_use(link, "wrong_code")
    position = give(link.round, cast.head_ep, "endorse")
    with stopped("IP562"):
        log_use(link, "answered", position_id=position.pk)


def test_a_try_in_vain_is_what_the_database_knows_of_the_link(cast):
    link = sent(cast, of_heads(cast))
    for kind in ("tried_used", "tried_void", "tried_late"):
        with stopped("IP562"):
            log_use(link, kind)
    log_use(link, "voided")
    with stopped("IP562"):
        log_use(link, "tried_void", mandate_id=cast.hod_ep.pk)
    log_use(link, "tried_void", at="2001-01-01")
    for again in ("2001-01-01", "2999-01-01"):
        with stopped("IP562"):
            log_use(link, "tried_void", at=again)


def test_an_answer_is_the_links_own(cast):
    heads, round, other = five_heads(cast), of_heads(cast), of_heads(cast)
    link = sent(cast, round)
    for foreign in (give(round, heads["JP"], "endorse"), give(other, cast.head_ep, "endorse")):
        with stopped("IP562"):
            log_use(link, "answered", position_id=foreign.pk)
    first, last = (give(round, cast.head_ep, answer) for answer in ("return", "endorse"))
    with stopped("IP562"):
        log_use(link, "answered", position_id=first.pk)
    log_use(link, "answered", position_id=last.pk)
    with stopped("IP562"):
        log_use(link, "answered", position_id=last.pk)


def test_only_what_was_answered_by_the_link_is_contested_and_by_who_answers_as_head(cast):
    round = of_heads(cast)
    link = sent(cast, round)
    typed = give(round, cast.head_ep, "return")
    with stopped("IP562"):
        log_use(link, "contested", position_id=typed.pk, mandate_id=cast.head_ep.pk)
    given = used(link)
    for key in ("hod_ep", "deputy_ep", "secretariat"):
        with stopped("IP562"):
            log_use(link, "contested", position_id=given.pk, mandate_id=cast.hat(key).pk)
    log_use(link, "contested", position_id=given.pk, mandate_id=cast.head_ep.pk)


def test_no_close_over_a_contested_answer(cast):
    heads, round = five_heads(cast), of_heads(cast)
    for code in ("JP", "KR", "CN", "US"):
        give(round, heads[code], "return")
    used(sent(cast, round))
    actions.contest(round, by=cast.head_ep)
    done = "state = 'closed', outcome = 'heads_returned', closing_note = 'Berlin'"
    close = f"UPDATE ballots_round SET {done} WHERE id = %s"
    with stopped("IP507"):
        run(close, round.pk)
    give(round, cast.head_ep, "endorse")
    run(close, round.pk)
    assert Round.objects.get(pk=round.pk).is_closed
