"""Mails to the server: at once, once, with the same Message-ID, and never lost."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine

from ip5.kernel import clock
from ip5.outbox import actions as outbox
from ip5.outbox.models import Letter, Notice
from ip5.post import delivery, tasks
from ip5.post.delivery import Postman, ServerAway

from .conftest import in_threads


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def html_of(mail):
    return mail.get_body(("html",)).get_content()


def test_a_requested_position_reaches_the_mailbox(db, cast, open_round, sink, settings):
    settings.SITE_URL = "https://roadmap.example"
    asked = open_round()
    outbox.notify("position_requested", to=[cast.hod_jp], subject=asked)
    tasks.deliver_notices()
    (mail,) = sink.mails
    notice = Notice.objects.get()
    assert mail["Subject"] == "NET/AI: Position requested: NETAI/B/2021/004 R1"
    assert mail["To"] == "Hod Jp <hod.jp@ip5.example>"
    assert mail["Message-ID"] == notice.message_id == f"<{notice.uuid}@ip5.example>"
    for body in (text_of(mail), html_of(mail)):
        assert f"https://roadmap.example{asked.address}" in body
        assert "14 days left" in body
        assert "head of delegation" in body
        assert "telling" not in body
    assert notice.sent_at
    tasks.deliver_notices()
    assert len(sink.mails) == 1


def test_a_draft_is_named_by_neither_title_nor_symbol(db, cast, propose, sink):
    draft = propose("office_internal")
    outbox.notify("clearance_asked", to=[cast.hod_ep], subject=draft)
    tasks.deliver_notices()
    (mail,) = sink.mails
    assert mail["Subject"] == "NET/AI: Clearance asked: a draft"
    assert draft.get_absolute_url() in text_of(mail)
    assert "telling" not in mail.as_string()


def test_rights_are_those_of_the_moment_of_sending(db, cast, propose, sink):
    restricted = propose("members")
    outbox.notify("proposal_returned", to=[cast.hod_ep, cast.observer, cast.site_admin], subject=restricted)
    tasks.deliver_notices()
    assert [mail["To"] for mail in sink.mails] == ["Hod Ep <hod.ep@ip5.example>"]
    assert Notice.objects.filter(dropped_at__isnull=False).count() == 2
    assert not Notice.objects.unsent().exists()


def test_a_mandate_that_ended_is_told_nothing(db, cast, propose, sink):
    leaver = cast.leaver
    outbox.notify("proposal_returned", to=[leaver], subject=propose())
    type(leaver).objects.filter(pk=leaver.pk).update(until=clock.now())
    tasks.deliver_notices()
    assert sink.mails == []
    assert Notice.objects.get().dropped_at


def test_without_a_server_all_is_kept_and_the_next_sweep_sends_it(db, cast, propose, no_server, start_server):
    outbox.notify("proposal_returned", to=[cast.hod_ep, cast.hod_jp], subject=propose())
    outbox.post_letter("new@x.test", "Sign in", "https://x.test/secret")
    tasks.deliver_notices()
    with Postman() as postman, pytest.raises(ServerAway):
        delivery.deliver_immediate(postman)
    kept = Notice.objects.order_by("pk").first()
    assert (kept.sent_at, kept.attempts, kept.try_after) == (None, 1, None)
    assert "ServerAway" in kept.last_error
    sink = start_server()
    tasks.deliver_notices()
    assert {mail["Message-ID"] for mail in sink.mails} == {
        *Notice.objects.values_list("message_id", flat=True),
        *Letter.objects.values_list("message_id", flat=True),
    }
    assert sink.to("Hod Ep")[0]["Message-ID"] == kept.message_id
    assert not Notice.objects.unsent().exists()


def test_a_refused_mailbox_waits_and_stops_nobody(db, cast, propose, sink):
    sink.refuses = {"hod.ep@ip5.example"}
    outbox.notify("proposal_returned", to=[cast.hod_ep, cast.hod_jp], subject=propose())
    tasks.deliver_notices()
    assert len(sink.mails) == 1
    kept = Notice.objects.unsent().get()
    assert kept.try_after > clock.now()
    tasks.deliver_notices()
    assert Notice.objects.unsent().get().attempts == 1
    sink.refuses = set()
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=False):
        tasks.deliver_notices()
    assert [mail["Message-ID"] for mail in sink.to("hod.ep")] == [kept.message_id]


def test_the_pause_grows_to_a_day(db, cast, propose, sink):
    sink.refuses = {"hod.ep@ip5.example"}
    outbox.notify("proposal_returned", to=[cast.hod_ep], subject=propose())
    pauses = []
    for attempts in (0, 1, 5, 30):
        Notice.objects.update(attempts=attempts, try_after=None)
        tasks.deliver_notices()
        pauses.append((Notice.objects.get().try_after - clock.now()) / dt.timedelta(minutes=1))
    assert [round(pause) for pause in pauses] == [1, 2, 32, 1440]


def test_a_sign_in_mail_leaves_no_secret_behind(db, sink):
    outbox.post_letter("new@x.test", "Sign\nin", "https://x.test/secret", "<p>secret</p>")
    tasks.deliver_notices()
    (mail,) = sink.mails
    assert (mail["Subject"], "secret" in text_of(mail), "secret" in html_of(mail)) == ("Sign in", True, True)
    letter = Letter.objects.get()
    assert (letter.text, letter.html) == ("", "")
    assert letter.sent_at


def test_a_crash_after_the_server_accepted_repeats_with_the_same_id(transactional_db, cast, propose, sink):
    outbox.notify("proposal_returned", to=[cast.hod_ep], subject=propose())
    crash = threading.Event()

    class Crash(BaseException):
        """As a kill: nothing catches it."""

    class Dying(Postman):
        def hand_over(self, mail):
            super().hand_over(mail)
            crash.set()
            raise Crash

    with pytest.raises(Crash), Dying() as postman:
        delivery.deliver_immediate(postman)
    assert crash.is_set()
    assert Notice.objects.unsent().count() == 1
    tasks.deliver_notices()
    assert len(sink.mails) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1


def test_workers_in_parallel_send_once(transactional_db, cast, propose, sink):
    for number in range(8):
        subject = propose(symbol=f"NETAI/P/2021/{number:03}")
        outbox.notify("proposal_returned", to=[cast.hod_ep, cast.hod_jp, cast.hod_us], subject=subject)
    outbox.post_letter(f"{uuid.uuid4().hex}@x.test", "Sign in", "secret")
    in_threads(4, tasks.deliver_notices)
    tasks.deliver_notices()
    ids = [mail["Message-ID"] for mail in sink.mails]
    assert len(ids) == len(set(ids)) == 25
    assert not Notice.objects.unsent().exists()
