"""A request to reconsider lapses while a frozen version holds the proposal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0008_settling"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reconsideration",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("objected", "Objected to"),
                    ("done", "Tabled again"),
                    ("lapsed", "Lapsed: held by a frozen version"),
                ],
                default="asked",
                max_length=8,
            ),
        ),
    ]
