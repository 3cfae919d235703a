"""The guard knows how a provisional proposal is settled (domain.md section 3, "settle")."""

from importlib import import_module

from django.db import migrations

before = import_module("proposals.migrations.0005_review_walls")
PAIRS = before.PAIRS | {
    "provisional": [
        "tf_endorsed",
        "tf_endorsed_with_reservations",
        "no_consensus",
        "inquorate",
        "insufficient_support",
    ],
}
ALLOWED = ", ".join(f"('{start}', '{end}')" for start, ends in PAIRS.items() for end in ends)
GUARD = before.GUARD.replace(before.ALLOWED, ALLOWED)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_opening_and_notes")]

    operations = [migrations.RunSQL(GUARD, before.GUARD)]
