"""Writing a draft: begin, edit, autosave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ip5.kernel import access
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.ui.deeds import add_errors
from proposals import actions, rules
from proposals.completeness import checklist_of
from proposals.forms import DraftForm, StartForm, TextForm
from proposals.models import SECTIONS, Proposal, ProposalText
from proposals.views.differences import Difference, differences, replaced


@access.hat
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin a draft with its title; the rest is written on the draft's own page, which saves by itself."""
    hat = request.hat
    require(rules.may_create(hat))
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        proposal = actions.create(by=hat, values=form.cleaned_data)
        return redirect("proposals:edit", proposal.uuid)
    return render(request, "proposals/create.html", {"form": form}, status=422 if form.is_bound else 200)


def own_draft(hat: Hat, uuid: UUID) -> Proposal:
    """Return a proposal this hat may edit; 404 when it does not exist for it."""
    proposal = get_object_or_404(Proposal.objects.visible_to(hat).in_full(), uuid=uuid)
    require(rules.RULES["edit"](hat, proposal))
    return proposal


@access.hat
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Edit the draft; a text saved meanwhile by somebody else is shown beside what was typed."""
    hat = request.hat
    proposal = own_draft(hat, uuid)
    form = DraftForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if request.method == "GET":
        return render(request, "proposals/edit.html", context_of(proposal, hat, form))
    if "preview" in request.POST:
        form.is_valid()
        return render(
            request, "proposals/edit.html", context_of(proposal, hat, form) | {"previews": previews_of(form)}
        )
    if not form.is_valid():
        return render(request, "proposals/edit.html", context_of(proposal, hat, form), status=422)
    try:
        save(proposal, hat, form)
    except Conflict as conflict:
        return conflict_page(request, proposal, form, conflict)
    except Invalid as error:
        add_errors(form, error)
        return render(request, "proposals/edit.html", context_of(proposal, hat, form), status=422)
    messages.success(request, _("The draft is saved."))
    return redirect("proposals:edit" if "stay" in request.POST else "proposals:detail", proposal.uuid)


@access.hat
@require_POST
def autosave(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Save what is typed, quietly; 409 when somebody else saved meanwhile, 422 when it cannot be kept."""
    hat = request.hat
    proposal = own_draft(hat, uuid)
    form = DraftForm(request.POST, proposal=proposal)
    if not form.is_valid():
        return JsonResponse({"message": sentences_of(form)}, status=422)
    try:
        saved = save(proposal, hat, form)
    except Conflict as conflict:
        return JsonResponse({"message": str(conflict.reason)}, status=409)
    message = saved_words(saved, hat)
    return JsonResponse({"message": message, "version": saved.version, "parts": parts_of(hat, saved)})


def saved_words(saved: ProposalText, hat: Hat) -> str:
    """Return when the text was saved, in the words of the hat's office."""
    at = formats.time_format(timezone.localtime(saved.updated_at, hat.office.zone), "H:i")
    return _("Saved at %(time)s, %(city)s time.") % {"time": at, "city": hat.office.city}


def sentences_of(form: TextForm) -> str:
    """Return everything the form has to say, as one line."""
    return " ".join(str(line) for errors in form.errors.values() for line in errors)


def previews_of(form: TextForm) -> list[tuple[str, str]]:
    """Return each written section of a form as (heading, Markdown), as far as it is not too long to be drawn."""
    texts = ((str(SECTIONS[name]), form.cleaned_data.get(name, "")) for name in SECTIONS)
    return [(heading, text) for heading, text in texts if text.strip()]


def text_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values as plain data, as ``ProposalText.text()`` gives a text."""
    keys = {name: values[name].code if values[name] else "" for name in ("area", "group")}
    words = {name: values[name].replace("\r\n", "\n") for name in ("title", "horizon", *SECTIONS)}
    return keys | words


def save(proposal: Proposal, hat: Hat, form: DraftForm) -> Proposal:
    """Save the form's text and offices as read at its version."""
    return actions.edit(
        proposal, by=hat, values=form.values(), offices=form.offices(), version=form.cleaned_data["version"]
    )


def context_of(proposal: Proposal, hat: Hat, form: DraftForm) -> dict[str, object]:
    """Return the edit page's context: the form, what is missing, whether it may be submitted and if not why."""
    return checks_of(proposal) | {
        "proposal": proposal,
        "form": form,
        "may_submit": rules.RULES["submit"](hat, proposal),
    }


def checks_of(proposal: Proposal) -> dict[str, object]:
    """Return the checklist of a draft as rows, and how many of how many lines are met."""
    checks = checklist_of(proposal)
    return {
        "checklist": [{"label": each.label, "met": each.is_met, "note": each.hint} for each in checks],
        "met": sum(each.is_met for each in checks),
        "of": len(checks),
    }


def parts_of(hat: Hat, saved: Proposal) -> dict[str, str]:
    """Return the parts of the edit page that a save changes, drawn afresh: name -> safe HTML."""
    fresh = checks_of(Proposal.objects.visible_to(hat).in_full().get(pk=saved.pk))
    return {
        "met": render_to_string("proposals/_met.html", fresh),
        "checklist": render_to_string("ui/checks.html", {"rows": fresh["checklist"]}),
    }


def conflict_page(
    request: HttpRequest, proposal: Proposal, form: DraftForm, conflict: Conflict
) -> HttpResponse:
    """Show both texts where they differ; the form keeps what was typed and may now be saved over the other."""
    proposal = Proposal.objects.in_full().get(pk=proposal.pk)
    theirs = proposal.text()
    mine = theirs | text_of(form.values())
    data = form.data.copy()
    data["version"] = str(proposal.version)
    fresh = DraftForm(data, proposal=proposal)
    context = context_of(proposal, request.hat, fresh) | {
        "conflict": conflict.reason,
        "parts": [each for each in (*differences(theirs, mine), *circle(fresh)) if each.is_changed],
        "theirs": proposal.written_sections,
    }
    return render(request, "proposals/edit.html", context, status=409)


def circle(form: DraftForm) -> list[Difference]:
    """Return whom the text will be open to and who takes part, as saved against as typed."""
    fields = [form["submit_visibility"], *(bound for _office, bound in form.office_fields())]
    rows = []
    for bound in fields:
        words = {str(value): str(label) for value, label in bound.field.choices}
        old, new = (words.get(str(value or ""), "") for value in (bound.initial, bound.value()))
        rows.append(replaced(bound.html_name, bound.label, old, new))
    return rows
