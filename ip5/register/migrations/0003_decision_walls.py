"""A decision is never changed and never deleted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0002_decisions")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON register_decision FROM ip5_runtime;", migrations.RunSQL.noop
        )
    ]
