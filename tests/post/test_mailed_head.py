"""The head of a record, mailed at the close and at the settlement: to whom, what it says, and to nobody else."""

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Round
from ip5.outbox.models import Notice
from ip5.post import tasks
from tests.ballots import ended_rounds
from tests.ballots.conftest import MARK
from tests.cast import HODS, address

HEADS = [f"head.{code}@ip5.example" for code in ("ep", "jp", "kr", "cn", "us")]
TOLD = sorted([*map(address, HODS), address("alternate_ep"), *HEADS])


@pytest.fixture
def offices(db, cast):
    """The five Heads, the EPO's as in the cast."""
    return ended_rounds.five_heads(cast)


def mails(sink, words):
    """The mails whose subject has these words, after everything that waits was sent."""
    tasks.deliver_notices()
    return [mail for mail in sink.mails if words in mail["Subject"]]


def test_at_the_close_it_goes_at_once_to_hod_alternate_and_head_of_all_five(offices, cast, sink, settings):
    settings.SITE_URL = "https://roadmap.example"
    round = ended_rounds.closed(cast, "support", "reserve", "support", "support", "support")
    closed = Round.objects.get(pk=round.pk)
    assert set(Notice.objects.filter(kind="chain_head").values_list("immediate", flat=True)) == {True}
    sent = mails(sink, "NET/AI: Record of ")
    assert sorted(mail["To"].addresses[0].addr_spec for mail in sent) == TOLD
    for mail in sent:
        for kind in ("plain", "html"):
            body = mail.get_body((kind,)).get_content()
            assert closed.closed_head in body
            assert "https://roadmap.example/verify/" in body
            assert f"https://roadmap.example{closed.address}" in body
            assert MARK not in body
            assert closed.title not in body


def test_at_the_settlement_that_of_the_settlement(offices, cast, sink):
    round = ended_rounds.closed(cast, *ended_rounds.AD_REFERENDUM)
    assert mails(sink, "Settled record") == []
    actions.confirm(round, by=cast.hod_ep, kind="confirm")
    head = Round.objects.select_related("settlement").get(pk=round.pk).settlement.hash
    sent = mails(sink, "NET/AI: Settled record of ")
    assert sorted(mail["To"].addresses[0].addr_spec for mail in sent) == TOLD
    assert all(head in mail.get_body(("plain",)).get_content() for mail in sent)
    assert all("/verify/" in mail.get_body(("plain",)).get_content() for mail in sent)


def test_other_mails_have_no_such_sentence(offices, cast, sink):
    ended_rounds.closed(cast, "support", "support", "support", "support", "support")
    others = [mail for mail in mails(sink, "") if "Record of" not in mail["Subject"]]
    assert others
    assert not [mail for mail in others if "/verify/" in mail.as_string()]


def test_a_cancelled_round_has_no_head(offices, cast, sink):
    round = actions.open_round(ended_rounds.asked(), by=cast.chair_kr, days=10)
    actions.cast(round, by=cast.hod_ep, answer="support")
    actions.cancel(round, by=cast.chair_kr, reason="A new revision.")
    assert mails(sink, "Record of") == []
    assert Round.objects.get(pk=round.pk).closed_head == ""
