"""An entry that was corrected is not deleted; Django asks for it before it deletes anything."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_live_session"),
    ]

    operations = [
        migrations.AlterField(
            model_name="summarysuggestion",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="meetings.summaryentry",
            ),
        ),
    ]
