"""A milestone taken out of the plan stays as a row: what was reported on it is not lost."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0005_dossier"),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="is_in_plan",
            field=models.BooleanField(default=True),
        ),
    ]
