"""When the owners of an action item were told that it is due soon."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0004_ends_and_meetings"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
