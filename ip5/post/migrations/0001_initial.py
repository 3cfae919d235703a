"""The ledger of digests."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="written")),
                (
                    "sent_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="accepted by the mail server"
                    ),
                ),
                ("message_id", models.CharField(blank=True, default="", max_length=120)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("try_after", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, default="", max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("asked", "Digest sent on request"),
                        ],
                        max_length=10,
                    ),
                ),
                ("local_date", models.DateField()),
                ("dropped_at", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-local_date", "person"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("dropped_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["created_at"],
                        name="digest_to_mail",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "asked"), _negated=True),
                        fields=("person", "kind", "local_date"),
                        name="one_digest_a_reader_a_day",
                    )
                ],
            },
        ),
    ]
