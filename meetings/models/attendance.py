"""Who is registered for a meeting, and who is there."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.offices.models import Office
from meetings.models.meeting import Meeting, Session
from meetings.querysets import PresenceQuerySet, RegistrationQuerySet
from meetings.states import Attends, Part


class Registration(models.Model):
    """Somebody of a delegation, with or without an account; also the answer to an invitation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    part = models.CharField(_("capacity"), max_length=10, choices=Part, default=Part.DELEGATE)
    attends = models.CharField(_("takes part"), max_length=10, choices=Attends, default=Attends.REMOTE)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["office__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "mandate"],
                condition=Q(mandate__isnull=False),
                name="one_registration_a_mandate",
            ),
            models.UniqueConstraint(
                fields=["meeting", "office"], condition=Q(part="head"), name="one_head_a_delegation"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """A delegation's presence at a session: declared by itself with a stamp, confirmed by the secretariat.

    ``left_at`` ends it; who comes again is present anew.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="presences")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    attends = models.CharField(max_length=10, choices=Attends, default=Attends.REMOTE)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_at = models.DateTimeField(null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "office"], condition=Q(left_at__isnull=True), name="present_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.get_attends_display()}"
