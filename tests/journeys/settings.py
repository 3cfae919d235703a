"""Settings of the journeys' site: those of `make run`, with the cheap hashes the tests' cast was made with.

The clock looks at the rounds more often: a journey waits for what it does, not for how seldom.
"""

from ip5.settings.dev import *  # noqa: F403
from ip5.settings.dev import CELERY_BEAT_SCHEDULE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for task in ("close-rounds", "follow-rounds", "follow-summaries", "publish-versions"):
    CELERY_BEAT_SCHEDULE[task]["schedule"] = 3.0
