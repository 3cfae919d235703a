"""The other rule sets as data, and version 2 of ``tf_explicit`` (domain.md section 4).

``answers`` are what the count knows, ``cast`` what may be cast; ``subject`` says what an outcome makes
of the subject where the two have different names; ``sealed`` whether answers are hidden until the close.
"""

import hashlib
import json

from django.db import migrations

ANSWERS = ["support", "reserve", "ad_referendum", "abstain", "object"]
TESTS_EXPLICIT = [
    {"key": "any_object", "any": ["object"], "outcome": "no_consensus"},
    {"key": "below_quorum", "fewer_than": 4, "of": ANSWERS, "outcome": "inquorate"},
    {
        "key": "below_joining",
        "fewer_than": 3,
        "of": ["support", "reserve", "ad_referendum"],
        "outcome": "insufficient_support",
    },
    {"key": "any_ad_referendum", "any": ["ad_referendum"], "outcome": "provisional"},
    {"key": "any_reserve", "any": ["reserve"], "outcome": "tf_endorsed_with_reservations"},
    {"key": "otherwise", "otherwise": True, "outcome": "tf_endorsed"},
]
RULES = {
    ("tf_explicit", 2): (
        "Explicit endorsement",
        {
            "days": 10,
            "short_days": 5,
            "most_days": 60,
            "not_urgent_days": 2,
            "auto_extension_days": 5,
            "ad_referendum_days": 10,
            "most_ad_referendum_days": 20,
            "rounds_a_year": 3,
            "quorum": 4,
            "joining": 3,
            "sealed": True,
            "answers": ANSWERS,
            "cast": ANSWERS,
            "full_when_all": "support",
            "endorsing": ["tf_endorsed", "tf_endorsed_with_reservations"],
            "subject": {},
            "tests": TESTS_EXPLICIT,
        },
    ),
    ("tf_silence", 1): (
        "Silence procedure",
        {
            "announced_days": 2,
            "days": 5,
            "editorial_days": 3,
            "most_days": 10,
            "auto_extension_days": 2,
            "sealed": True,
            "answers": ["received", "statement", "object", "amend", "not_received"],
            "cast": ["statement", "object", "amend"],
            "full_when_all": "",
            "endorsing": ["adopted_by_silence"],
            "subject": {
                "adopted_by_silence": "tf_endorsed",
                "broken": "tabled",
                "lapsed_undelivered": "tabled",
            },
            "tests": [
                {"key": "any_break", "any": ["object", "amend"], "outcome": "broken"},
                {"key": "any_undelivered", "any": ["not_received"], "outcome": "lapsed_undelivered"},
                {"key": "otherwise", "otherwise": True, "outcome": "adopted_by_silence"},
            ],
        },
    ),
    ("tf_session", 1): (
        "Agreement in session",
        {
            "seconds": 60,
            "most_seconds": 900,
            "absent_days": 10,
            "quorum": 4,
            "sealed": True,
            "answers": ["present", "reserve", "object", "absent", "support"],
            "cast": ["object", "reserve"],
            "full_when_all": "support",
            "endorsing": ["agreed", "agreed_with_reservations"],
            "subject": {"agreed": "tf_endorsed", "agreed_with_reservations": "tf_endorsed_with_reservations"},
            "tests": [
                {
                    "key": "below_presence",
                    "fewer_than": 4,
                    "of": ["present", "reserve", "object", "support"],
                    "outcome": "inquorate",
                },
                {"key": "any_object", "any": ["object"], "outcome": "no_consensus"},
                {"key": "any_absent", "any": ["absent"], "outcome": "provisional"},
                {"key": "any_reserve", "any": ["reserve"], "outcome": "agreed_with_reservations"},
                {"key": "otherwise", "otherwise": True, "outcome": "agreed"},
            ],
        },
    ),
    ("heads", 1): (
        "Endorsement by the Heads",
        {
            "hours_after_last": 24,
            "sealed": False,
            "answers": ["endorse", "endorse_subject_to", "return", "defer"],
            "cast": ["endorse", "endorse_subject_to", "return", "defer"],
            "full_when_all": "endorse",
            "endorsing": ["heads_endorsed", "heads_endorsed_conditionally"],
            "subject": {},
            "tests": [
                {"key": "any_return", "any": ["return"], "outcome": "heads_returned"},
                {"key": "any_missing", "missing": True, "outcome": "pending"},
                {"key": "any_defer", "any": ["defer"], "outcome": "heads_deferred"},
                {
                    "key": "any_condition",
                    "any": ["endorse_subject_to"],
                    "outcome": "heads_endorsed_conditionally",
                },
                {"key": "otherwise", "otherwise": True, "outcome": "heads_endorsed"},
            ],
        },
    ),
}


def fingerprint(data):
    """The hash of a rule as it enters the record: canonical JSON (docs/verify-format.md)."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def load(apps, schema_editor):
    rules = apps.get_model("ballots", "RuleSet").objects.using(schema_editor.connection.alias)
    for (code, version), (name, data) in RULES.items():
        rules.update_or_create(
            code=code, version=version, defaults={"name": name, "data": data, "sha256": fingerprint(data)}
        )
    for rule in rules.filter(sha256=""):
        # Rounds stamped with version 1 keep it; what it left unsaid is spelled out.
        rule.data = {"subject": {}, "sealed": True, "cast": rule.data["answers"], **rule.data}
        rule.sha256 = fingerprint(rule.data)
        rule.save()


class Migration(migrations.Migration):
    dependencies = [("ballots", "0005_walls_in_full")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
