"""Rule set ``tf_explicit``, version 1, as data (domain.md section 4)."""

from django.db import migrations

ANSWERS = ["support", "reserve", "ad_referendum", "abstain", "object"]
JOINING = ["support", "reserve", "ad_referendum"]
TF_EXPLICIT = {
    "days": 10,
    "short_days": 5,
    "most_days": 60,
    "not_urgent_days": 2,
    "auto_extension_days": 5,
    "ad_referendum_days": 10,
    "quorum": 4,
    "joining": 3,
    "answers": ANSWERS,
    "full_when_all": "support",
    "endorsing": ["tf_endorsed", "tf_endorsed_with_reservations"],
    "tests": [
        {"key": "any_object", "any": ["object"], "outcome": "no_consensus"},
        {"key": "below_quorum", "fewer_than": 4, "of": ANSWERS, "outcome": "inquorate"},
        {"key": "below_joining", "fewer_than": 3, "of": JOINING, "outcome": "insufficient_support"},
        {"key": "any_ad_referendum", "any": ["ad_referendum"], "outcome": "provisional"},
        {"key": "any_reserve", "any": ["reserve"], "outcome": "tf_endorsed_with_reservations"},
        {"key": "otherwise", "otherwise": True, "outcome": "tf_endorsed"},
    ],
}


def load(apps, schema_editor):
    rules = apps.get_model("ballots", "RuleSet").objects.using(schema_editor.connection.alias)
    rules.update_or_create(
        code="tf_explicit", version=1, defaults={"name": "Explicit endorsement", "data": TF_EXPLICIT}
    )


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_walls")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
