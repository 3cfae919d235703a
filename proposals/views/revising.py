"""Writing the next revision, internal to the lead office until its head of delegation submits it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ip5.kernel import access, markdown
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.ui.deeds import add_errors
from proposals import actions, rules
from proposals.forms import TextForm, TextRead
from proposals.models import MAX_SECTION, SECTIONS, Proposal, WorkingRevision
from proposals.views.differences import differences, overview
from proposals.views.drafts import previews_of, saved_words, sentences_of, text_of
from proposals.views.pages import visible_proposal


def own_proposal(hat: Hat, uuid: UUID) -> Proposal:
    """Return a proposal of which this hat writes revisions; others are refused, no word of the text is read."""
    proposal = visible_proposal(hat, uuid)
    require(rules.RULES["prepare_revision"](hat, proposal))
    return proposal


def working_text(proposal: Proposal) -> WorkingRevision:
    """Return the working text; before anything is saved, one in memory that holds the text in force."""
    kept = WorkingRevision.objects.filter(proposal=proposal)
    working = kept.select_related("area", "group", "updated_by__person").first()
    if working is None:
        names = ("title", "area", "horizon", "group", *SECTIONS)
        working = WorkingRevision(**{name: getattr(proposal, name) for name in names})
        working.fingerprint = proposal.fingerprint
    working.proposal = proposal
    return working


@access.hat
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the next revision; a text saved meanwhile by somebody else is shown beside what was typed."""
    hat = request.hat
    proposal = own_proposal(hat, uuid)
    form = TextForm(request.POST if request.method == "POST" else None, text=working_text(proposal))
    if request.method == "GET":
        return page(request, proposal, form)
    if "preview" in request.POST:
        form.is_valid()
        return page(request, proposal, form, previews=previews_of(form))
    if not form.is_valid():
        return page(request, proposal, form, status=422)
    try:
        save(proposal, hat, form)
    except Conflict as conflict:
        return conflict_page(request, proposal, form, conflict)
    except Invalid as error:
        add_errors(form, error)
        return page(request, proposal, form, status=422)
    messages.success(request, _("The text of the revision is saved."))
    return redirect("proposals:revision" if "stay" in request.POST else "proposals:revise", proposal.uuid)


def page(
    request: HttpRequest, proposal: Proposal, form: TextForm, status: int = 200, **more: object
) -> HttpResponse:
    """Return the edit page with its form and whatever else it shows."""
    context = {"proposal": proposal, "form": form, "working": working_text(proposal), **more}
    return render(request, "proposals/revision.html", context, status=status)


def save(proposal: Proposal, hat: Hat, form: TextForm) -> WorkingRevision:
    """Save the form's text as read at its version."""
    return actions.prepare_revision(
        proposal, by=hat, values=form.values(), version=form.cleaned_data["version"]
    )


def conflict_page(
    request: HttpRequest, proposal: Proposal, form: TextForm, conflict: Conflict
) -> HttpResponse:
    """Show both texts and where they differ; the form keeps what was typed and may be saved over the other."""
    theirs = working_text(proposal)
    mine = text_of(form.values()) | {"lead": proposal.lead_code()}
    data = form.data.copy()
    data["version"] = str(theirs.version)
    return page(
        request,
        proposal,
        TextForm(data, text=theirs),
        status=409,
        conflict=conflict.reason,
        parts=[each for each in differences(theirs.text(), mine) if each.is_changed],
        theirs=theirs.written_sections,
    )


@access.hat
@require_POST
def autosave(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Save what is typed, quietly; 409 when somebody else saved meanwhile, 422 when it cannot be kept."""
    hat = request.hat
    proposal = own_proposal(hat, uuid)
    form = TextForm(request.POST, text=working_text(proposal))
    if not form.is_valid():
        return JsonResponse({"message": sentences_of(form)}, status=422)
    try:
        saved = save(proposal, hat, form)
    except Conflict as conflict:
        return JsonResponse({"message": str(conflict.reason)}, status=409)
    return JsonResponse({"message": saved_words(saved, hat), "version": saved.version})


@access.hat
@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the next revision against the text in force and what still refuses it; submit it."""
    hat = request.hat
    proposal = own_proposal(hat, uuid)
    form = TextRead(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return before_revising(request, proposal)
    require(rules.RULES["revise"](hat, proposal))
    if not form.is_valid():
        return before_revising(request, proposal, 422)
    try:
        actions.revise(proposal, by=hat, fingerprint=form.cleaned_data["fingerprint"])
    except Conflict as conflict:
        messages.error(request, conflict.reason)
        return before_revising(request, proposal, 409)
    messages.success(request, _("The revision is submitted. All members are told."))
    return redirect("proposals:revisions", proposal.uuid)


def before_revising(request: HttpRequest, proposal: Proposal, status: int = 200) -> HttpResponse:
    """Return the page before a revision is submitted: the differences, the comments without an answer."""
    working = working_text(proposal)
    parts = differences(proposal.text(), working.text())
    unanswered = proposal.comments.visible_to(request.hat).unanswered().select_related("office", "revision")
    context = {
        "proposal": proposal,
        "may_revise": rules.RULES["revise"](request.hat, proposal),
        "form": TextRead(initial={"fingerprint": working.fingerprint}),
        "parts": [each for each in parts if each.is_changed],
        "overview": overview(parts),
        "unanswered": [(each, SECTIONS.get(each.section, "")) for each in unanswered],
        "number": proposal.revisions.newest_first()[0].number + 1,
    }
    return render(request, "proposals/revise.html", context, status=status)


@access.hat
@require_POST
def preview(request: HttpRequest) -> JsonResponse:
    """Return one section's Markdown as safe HTML; nothing is saved. 422 beyond the length of a section."""
    text = request.POST.get("text", "")
    if len(text) > MAX_SECTION:
        message = _("At most %(most)s characters; this has %(has)s.")
        return JsonResponse(
            {"message": message % {"most": f"{MAX_SECTION:,}", "has": f"{len(text):,}"}}, status=422
        )
    return JsonResponse({"html": markdown.render(text)})
