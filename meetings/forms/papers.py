"""Forms of papers: of a meeting, and of the library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from meetings.models import AgendaItem, LibraryPaper, Meeting
from meetings.querysets import is_body, reads_closed
from proposals.forms.papers import VersionForm, file_field

__all__ = ["LibraryForm", "PaperForm", "PlaceForm", "VersionForm"]

READERS = [
    (Visibility.MEMBERS_OBSERVERS, _("Members and observers")),
    (Visibility.MEMBERS, _("Members only")),
]


def title_field(help_text: Any) -> forms.CharField:
    """Return the field of a document's title."""
    return forms.CharField(
        label=_("Title"),
        help_text=help_text,
        validators=[MaxLengthValidator(200)],
        error_messages={"required": _("Give the document a title.")},
    )


def readers_field() -> forms.ChoiceField:
    """Return the field of who may read a document."""
    return forms.ChoiceField(
        label=_("Who may read it"),
        widget=forms.RadioSelect,
        initial=Visibility.MEMBERS_OBSERVERS,
        choices=READERS,
    )


def items_for(hat: Hat, meeting: Meeting) -> Any:
    """Return the items a document may be put under: the body all, others what is published and open to them."""
    items = AgendaItem.objects.visible_to(hat).on_agenda().filter(meeting=meeting)
    return items if is_body(hat) or meeting.agendas.exists() else items.none()


class PaperForm(forms.Form):
    """A paper with its first version, under an item or none."""

    title = title_field(_("As it stands in the list of documents: “Blockchain use cases, revised”."))
    file = file_field()
    item = forms.ModelChoiceField(
        label=_("Agenda item"), queryset=AgendaItem.objects.none(), required=False, empty_label=_("none")
    )
    visibility = readers_field()

    def __init__(self, *args: Any, hat: Hat, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items_for(hat, meeting)
        if not reads_closed(hat):
            # An observer's paper is open to observers: it could not read it otherwise.
            self.fields["visibility"].choices = READERS[:1]


class PlaceForm(forms.Form):
    """The item a paper is put under."""

    item = forms.ModelChoiceField(
        label=_("Agenda item"), queryset=AgendaItem.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, hat: Hat, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items_for(hat, meeting)


class LibraryForm(forms.Form):
    """A document of the library with its first version."""

    title = title_field(_("As it stands on its shelf: “Template of a proposal”."))
    shelf = forms.ChoiceField(
        label=_("Shelf"), choices=LibraryPaper.Shelf, initial=LibraryPaper.Shelf.REFERENCE
    )
    file = file_field()
    visibility = readers_field()
