"""Forms of papers: a title, a file, who may read it."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.visibility import Visibility
from ip5.papers.kinds import SUFFIXES

TAKEN = ",".join(f".{suffix}" for suffix in SUFFIXES)


def file_field() -> forms.FileField:
    """Return the field of a file; what it is, is looked at later, by content."""
    return forms.FileField(
        label=_("File"),
        # An empty one is refused with the other sentences about files.
        allow_empty_file=True,
        help_text=_(
            "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPG, TXT or CSV, up to 25 MB,"
            " without macros, scripts and embedded files."
        ),
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        error_messages={"required": _("Choose a file.")},
    )


class PaperForm(forms.Form):
    """A paper with its first version."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("As it stands in the list of documents: “Annex 1: metrics in use”."),
        validators=[MaxLengthValidator(200)],
        error_messages={"required": _("Give the document a title.")},
    )
    file = file_field()
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        widget=forms.RadioSelect,
        initial=Visibility.MEMBERS_OBSERVERS,
        choices=[
            (Visibility.MEMBERS_OBSERVERS, _("Everybody who sees the proposal")),
            (Visibility.MEMBERS, _("Members only")),
        ],
        help_text=_("A document of a draft is seen by those who see the draft, whatever is chosen here."),
    )


class VersionForm(forms.Form):
    """The next version of a paper."""

    file = file_field()
