"""A Head's link: one Head answers one round of the Heads without signing in; and what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots import tokens
from ip5.ballots.models.positions import Position, new_salt
from ip5.ballots.models.rounds import Round
from ip5.ballots.querysets import HeadLinkQuerySet, LinkMailQuerySet, LinkUseQuerySet
from ip5.kernel import clock
from ip5.outbox.models import Mailed

MOST_TRIES = 5
HEX = r"^[0-9a-f]{64}$"


class HeadLink(models.Model):
    """A personal link into one round for one mandate; a later one for the same two voids it. Never changed.

    ``seed`` is random; with the site's key it gives token and code, of which only hashes are stored.
    ``at`` and ``expires_at``, 72 hours later, are the database's.
    """

    class CodeBy(models.TextChoices):
        MAIL = "mail", _("by mail to the second address")
        OFFICE = "office", _("read out by the office")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="links")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    code_by = models.CharField(max_length=6, choices=CodeBy)
    seed = models.CharField(max_length=32, default=new_salt)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(default=clock.now, editable=False)

    objects = HeadLinkQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seed__regex=r"^[0-9a-f]{32}$"), name="link_seed_128_bit"),
            models.CheckConstraint(
                condition=Q(("token_hash__regex", HEX), ("code_hash__regex", HEX)),
                name="link_keeps_hashes_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.mandate_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill in the hashes of what the seed gives, and insert."""
        self.token_hash = tokens.token_hash(tokens.token_of(self.seed))
        self.code_hash = tokens.code_hash(self.seed, tokens.code_of(self.seed))
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The token, reckoned anew; it opens nothing where the site's key was changed since."""
        return tokens.token_of(self.seed)

    @property
    def code(self) -> str:
        """The code as it is read out, reckoned anew."""
        return tokens.grouped(tokens.code_of(self.seed))


class LinkUse(models.Model):
    """One line of what became of a link: append-only, ``at`` is the database's.

    ``mandate`` is who did it signed in, none for whoever held the link. ``position`` is what was answered
    by the link, or contested. The last four kinds are tries on a link that opens nothing any more, one line
    an hour each.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("link asked for")
        SENT = "sent", _("link mailed")
        CODE_SENT = "code_sent", _("code mailed")
        OPENED = "opened", _("opened")
        WRONG_CODE = "wrong_code", _("wrong code")
        ANSWERED = "answered", _("answered")
        VOIDED = "voided", _("voided")
        CONTESTED = "contested", _("answer contested by the Head")
        TRIED_USED = "tried_used", _("tried again after the answer, in vain")
        TRIED_VOID = "tried_void", _("tried after it was voided, in vain")
        TRIED_LATE = "tried_late", _("tried after its 72 hours, in vain")
        TRIED_OVER = "tried_over", _("tried when nothing was asked any more, in vain")

    link = models.ForeignKey(HeadLink, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=Kind)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="link_uses")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = LinkUseQuerySet.as_manager()

    class Meta:
        ordering = ["link", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["link"], condition=Q(kind="answered"), name="one_answer_a_link"),
            models.UniqueConstraint(
                fields=["position", "kind"], condition=Q(position__isnull=False), name="one_use_a_position"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["answered", "contested"], position__isnull=False)
                | (~Q(kind__in=["answered", "contested"]) & Q(position__isnull=True)),
                name="link_use_names_its_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.kind}"


class LinkMail(Mailed):
    """That a link, or its code, is to be mailed. The mail is composed when it is sent: no secret lies here."""

    class Part(models.TextChoices):
        LINK = "link", _("link")
        CODE = "code", _("code")

    link = models.ForeignKey(HeadLink, on_delete=models.PROTECT, related_name="mails")
    part = models.CharField(max_length=4, choices=Part)
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = LinkMailQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["link", "part"], name="one_mail_a_part")]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="link_mail_to_send",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.part}"
