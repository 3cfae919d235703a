"""Forms of the dashboards: which notices were read, whose mail is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_NOTICES = 200


class UuidList(forms.Field):
    """Several uuids of one name, as hidden fields send them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """Return the uuids; refuse what is none, an empty list and an endless one."""
        try:
            found = [UUID(str(each)) for each in value or []]
        except ValueError as error:
            raise ValidationError(_("That is no notice.")) from error
        if not 1 <= len(found) <= MOST_NOTICES:
            raise ValidationError(_("Name the notices that were read."))
        return found


class ReadForm(forms.Form):
    """The notices that stood on the page when "mark as read" was pressed."""

    notice = UuidList()


class RecipientForm(forms.Form):
    """Whose mails the demo's mailbox shows."""

    to = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, data: Any, recipients: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", _("Everybody")), *((each, each) for each in recipients)]
