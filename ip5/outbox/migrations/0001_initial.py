"""Notices and sign-in letters."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
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
                ("to_address", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["created_at"],
                        name="letter_to_mail",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                ("kind", models.CharField(max_length=40)),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_uuid", models.UUIDField()),
                ("data", models.JSONField(default=dict)),
                ("immediate", models.BooleanField(default=False)),
                ("digested_at", models.DateTimeField(editable=False, null=True)),
                ("dropped_at", models.DateTimeField(editable=False, null=True)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("dropped_at__isnull", True), ("immediate", True), ("sent_at__isnull", True)
                        ),
                        fields=["created_at"],
                        name="notice_to_mail",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("digested_at__isnull", True), ("dropped_at__isnull", True), ("immediate", False)
                        ),
                        fields=["mandate", "created_at"],
                        name="notice_to_digest",
                    ),
                    models.Index(fields=["mandate", "-created_at"], name="notice_inbox"),
                ],
            },
        ),
    ]
