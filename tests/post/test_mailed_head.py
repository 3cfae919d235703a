"""The head of a record, mailed at the close, with what is added and at the settlement: to whom, and what it says."""

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Round
from ip5.kernel.errors import DeedError
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


def added_to(cast, deed):
    """A closed round to which one thing was added by this deed, and a word that was said with it."""
    if deed == "log_condition_met":
        round = ended_rounds.heads(cast, ended_rounds.five_heads(cast), "EP")
        actions.log_condition_met(round, by=cast.secretariat, office="EP", item=1, text=f"Agreed {MARK}.")
    elif deed == "confirm_condition":
        round = added_to(cast, "log_condition_met")
        actions.confirm_condition(round, by=cast.head_ep, item=1, text=f"Agreed {MARK}.")
    elif deed == "confirm":
        round = ended_rounds.closed(cast, "ad_referendum", "ad_referendum", "support", "support", "support")
        actions.confirm(round, by=cast.hod_ep, kind="confirm_with_reservation", text=f"But {MARK}.")
    else:
        round = ended_rounds.closed(cast, "reserve", "support", "support", "support", "support")
        words = {"passage": "3.1", "text": f"But {MARK}.", "reservation": "substantive"}
        getattr(actions, deed)(round, by=cast.hod_ep, **(words if deed == "narrow" else {}))
    return round


@pytest.mark.parametrize("deed", ["confirm", "lift", "narrow", "log_condition_met", "confirm_condition"])
def test_with_every_addition_the_new_one(offices, cast, sink, settings, deed):
    settings.SITE_URL = "https://roadmap.example"
    round = Round.objects.get(pk=added_to(cast, deed).pk)
    assert round.record_head == round.addition_head
    assert set(Notice.objects.filter(kind="record_added").values_list("immediate", flat=True)) == {True}
    every = mails(sink, "NET/AI: New head of the record of ")
    sent = [mail for mail in every if round.record_head in mail.get_body(("plain",)).get_content()]
    assert sorted(mail["To"].addresses[0].addr_spec for mail in sent) == TOLD
    assert len(every) == len(TOLD) * round.addition_count
    for mail in sent:
        for kind in ("plain", "html"):
            body = mail.get_body((kind,)).get_content()
            assert round.record_head in body
            assert "https://roadmap.example/verify/" in body
            assert MARK not in body
            assert round.title not in body


def test_what_is_added_after_the_settlement_is_bound_to_it(offices, cast, sink):
    round = ended_rounds.closed(cast, "ad_referendum", "reserve", "support", "support", "support")
    actions.confirm(round, by=cast.hod_ep, kind="confirm")
    settled = Round.objects.select_related("settlement").get(pk=round.pk)
    # The word that settles mails once: the settlement's head holds that of the confirmation.
    assert settled.record_head == settled.settlement.hash
    assert mails(sink, "New head of the record") == []
    actions.lift(round, by=cast.hod_jp)
    lifted = Round.objects.select_related("settlement").get(pk=round.pk)
    assert lifted.record_head not in {settled.record_head, lifted.addition_head, lifted.closed_head}
    sent = mails(sink, "New head of the record")
    assert sorted(mail["To"].addresses[0].addr_spec for mail in sent) == TOLD
    assert all(lifted.record_head in mail.get_body(("plain",)).get_content() for mail in sent)


@pytest.mark.parametrize("key", ["hod_jp", "delegate_ep", "chair_kr", "secretariat", "observer"])
def test_a_deed_that_is_refused_mails_nothing(offices, cast, sink, key):
    round = ended_rounds.closed(cast, "reserve", "support", "support", "support", "support")
    with pytest.raises(DeedError):
        actions.lift(round, by=cast.hat(key))
    assert mails(sink, "New head of the record") == []


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
