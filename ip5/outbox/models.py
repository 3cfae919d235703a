"""The ledger of what has to be told: notices about subjects, and sign-in letters."""

from __future__ import annotations

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.outbox.kinds import KINDS, Kind
from ip5.outbox.querysets import LetterQuerySet, NoticeQuerySet


class Mailed(models.Model):
    """A row that becomes one mail: sent once, or again with the same Message-ID after a crash."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("accepted by the mail server"), null=True, editable=False)
    message_id = models.CharField(max_length=120, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def derived_message_id(self) -> str:
        """The Message-ID of this row's mail: made of its uuid, so that a repeat carries the same."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        return self.message_id or f"<{self.uuid}@{domain}>"


class Notice(Mailed):
    """That one hat is told of something. It names its subject; it holds none of its text."""

    kind = models.CharField(max_length=40)
    mandate = models.ForeignKey("accounts.Mandate", on_delete=models.CASCADE, related_name="notices")
    subject_kind = models.CharField(max_length=60)
    subject_uuid = models.UUIDField()
    data = models.JSONField(default=dict)
    immediate = models.BooleanField(default=False)
    digested_at = models.DateTimeField(null=True, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="notice_to_mail",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True, immediate=True),
            ),
            models.Index(
                fields=["mandate", "created_at"],
                name="notice_to_digest",
                condition=Q(digested_at__isnull=True, dropped_at__isnull=True, immediate=False),
            ),
            models.Index(fields=["mandate", "-created_at"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.mandate_id}"

    @property
    def words(self) -> Kind:
        """The sentences of this kind of notice."""
        return KINDS[self.kind]

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class Letter(Mailed):
    """A sign-in mail: an address and its text, which is emptied once the server accepted it."""

    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True, default="")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["created_at"], name="letter_to_mail", condition=Q(sent_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}"
