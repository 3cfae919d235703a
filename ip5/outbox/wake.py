"""Wake the worker, and never wait for it: PostgreSQL holds the truth and a sweep comes each minute."""

from __future__ import annotations

import logging
from threading import Thread

from celery import current_app

DELIVER = "ip5.post.tasks.deliver_notices"
PATIENCE = 0.2

logger = logging.getLogger(__name__)


def worker() -> None:
    """Ask the worker to mail what is due. Returns within 200 ms and never raises.

    The broker may be gone, or accept a connection and say nothing: a thread of its own waits for it.
    A process that has no broker configured (a manage.py command) leaves the mail to the sweep.
    """
    if not current_app.conf.broker_url:
        return
    thread = Thread(target=_send, name="wake", daemon=True)
    thread.start()
    thread.join(PATIENCE)


def _send() -> None:
    try:
        current_app.send_task(DELIVER, ignore_result=True, retry=False)
    except Exception as error:  # noqa: BLE001  whatever the broker's client raises, the sweep carries on
        logger.info("The worker was not woken (%s); the sweep will send.", type(error).__name__)
