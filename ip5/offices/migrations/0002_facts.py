"""The offices, groups and holiday tables that every installation starts with."""

from django.db import migrations

from ip5.offices import actions


def load(apps, schema_editor):
    """Write the facts through this migration's models; a rerun doubles nothing."""
    using = schema_editor.connection.alias
    actions.load_offices(get_model=apps.get_model, using=using)
    actions.update_holidays(get_model=apps.get_model, using=using)


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
