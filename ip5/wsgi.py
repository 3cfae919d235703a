"""What the web server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from ip5.celery import app as celery_app
from ip5.env import env
from ip5.kernel import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.dev")
env.require_servers()

# Tasks sent by a request go to our broker only where our Celery application is the current one.
celery_app.set_default()
application = get_wsgi_application()

# Every view is loaded before the first request comes, and what is loaded by now stays.
get_resolver().url_patterns  # noqa: B018 - reading it loads them
memory.settle()
