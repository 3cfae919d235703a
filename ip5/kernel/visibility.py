"""The five visibility classes (domain.md section 2), narrowest first."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who may see an object at most; a hat sees its own level and everything wider."""

    OFFICE_INTERNAL = "office_internal", _("Own office only")
    MEMBERS = "members", _("Members")
    MEMBERS_OBSERVERS = "members_observers", _("Members and observers")
    CONSULTATION = "consultation", _("Members, observers and industry")
    PUBLIC = "public", _("Public")

    @property
    def rank(self) -> int:
        """Return 0 for the narrowest class, 4 for the widest."""
        return list(Visibility).index(self)


def classes_seen_from(level: str) -> list[str]:
    """Return the classes a hat sees in general when ``level`` is the narrowest of them."""
    return [str(each) for each in Visibility if each.rank >= Visibility(level).rank]


def narrower(one: str, other: str) -> str:
    """Return the narrower of two classes."""
    return str(min(Visibility(one), Visibility(other), key=lambda each: each.rank))
