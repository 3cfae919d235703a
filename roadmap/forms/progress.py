"""Forms of reports on a project."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from roadmap.actions.progress import MAX_REPORT
from roadmap.models import Project
from roadmap.states import ProgressState, Status


def words_field(label: Any) -> forms.CharField:
    """Return the field of a short report."""
    return forms.CharField(
        label=label,
        help_text=_("A few words on what was done and what is next; members and observers read it."),
        validators=[MaxLengthValidator(MAX_REPORT)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def open_milestones(project: Project) -> list[tuple[str, str]]:
    """Return key and title of the milestones not reached, as the endorsed plan names them."""
    line = project.decided_line
    waiting = project.milestones.filter(reached_on__isnull=True).values_list("uuid", flat=True)
    keys = {str(each) for each in waiting}
    return [(each.key, each.title) for each in line.milestones if each.key in keys] if line else []


class ReportForm(forms.Form):
    """Where the project stands, how it keeps to its plan, and which milestones were reached."""

    state = forms.ChoiceField(
        label=_("The project is"),
        help_text=_(
            "Superseded: name in the report the project that takes its place. It is the last report."
        ),
        choices=ProgressState.choices,
    )
    status = forms.ChoiceField(
        label=_("If it is active"),
        required=False,
        choices=[("", _("not active")), *Status.choices],
    )
    text = words_field(_("Report"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        initial = {"state": project.state, "status": project.status}
        super().__init__(*args, initial=initial, **kwargs)
        waiting = open_milestones(project)
        if waiting:
            self.fields["reached"] = forms.MultipleChoiceField(
                choices=waiting,
                label=_("Milestones reached"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields["reached_on"] = forms.DateField(
                label=_("Reached on"),
                required=False,
                help_text=_("Empty: today."),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def values(self) -> dict[str, Any]:
        """Return the report as the deed takes it."""
        given = self.cleaned_data
        reached = {
            "reached": [UUID(each) for each in given.get("reached", [])],
            "reached_on": given.get("reached_on"),
        }
        return {name: given[name] for name in ("state", "status", "text")} | reached


class NoteForm(forms.Form):
    """A co-chair's note."""

    text = words_field(_("Note"))
