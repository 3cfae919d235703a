"""The Celery application: a wake-up and a clock; PostgreSQL knows what is due and done."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.dev")

app = Celery("ip5")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
