"""A real SMTP sink on loopback, and subjects to be told of."""

import datetime as dt
import socket
import threading
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.db import connections

from ip5.kernel import clock
from ip5.offices.models import Office
from proposals.models import Proposal


class Keeper:
    """Keeps what it accepts; ``refuses`` holds addresses it turns away, ``before`` runs before it accepts."""

    def __init__(self):
        self.mails, self.refuses, self.before = [], set(), lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.before()
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def to(self, address):
        """The mails to an address."""
        return [mail for mail in self.mails if address in mail["To"]]


def in_threads(number, work):
    """Run ``work`` in threads at once; each closes its own database connections."""
    start, failures = threading.Barrier(number), []

    def run():
        try:
            start.wait()
            work()
        except Exception as error:  # noqa: BLE001 - reported by the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def no_server(settings):
    """The real SMTP backend, and nobody at its address; returns the port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 5
    return settings.EMAIL_PORT


@pytest.fixture
def start_server(no_server):
    """Return a function that starts the server at that address and returns its keeper."""
    started = []

    def start():
        controller = Controller(Keeper(), hostname="127.0.0.1", port=no_server)
        controller.start()
        started.append(controller)
        return controller.handler

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture
def sink(start_server):
    """The keeper of a running mail server."""
    return start_server()


@pytest.fixture
def propose():
    """Return a function that writes a proposal of the EPO: a draft, or submitted in a class."""

    def make(visibility="members_observers", symbol="NETAI/P/2021/007", title="A telling title"):
        draft = visibility == "office_internal"
        return Proposal.objects.create(
            lead_office=Office.objects.get(code="EP"),
            title=title,
            symbol=None if draft else symbol,
            state="draft" if draft else "submitted",
            visibility=visibility,
            fingerprint="0" * 64,
            updated_at=clock.now(),
        )

    return make


@pytest.fixture
def open_round(cast):
    """Return a function that writes an open round with the five seats."""
    from ip5.ballots.models import Round, RuleSet, Seat

    def make(symbol="NETAI/B/2021/004", visibility="members"):
        now = clock.now()
        made = Round.objects.create(
            symbol=symbol,
            rule_set=RuleSet.objects.get(code="tf_explicit", version=2),
            visibility=visibility,
            title="A telling title",
            text="A telling text",
            text_sha256="0" * 64,
            subject_symbol="NETAI/P/2021/007 Rev.0",
            address=f"/ballots/{uuid4()}/",
            opened_at=now,
            opened_by=cast.chair_kr,
            days=10,
            ends_at=now + dt.timedelta(days=14, hours=1),
        )
        for office in Office.objects.members():
            Seat.objects.create(round=made, office=office)
        return made

    return make
