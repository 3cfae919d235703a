"""Digests: who is claimed, what each reader is told, in how many queries."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.accounts.models import Mandate, Person
from ip5.kernel import clock
from ip5.offices import directory
from ip5.offices.models import Office
from ip5.outbox import actions as outbox
from ip5.outbox.models import Notice
from ip5.post import digests, tasks
from ip5.post.delivery import Postman
from ip5.post.models import Digest

from .conftest import in_threads

MONDAY = dt.datetime(2021, 4, 26, 12, tzinfo=dt.UTC)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def tell(hats, subject, kind="proposal_submitted", hours_ago=48):
    """Write notices that have waited for a while before MONDAY."""
    outbox.notify(kind, to=hats, subject=subject)
    keys = Notice.objects.filter(subject_uuid=subject.uuid).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(keys)).update(created_at=MONDAY - dt.timedelta(hours=hours_ago))


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield MONDAY


def test_a_digest_tells_what_waited(db, cast, propose, sink, settings, monday):
    settings.SITE_URL = "https://roadmap.example"
    first, second = propose(), propose(symbol="NETAI/P/2021/008")
    tell([cast.hod_ep], first)
    tell([cast.hod_ep], second, "proposal_tabled")
    tasks.send_digests()
    (mail,) = sink.mails
    digest = Digest.objects.get()
    assert mail["Subject"] == "EPO: 2 changes. NET/AI digest, Monday 26 April 2021"
    assert mail["Message-ID"] == digest.message_id
    assert (digest.kind, digest.local_date) == ("daily", dt.date(2021, 4, 26))
    text = text_of(mail)
    assert "NETAI/P/2021/007 was submitted." in text
    assert "NETAI/P/2021/008 was tabled." in text
    assert f"https://roadmap.example{first.get_absolute_url()}" in text
    assert "14:00 CEST" in text
    assert "telling" not in mail.as_string()
    assert not Notice.objects.undigested().exists()
    tasks.send_digests()
    assert len(sink.mails) == 1


def test_each_hat_is_told_what_it_may_see_and_one_mail_joins_them(db, cast, propose, sink, monday):
    hod = cast.hod_ep
    chair = Mandate.objects.create(
        person=hod.person,
        office=Office.objects.body(),
        capacity="chair",
        seconding_office=hod.office,
        since=MONDAY - dt.timedelta(days=90),
    )
    draft, sent = propose("office_internal"), propose()
    tell([hod, chair], draft, "clearance_given")
    tell([hod, chair], sent)
    tasks.send_digests()
    (mail,) = sink.mails
    text = text_of(mail)
    assert mail["Subject"].startswith("EPO, TF: 3 changes.")
    assert text.count("a draft was cleared") == 1
    assert text.count("NETAI/P/2021/007 was submitted") == 2
    assert "co-chair" in text
    assert Notice.objects.filter(dropped_at__isnull=False).get().mandate == chair


def test_who_may_see_nothing_of_it_gets_no_mail(db, cast, propose, sink, monday):
    tell([cast.hod_us, cast.observer], propose("office_internal"))
    tasks.send_digests()
    assert sink.mails == []
    assert set(Digest.objects.values_list("sent_at", flat=True)) == {None}
    assert not Digest.objects.unsent().exists()
    assert not Notice.objects.undigested().exists()


def test_observers_get_it_weekly(db, cast, propose, sink, monday):
    tell([cast.observer], propose())
    tasks.send_digests()
    assert Digest.objects.get().kind == "weekly"
    with time_machine.travel(MONDAY + dt.timedelta(days=1), tick=False):
        tell([cast.observer], propose(symbol="NETAI/P/2021/008"), hours_ago=20)
        tasks.send_digests()
    assert len(sink.mails) == 1
    with time_machine.travel(MONDAY + dt.timedelta(days=7), tick=False):
        tasks.send_digests()
    assert [mail["Subject"].split(".")[0] for mail in sink.mails] == ["WIPO: 1 change"] * 2


def test_what_comes_after_eight_waits_for_the_next_morning(db, cast, propose, sink, monday):
    tell([cast.hod_ep], propose(), hours_ago=1)
    tasks.send_digests()
    assert sink.mails == []
    with time_machine.travel(dt.datetime(2021, 4, 27, 5, 59, tzinfo=dt.UTC), tick=False):
        tasks.send_digests()
        assert sink.mails == []
    with time_machine.travel(dt.datetime(2021, 4, 27, 6, 0, tzinfo=dt.UTC), tick=False):
        tasks.send_digests()
    assert len(sink.mails) == 1


def test_a_closed_day_is_passed_over(db, cast, propose, sink):
    """29 April 2021 was a holiday in Tokyo and a working day in Munich."""
    with time_machine.travel(dt.datetime(2021, 4, 29, 7, tzinfo=dt.UTC), tick=False):
        tell([cast.hod_jp, cast.hod_ep], propose())
        tasks.send_digests()
    assert [mail["To"] for mail in sink.mails] == ["Hod Ep <hod.ep@ip5.example>"]


def test_a_bad_zone_stops_nobody_else(db, cast, propose, sink, monday, caplog):
    Office.objects.filter(code="JP").update(tz="Mars/Olympus")
    tell([cast.hod_jp, cast.hod_ep], propose())
    tasks.send_digests()
    assert len(sink.mails) == 1
    assert "JP has an unknown time zone" in caplog.text


def test_what_is_wanted_heads_the_digest(db, cast, propose, open_round, sink):
    open_round()
    outbox.notify("proposal_tabled", to=[cast.delegate_jp, cast.observer], subject=propose())
    digests.claim_now()
    with Postman() as postman:
        digests.deliver_pending(postman)
    jp = text_of(sink.to("delegate.jp")[0])
    assert "1 answer wanted from the JPO" in jp
    assert "NETAI/B/2021/004 R1: Endorsement ballot" in jp
    assert "NETAI/B" not in text_of(sink.to("observer")[0])


def test_without_a_server_the_claim_stays_and_the_next_sweep_sends_it(
    db, cast, propose, no_server, start_server, monday
):
    tell([cast.hod_ep, cast.hod_us], propose())
    tasks.send_digests()
    tasks.send_digests()
    kept = Digest.objects.order_by("pk").first()
    assert Digest.objects.unsent().count() == 2
    assert kept.attempts == 2
    assert Notice.objects.undigested().count() == 2
    sink = start_server()
    tasks.deliver_notices()
    assert kept.message_id in {mail["Message-ID"] for mail in sink.mails}
    assert len(sink.mails) == 2


def test_in_parallel_each_reader_gets_one(transactional_db, cast, propose, sink, monday):
    tell([cast.hat(key) for key in ("hod_ep", "hod_us", "delegate_ep", "delegate_us")], propose())
    in_threads(3, tasks.send_digests)
    assert sorted(mail["To"] for mail in sink.mails) == sorted({mail["To"] for mail in sink.mails})
    assert len(sink.mails) == 4


@pytest.fixture
def crowd(cast):
    """Return a function that gives an office so many delegates."""

    def make(size):
        office = cast.hod_ep.office
        people = Person.objects.bulk_create(
            Person(email=f"crowd{size}.{number}@x.test", name=f"Reader {number}") for number in range(size)
        )
        return Mandate.objects.bulk_create(
            Mandate(person=person, office=office, capacity="delegate", since=MONDAY - dt.timedelta(days=90))
            for person in people
        )

    return make


def test_composing_costs_the_same_for_one_and_for_many(db, cast, propose, crowd, monday):
    subject, draft = propose(), propose("office_internal")
    counts = []
    for size in (1, 60):
        hats = crowd(size)
        tell(hats, subject)
        tell(hats, draft, "clearance_given")
        with CaptureQueriesContext(connection) as claiming:
            digests.claim_due(clock.now())
        rows = list(Digest.objects.unsent().select_related("person"))
        directory.clear()
        with CaptureQueriesContext(connection) as composing:
            contents = digests.compose(rows, clock.now())
        assert len(contents) == len(rows) == size
        assert {len(content.told) for content in contents.values()} == {2}
        counts.append((len(claiming), len(composing)))
        Digest.objects.update(sent_at=clock.now())
        Notice.objects.update(digested_at=clock.now())
    assert counts[0] == counts[1]
    assert counts[0][1] <= 8


def test_the_command_sends_what_would_go_next(db, cast, propose, sink, capsys):
    outbox.notify("proposal_submitted", to=[cast.hod_jp, cast.hod_us], subject=propose())
    call_command("send_digests", "--now", "--to", "HOD.JP@ip5.example")
    assert "1 reader(s) due." in capsys.readouterr().out
    assert [mail["To"] for mail in sink.mails] == ["Hod Jp <hod.jp@ip5.example>"]
    call_command("send_digests", "--now", "--to", "hod.jp@ip5.example")
    assert "Nothing is due for hod.jp@ip5.example." in capsys.readouterr().out
    call_command("send_digests", "--now")
    assert "1 sent" in capsys.readouterr().out
    call_command("send_digests", "--now")
    assert "Nothing is due." in capsys.readouterr().out
    assert len(sink.mails) == 2


def test_the_command_takes_nobodys_next_morning(db, cast, propose, sink, monday):
    tell([cast.hod_ep], propose())
    call_command("send_digests", "--now")
    tell([cast.hod_ep], propose(symbol="NETAI/P/2021/008"))
    call_command("send_digests")
    assert [row.kind for row in Digest.objects.order_by("pk")] == ["asked", "daily"]
    assert len(sink.mails) == 2


def test_the_command_says_what_is_wrong(db, cast, propose, no_server):
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("send_digests", "--now", "--to", "x@x.test")
    with pytest.raises(CommandError, match="goes with --now"):
        call_command("send_digests", "--to", "x@x.test")
    outbox.notify("proposal_submitted", to=[cast.hod_jp], subject=propose())
    with pytest.raises(CommandError, match="all is kept"):
        call_command("send_digests", "--now")
