"""Development and the demo on one machine: plain HTTP on loopback."""

from ip5.settings.base import *  # noqa: F403

SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
