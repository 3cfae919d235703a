"""The Celery application: a wake-up and a clock; PostgreSQL knows what is due and done."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from ip5.kernel import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.dev")

app = Celery("ip5")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def settle(**_signal: Any) -> None:
    """A worker's process has loaded everything: digests are rows by the thousand, like a page."""
    memory.settle()
