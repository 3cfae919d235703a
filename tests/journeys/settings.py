"""Settings of the journeys' site: those of `make run`, with the cheap hashes the tests' cast was made with."""

from ip5.settings.dev import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
