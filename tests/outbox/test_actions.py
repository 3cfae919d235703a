"""Writing notices and letters: one row each, in the deed's transaction, and the worker woken after it."""

import socket
import time

import pytest
from celery import Celery, current_app
from django.db import transaction

from ip5.kernel.errors import Refused
from ip5.outbox import actions, wake
from ip5.outbox.kinds import KINDS
from ip5.outbox.models import Letter, Notice


@pytest.fixture
def subject(db, cast):
    """Anything with a uuid will do: a mandate has one."""
    return cast.hod_kr


def test_one_row_for_each_mandate(cast, subject):
    assert (
        actions.notify("proposal_submitted", to=[cast.hod_ep, cast.hod_jp, cast.hod_ep], subject=subject) == 2
    )
    rows = Notice.objects.order_by("mandate__office__protocol_order")
    assert [row.mandate for row in rows] == [cast.hod_ep, cast.hod_jp]
    assert {(row.kind, row.subject_kind, row.subject_uuid, row.immediate) for row in rows} == {
        ("proposal_submitted", "accounts.mandate", subject.uuid, False)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_says_what_is_immediate_unless_the_deed_does(cast, subject, kind):
    for asked in (None, True, False):
        actions.notify(kind, to=[cast.hod_ep], subject=subject, immediate=asked)
    table = KINDS[kind].immediate
    assert list(Notice.objects.order_by("pk").values_list("immediate", flat=True)) == [table, True, False]


def test_nothing_is_told_of_a_deed_that_failed(cast, subject):
    def deed():
        with transaction.atomic():
            actions.notify("position_requested", to=[cast.hod_ep], subject=subject)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        deed()
    assert not Notice.objects.exists()


def test_unknown_kinds_and_data_are_refused(cast, subject):
    with pytest.raises(KeyError), transaction.atomic():
        actions.notify("position_guessed", to=[cast.hod_ep], subject=subject)
    with pytest.raises(TypeError), transaction.atomic():
        actions.notify("position_requested", to=[cast.hod_ep], subject=subject, data={"x": object()})
    assert not Notice.objects.exists()


def test_the_worker_is_woken_after_the_commit(cast, subject, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        actions.notify("proposal_submitted", to=[cast.hod_ep], subject=subject)
        actions.notify("position_requested", to=[], subject=subject)
    assert callbacks == []
    with django_capture_on_commit_callbacks() as callbacks:
        actions.notify("position_requested", to=[cast.hod_ep], subject=subject)
        actions.post_letter("a@x.test", "Sign in", "text")
    assert callbacks == [wake.worker, wake.worker]
    assert Letter.objects.get().derived_message_id == f"<{Letter.objects.get().uuid}@ip5.example>"


def test_reading_marks_the_hats_own_and_nobody_elses(cast, subject):
    actions.notify("proposal_submitted", to=[cast.hod_ep, cast.hod_jp], subject=subject)
    theirs = Notice.objects.for_hat(cast.hod_jp).get()
    assert actions.mark_read([theirs.uuid], by=cast.hod_ep) == 0
    assert actions.mark_read(by=cast.hod_ep) == 1
    assert actions.mark_read(by=cast.hod_ep) == 0
    assert Notice.objects.for_hat(cast.hod_ep).get().is_read
    assert list(Notice.objects.unread()) == [theirs]
    with pytest.raises(Refused):
        actions.mark_read(by=cast.anonymous)


@pytest.fixture
def broker():
    """Return a function that makes an application with that broker the current one, for every thread."""
    before = current_app._get_current_object()

    def use(url):
        app = Celery("waking", broker=url, set_as_current=False)
        app.conf.broker_transport_options = {"socket_connect_timeout": 0.2, "socket_timeout": 5}
        app.set_default()
        app.set_current()

    yield use
    before.set_default()
    before.set_current()


def seconds(deed):
    start = time.monotonic()
    deed()
    return time.monotonic() - start


def test_waking_survives_a_broker_that_is_gone(broker):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        broker(f"redis://127.0.0.1:{probe.getsockname()[1]}/0")
        assert seconds(wake.worker) < 0.4


def test_waking_survives_a_broker_that_says_nothing(broker):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert seconds(wake.worker) < 0.4


def test_waking_reaches_a_real_broker(broker, settings):
    import redis

    broker(settings.CELERY_BROKER_URL)
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    client.delete("celery")
    wake.worker()
    for _ in range(50):
        if client.llen("celery"):
            break
        time.sleep(0.02)
    assert b"ip5.post.tasks.deliver_notices" in client.lindex("celery", 0)
    client.delete("celery")
    client.close()
