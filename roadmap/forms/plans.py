"""Forms of the plan being compiled: goals, projects, offices, milestones."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.offices.models import Group, Office
from proposals.models import Area, Proposal
from proposals.states import Horizon
from roadmap import completeness
from roadmap.actions.goals import MAX_TEXT as MAX_GOAL
from roadmap.actions.projects import MAX_TEXT, MAX_TITLE
from roadmap.models import Goal, Project, Version
from roadmap.states import Role

MORE_MILESTONES = 3


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """Return the field of a day."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class GoalForm(forms.Form):
    """A goal: area, horizon, title, text; a new one in an area that the scoping document names."""

    title = forms.CharField(label=_("Title"), validators=[MaxLengthValidator(MAX_TITLE)])
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Area"), to_field_name="code", empty_label=_("Choose an area")
    )
    horizon = forms.ChoiceField(label=_("Horizon"), choices=[("", _("Choose a horizon")), *Horizon.choices])
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        help_text=_("Broad enough for what comes; Markdown."),
        validators=[MaxLengthValidator(MAX_GOAL)],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, version: Version, goal: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = version.named_areas
        if goal is not None:
            areas = Area.objects.filter(Q(pk__in=areas.values("pk")) | Q(pk=goal.area_id))
        self.fields["area"].queryset = areas


def goal_field() -> forms.ModelChoiceField:
    """Return the field that chooses a goal of the plan."""
    return forms.ModelChoiceField(
        Goal.objects.in_plan(), label=_("Goal"), to_field_name="uuid", empty_label=_("Choose a goal")
    )


class Taking(forms.Form):
    """Which endorsed proposal becomes a project, under which goal."""

    proposal = forms.ModelChoiceField(
        Proposal.objects.none(),
        label=_("Endorsed proposal"),
        to_field_name="uuid",
        empty_label=_("Choose a proposal"),
        help_text=_("Its text, group and offices become the project’s; a proposal becomes one project."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = completeness.takeable()
        self.fields["goal"] = goal_field()


class Place(forms.Form):
    """The goal a project realises, the group and the place in the plan."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"] = goal_field()
        self.fields["goal"].initial = project.goal.uuid
        self.fields["group"] = forms.ModelChoiceField(
            Group.objects.all(),
            label=_("Responsible group"),
            to_field_name="code",
            initial=project.group.code if project.group else None,
            empty_label=_("Choose a group"),
        )
        self.fields["position"] = forms.IntegerField(
            label=_("Place under the goal"), min_value=0, max_value=999, initial=project.position
        )


class PlanForm(forms.Form):
    """A project's plan: texts, days, milestones, what it waits for; ``seen`` is the row that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(label=_("Title"), validators=[MaxLengthValidator(MAX_TITLE)])
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        strip=False,
        validators=[MaxLengthValidator(MAX_TEXT)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    deliverables = forms.CharField(
        label=_("Deliverables"),
        required=False,
        strip=False,
        validators=[MaxLengthValidator(MAX_TEXT)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = day_field(_("Start"))
    ends_on = day_field(_("End"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        self.project = project
        self.stones = list(project.milestones.in_plan())
        super().__init__(*args, initial=self._initial(), **kwargs)
        others = Project.objects.in_plan().exclude(pk=project.pk)
        for number in range(len(self.stones) + MORE_MILESTONES):
            stone = self.stones[number] if number < len(self.stones) else None
            self.fields[f"stone_{number}"] = forms.CharField(
                label=_("Milestone"), required=False, max_length=160, initial=stone.title if stone else ""
            )
            self.fields[f"stone_{number}_due"] = day_field(_("Due"))
            self.fields[f"stone_{number}_due"].initial = stone.due_on if stone else None
        if others.exists():
            self.fields["depends_on"] = forms.ModelMultipleChoiceField(
                others,
                label=_("Waits for"),
                required=False,
                to_field_name="uuid",
                widget=forms.CheckboxSelectMultiple,
                initial=[str(each.on.uuid) for each in project.dependencies.select_related("on")],
            )

    def _initial(self) -> dict[str, Any]:
        names = ("title", "summary", "deliverables", "starts_on", "ends_on")
        return {"seen": self.project.version, **{name: getattr(self.project, name) for name in names}}

    def milestone_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return each milestone's field with that of its day."""
        return [(self[f"stone_{n}"], self[f"stone_{n}_due"]) for n in self._numbers()]

    def _numbers(self) -> range:
        return range(len(self.stones) + MORE_MILESTONES)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, a milestone without its day, and a day without its milestone."""
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The end comes after the start."))
        for number in self._numbers():
            title, due = data.get(f"stone_{number}"), data.get(f"stone_{number}_due")
            if title and not due and f"stone_{number}_due" not in self.errors:
                self.add_error(f"stone_{number}_due", _("Give the day by which it is reached."))
            if due and not title:
                self.add_error(f"stone_{number}", _("Name the milestone."))
        return data

    def values(self) -> dict[str, Any]:
        """Return the plan as the deed takes it."""
        names = ("title", "summary", "deliverables", "starts_on", "ends_on")
        stones: list[tuple[UUID | None, str, dt.date]] = []
        for number in self._numbers():
            title = self.cleaned_data[f"stone_{number}"]
            if title:
                key = self.stones[number].uuid if number < len(self.stones) else None
                stones.append((key, title, self.cleaned_data[f"stone_{number}_due"]))
        return {
            **{name: self.cleaned_data[name] for name in names},
            "milestones": stones,
            "depends_on": list(self.cleaned_data.get("depends_on", [])),
        }


class OfficesForm(forms.Form):
    """Who leads, co-leads and contributes."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = {each.office_id: each for each in project.parts.all()}
        self.members = list(Office.objects.members())
        for office in self.members:
            part = parts.get(office.pk)
            self.fields[f"office_{office.code}"] = forms.ChoiceField(
                label=f"{office.acronym}, {office.name}",
                required=False,
                choices=[("", _("Does not take part")), *Role.choices],
                initial=part.role if part else "",
            )

    def roles(self) -> dict[int, str]:
        """Return office key -> role of those that take part."""
        chosen = {each.pk: self.cleaned_data[f"office_{each.code}"] for each in self.members}
        return {key: role for key, role in chosen.items() if role}


class ReferPlan(forms.Form):
    """Until when the group fills the plan."""

    due_on = day_field(_("Due"), required=True)
