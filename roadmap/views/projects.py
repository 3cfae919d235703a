"""Deeds on a project: its plan, its offices, consents, the group's part, reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict
from ip5.ui.deeds import add_errors
from roadmap import actions, rules
from roadmap.forms.plans import OfficesForm, Place, PlanForm, ReferPlan
from roadmap.forms.progress import NoteForm, ReportForm
from roadmap.models import Project, Version

SIMPLE: dict[str, tuple[Any, Any, Any, bool]] = {
    "consent": (
        gettext_lazy("Consent"),
        gettext_lazy("Your office takes part in the project as named. The co-chairs are told."),
        gettext_lazy("Your office’s consent is recorded."),
        False,
    ),
    "decline": (
        gettext_lazy("Decline"),
        gettext_lazy("Your office does not take part as named. The co-chairs are told and name another."),
        gettext_lazy("The co-chairs are told that your office declines."),
        True,
    ),
    "hand_back": (
        gettext_lazy("Hand the plan back"),
        gettext_lazy("The plan goes back to the co-chairs; the group no longer edits it."),
        gettext_lazy("The plan is handed back."),
        False,
    ),
    "drop": (
        gettext_lazy("Take out of the plan"),
        gettext_lazy("The project is not part of the version being compiled; versions that hold it stay."),
        gettext_lazy("The project is taken out."),
        True,
    ),
    "keep": (
        gettext_lazy("Put back into the plan"),
        gettext_lazy("The project is part of the version being compiled again."),
        gettext_lazy("The project is put back."),
        False,
    ),
    "release": (
        gettext_lazy("Print our reservation publicly"),
        gettext_lazy("Your office’s reservation stands in the public rendition of the next version too."),
        gettext_lazy("Your reservation will be printed publicly."),
        False,
    ),
    "keep_reservation": (
        gettext_lazy("Keep our reservation to the members"),
        gettext_lazy("Your office’s reservation does not stand in the public rendition of the next version."),
        gettext_lazy("Your reservation stays with the members."),
        False,
    ),
}


def _may_edit(hat: Hat, project: Project) -> Verdict:
    """The body's deeds on the plan being compiled."""
    return rules.may_edit_plan(hat, project)


MAY: dict[str, Callable[[Hat, Project], Verdict]] = {
    "consent": rules.may_consent,
    "decline": rules.may_consent,
    "hand_back": rules.may_hand_back,
    "drop": _may_edit,
    "keep": _may_edit,
    "release": rules.may_release_reservation,
    "keep_reservation": rules.may_release_reservation,
    "plan": rules.may_fill_plan,
    "offices": _may_edit,
    "place": _may_edit,
    "refer": rules.may_refer_plan,
    "report": rules.may_report,
    "note": rules.may_note,
}
ACTS: dict[str, Callable[..., Any]] = {
    "consent": actions.consent,
    "decline": actions.decline,
    "hand_back": actions.hand_back,
    "drop": actions.drop_project,
    "keep": actions.keep_project,
    "release": lambda project, *, by: actions.release_reservation(project, by=by, is_public=True),
    "keep_reservation": lambda project, *, by: actions.release_reservation(project, by=by, is_public=False),
}


def visible_project(hat: Hat, uuid: UUID) -> Project:
    """Return the project with what its deeds show, or 404 when it does not exist for this hat."""
    projects = (
        Project.objects.visible_to(hat)
        .select_related("goal__area", "group")
        .prefetch_related("parts__office")
    )
    return get_object_or_404(projects, uuid=uuid)


def back_to(hat: Hat, project: Project) -> str:
    """Return where the person goes on: the body to the workbench while compiling, others to the project."""
    is_of_body = hat.is_chair or hat.is_secretariat
    if is_of_body and Version.objects.compiling().exists():
        return reverse("roadmap:workbench")
    return project.get_absolute_url()


def page(
    request: HttpRequest, form: forms.Form, project: Project, title: Any, submit: Any, **context: Any
) -> HttpResponse:
    """Show a deed on a project as a page; 422 where its form was sent and did not do."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "lead": title_for(request.hat, project),
        "back": back_to(request.hat, project),
    } | context
    return render(request, "roadmap/form.html", context, status=422 if form.is_bound else 200)


def title_for(hat: Hat, project: Project) -> str:
    """Return the title as the hat reads it: the body's working one, else that of the version it sees."""
    if hat.is_chair or hat.is_secretariat:
        return project.title
    line = project.line_for(hat)
    return line.title if line else project.title


def run(request: HttpRequest, form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do the deed of a valid form; False when it refused something the form can show."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed()
    except Invalid as error:
        add_errors(form, error)
        return False
    except Conflict as error:
        form.add_error(None, str(error.reason))
        return False
    return True


@access.hat
@require_http_methods(["GET", "POST"])
def simple(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """A deed that asks for nothing but the confirmation."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(MAY[name](hat, project))
    label, before, after, is_danger = SIMPLE[name]
    form = forms.Form(request.POST if request.method == "POST" else None)
    if run(request, form, lambda: ACTS[name](project, by=hat)):
        messages.success(request, after)
        return redirect(back_to(hat, project))
    # Who is asked now is asked about the plan being compiled.
    lead = {"lead": project.title} if name in {"consent", "decline", "hand_back"} else {}
    return page(request, form, project, label, label, before=before, is_danger=is_danger, **lead)


@access.hat
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fill a project's plan: texts, days, milestones, what it waits for."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(rules.may_fill_plan(hat, project))
    form = PlanForm(request.POST if request.method == "POST" else None, project=project)
    if run(
        request,
        form,
        lambda: actions.edit_plan(project, by=hat, values=form.values(), seen=form.cleaned_data["seen"]),
    ):
        messages.success(request, _("The plan is saved."))
        return redirect(back_to(hat, project))
    context = {"form": form, "project": project, "back": back_to(hat, project)}
    return render(request, "roadmap/plan.html", context, status=422 if form.is_bound else 200)


@access.hat
@require_http_methods(["GET", "POST"])
def offices(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set who leads, co-leads and contributes; whoever is new is asked for consent."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(_may_edit(hat, project))
    form = OfficesForm(request.POST if request.method == "POST" else None, project=project)
    if run(request, form, lambda: actions.set_offices(project, by=hat, roles=form.roles())):
        messages.success(request, _("The offices are set; the new ones are asked for their consent."))
        return redirect(back_to(hat, project))
    before = _("An office whose part is new or changes is asked for its consent at once.")
    return page(request, form, project, _("Offices"), _("Save"), before=before)


@access.hat
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set goal, group and place of a project."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(_may_edit(hat, project))
    form = Place(request.POST if request.method == "POST" else None, project=project)
    if run(request, form, lambda: actions.place_project(project, by=hat, **form.cleaned_data)):
        messages.success(request, _("The project is placed."))
        return redirect(back_to(hat, project))
    return page(request, form, project, _("Goal and group"), _("Save"))


@access.hat
@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Refer the plan to the responsible group."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(rules.may_refer_plan(hat, project))
    form = ReferPlan(request.POST if request.method == "POST" else None)
    if run(request, form, lambda: actions.refer_plan(project, by=hat, **form.cleaned_data)):
        messages.success(request, _("The plan is referred to the group. Its experts are told."))
        return redirect(back_to(hat, project))
    before = _("The experts of %(group)s fill the plan and hand it back.") % {"group": project.group}
    return page(request, form, project, _("Refer the plan to the group"), _("Refer"), before=before)


@access.hat
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Report how the project stands."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(rules.may_report(hat, project))
    form = ReportForm(request.POST if request.method == "POST" else None, project=project)
    if run(request, form, lambda: actions.report(project, by=hat, **form.values())):
        messages.success(request, _("The report is recorded."))
        return redirect(project.get_absolute_url())
    back = project.get_absolute_url()
    return page(request, form, project, _("Report progress"), _("Report"), back=back)


@access.hat
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a co-chair's note beside the reports."""
    hat = request.hat
    project = visible_project(hat, uuid)
    require(rules.may_note(hat, project))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if run(request, form, lambda: actions.note(project, by=hat, **form.cleaned_data)):
        messages.success(request, _("The note is recorded."))
        return redirect(project.get_absolute_url())
    back = project.get_absolute_url()
    return page(request, form, project, _("Write a note"), _("Write"), back=back)


LABELS = {
    "report": gettext_lazy("Report progress"),
    "note": gettext_lazy("Write a note"),
    "plan": gettext_lazy("Fill the plan"),
    "offices": gettext_lazy("Set the offices"),
    "place": gettext_lazy("Goal and group"),
    "refer": gettext_lazy("Refer the plan to the group"),
    **{name: words[0] for name, words in SIMPLE.items()},
}


def acts_of(project: Project, hat: Hat, *, has_reservation: bool) -> list[dict[str, Any]]:
    """Return the acts on a project that this hat may do now, as rows of the panel of acts.

    ``has_reservation``: whether the plan shown holds one of the hat's office; else nothing is asked about it.
    """
    hidden = {"keep"} if project.is_in_plan else {"drop", "plan", "offices", "place", "refer", "hand_back"}
    hidden |= {"release", "keep_reservation"}
    if has_reservation and hat.speaks_for_office:
        is_released = project.released_reservations.filter(office=hat.office_id).exists()
        hidden.remove("keep_reservation" if is_released else "release")
    return [
        {
            "label": LABELS[name],
            "verdict": verdict,
            "url": reverse(f"roadmap:project_{name}", args=[project.uuid]),
            "style": "danger" if name in {"decline", "drop"} else "",
        }
        for name, rule in MAY.items()
        if name not in hidden and (verdict := rule(hat, project))
    ]
