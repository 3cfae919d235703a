"""The workbench of the body: the version being compiled, its completeness list, its goals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.ui.deeds import add_errors
from proposals.states import HORIZON_WORDS, Horizon
from roadmap import actions, completeness, rules, working
from roadmap.forms.plans import GoalForm, Taking
from roadmap.forms.versions import Start, Texts
from roadmap.models import Goal, Project, Version
from roadmap.rules.plans import may_freeze


def compiling_version(hat: Hat) -> Version:
    """Return the version being compiled, or 404 where there is none that this hat sees."""
    versions = Version.objects.visible_to(hat).compiling().select_related("base", "scoping", "derived_from")
    return get_object_or_404(versions)


def form_page(
    request: HttpRequest, form: forms.Form, title: str, submit: str, **context: Any
) -> HttpResponse:
    """Show a form of the plan as a page; 422 where it was sent and did not do."""
    context = {"form": form, "title": title, "submit": submit, "back": reverse("roadmap:workbench")} | context
    return render(request, "roadmap/form.html", context, status=422 if form.is_bound else 200)


@access.hat
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a version: choose what kind of change it makes."""
    hat = request.hat
    require(rules.may_compile(hat))
    is_first = not Version.objects.decided().exists()
    form = Start(request.POST if request.method == "POST" else None, is_first=is_first)
    if request.method == "POST" and form.is_valid():
        actions.compile_version(by=hat, **form.cleaned_data)
        messages.success(request, _("The version is being compiled."))
        return redirect("roadmap:workbench")
    back = reverse("roadmap:versions")
    return form_page(request, form, _("Begin a version"), _("Begin"), back=back)


@access.hat
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """Show the plan being compiled with what it lacks, and every way to go on."""
    hat = request.hat
    version = compiling_version(hat)
    projects = working.projects_in_plan()
    goals = list(Goal.objects.in_plan().select_related("area"))
    takeable = list(completeness.takeable())
    points = completeness.points(version, projects, goals, takeable)
    lacking = [each for each in points if each.is_needed and not each.is_met]
    context = {
        "version": version,
        "may": {"edit": rules.RULES["edit"](hat, version), "freeze": may_freeze(hat, version, lacking)},
        "points": [
            {"label": each.title, "met": each.is_met, "note": each.where}
            for each in points
            if not each.is_met
        ],
        "met": sum(each.is_met for each in points),
        "lacking": len(lacking),
        "areas": by_area(goals, projects),
        "out": Project.objects.filter(is_in_plan=False).select_related("goal__area"),
        "takeable": takeable,
    }
    return render(request, "roadmap/workbench.html", context)


def by_area(goals: list[Goal], projects: list[Project]) -> list[dict[str, Any]]:
    """Return the working rows by area and goal, for the workbench."""
    areas: dict[int, dict[str, Any]] = {}
    for goal in goals:
        row = areas.setdefault(goal.area_id, {"area": goal.area, "goals": []})
        row["goals"].append(
            {
                "goal": goal,
                "horizon": HORIZON_WORDS[Horizon(goal.horizon)],
                "projects": [each for each in projects if each.goal_id == goal.pk],
            }
        )
    return list(areas.values())


@access.hat
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """Edit title, preamble and kind; what somebody else changed meanwhile is said, what was typed is kept."""
    hat = request.hat
    version = compiling_version(hat)
    require(rules.RULES["edit"](hat, version))
    initial = {name: getattr(version, name) for name in ("title", "kind", "preamble")}
    form = Texts(
        request.POST if request.method == "POST" else None, initial=initial | {"seen": version.version}
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "kind", "preamble")}
        try:
            actions.edit_version(version, by=hat, values=values, seen=form.cleaned_data["seen"])
        except Invalid as error:
            add_errors(form, error)
        except Conflict as error:
            form.add_error(None, str(error.reason))
        else:
            messages.success(request, _("The texts are saved."))
            return redirect("roadmap:workbench")
    return form_page(request, form, _("Title and preamble"), _("Save"))


@access.hat
@require_http_methods(["GET", "POST"])
def goal_add(request: HttpRequest) -> HttpResponse:
    """Add a goal."""
    hat = request.hat
    version = compiling_version(hat)
    require(rules.RULES["edit"](hat, version))
    form = GoalForm(request.POST if request.method == "POST" else None, version=version)
    if request.method == "POST" and form.is_valid():
        actions.add_goal(by=hat, values=form.cleaned_data)
        messages.success(request, _("The goal is added."))
        return redirect("roadmap:workbench")
    return form_page(request, form, _("Add a goal"), _("Add"))


@access.hat
@require_http_methods(["GET", "POST"])
def goal_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a goal."""
    hat = request.hat
    version = compiling_version(hat)
    require(rules.RULES["edit"](hat, version))
    goal = get_object_or_404(Goal.objects.in_plan().select_related("area"), uuid=uuid)
    initial = {"title": goal.title, "area": goal.area.code, "horizon": goal.horizon, "text": goal.text}
    sent = request.POST if request.method == "POST" else None
    form = GoalForm(sent, version=version, goal=goal, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_goal(goal, by=hat, values=form.cleaned_data)
        messages.success(request, _("The goal is saved."))
        return redirect("roadmap:workbench")
    return form_page(request, form, _("Edit the goal"), _("Save"))


@access.hat
@require_http_methods(["GET", "POST"])
def goal_drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a goal out of the plan."""
    hat = request.hat
    require(rules.RULES["edit"](hat, compiling_version(hat)))
    goal = get_object_or_404(Goal.objects.in_plan(), uuid=uuid)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_goal(goal, by=hat)
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The goal is taken out."))
            return redirect("roadmap:workbench")
    lead = _("“%(title)s” is not part of the version any more; versions that hold it stay.") % {
        "title": goal.title
    }
    return form_page(request, form, _("Take out the goal"), _("Take out"), lead=lead, is_danger=True)


@access.hat
@require_http_methods(["GET", "POST"])
def project_add(request: HttpRequest) -> HttpResponse:
    """Make a project of an endorsed proposal."""
    hat = request.hat
    require(rules.RULES["edit"](hat, compiling_version(hat)))
    chosen = {"proposal": request.GET.get("proposal", "")}
    form = Taking(request.POST if request.method == "POST" else None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        made = actions.take_proposal(form.cleaned_data["proposal"], by=hat, goal=form.cleaned_data["goal"])
        messages.success(request, _("The project is in the plan. Fill its dates and milestones."))
        return redirect("roadmap:project_plan", made.uuid)
    return form_page(request, form, _("Add a project"), _("Add"))
