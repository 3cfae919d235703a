"""The only user of django-guardian: extras given to a single named person on one object.

An extra counts only together with an active mandate: the sets that read grants take a hat, and a hat
is an active mandate. Models subclass ``PersonGrant`` with a ``content_object`` foreign key, so that a
grant is one indexed row and no content type is joined.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from guardian.models import UserObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm

from ip5.accounts.models import Person


class PersonGrant(UserObjectPermissionBase):
    """A permission of one person on one object, with a direct foreign key to the object."""

    id = models.BigAutoField(primary_key=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


def give(permission: str, person: Person, subject: models.Model) -> Any:
    """Give ``permission`` (its codename) on ``subject`` to ``person``; giving twice changes nothing."""
    return assign_perm(permission, person, subject)


def take_back(permission: str, person: Person, subject: models.Model) -> None:
    """Take the permission back; taking back what was not given changes nothing."""
    remove_perm(permission, person, subject)
