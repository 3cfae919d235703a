"""The deeds of the review, each with a page of its own: comment, reply, answer, prepare and file a review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Conflict, DeedError, Invalid, require
from ip5.kernel.hat import Hat
from proposals import actions, rules
from proposals.actions.reviews import MAX_COMMENT
from proposals.exports.responses import Thread, threads_of
from proposals.forms.review import CommentForm, DispositionForm, Filing, ReplyForm, ReviewForm
from proposals.models import SECTIONS, Comment, Criterion, Proposal, Review
from proposals.views.review import own_scores

READ_AND_WRITE = ["GET", "POST"]


def attempt(form: forms.Form, act: Callable[[], Any]) -> int:
    """Do the deed and return 200, or put its refusal on the form and return the status: nothing typed is lost."""
    try:
        act()
    except Invalid as error:
        for name, lines in error.errors.items():
            for line in lines:
                form.add_error(name if name in form.fields else None, line)
        return error.status
    except DeedError as error:
        form.add_error(None, str(error.reason))
        return error.status
    return 200


def opened(request: HttpRequest, uuid: UUID, name: str) -> Proposal:
    """Return the proposal whose review this hat reads; a GET is refused where the deed would be.

    Who sees the proposal and not its review is refused the deed with the reason, as everywhere; a POST of
    somebody else is refused on its own form, so that nothing typed is lost.
    """
    hat = request.hat
    proposals = Proposal.objects.visible_to(hat).in_full().with_review_facts(hat)
    proposal = get_object_or_404(proposals, uuid=uuid)
    may_read = rules.may_read_review(hat, proposal)
    if request.method == "GET" or not may_read:
        require(rules.RULES[name](hat, proposal))
    if not may_read:
        raise Http404
    return proposal


def thread_of(proposal: Proposal, hat: Hat, comment: UUID) -> Thread:
    """Return the thread with all its replies; 404 when its first comment does not exist for this hat."""
    get_object_or_404(Comment.objects.visible_to(hat).threads(), uuid=comment, proposal=proposal)
    return next(each for each in threads_of(proposal, hat) if each.first.uuid == comment)


def back(proposal: Proposal, anchor: str) -> HttpResponse:
    """Return the way back to the review's page, to the place the deed was about."""
    return redirect(f"{reverse('proposals:review', args=[proposal.uuid])}#{anchor}")


@access.hat
@require_http_methods(READ_AND_WRITE)
def comment(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Comment on the newest revision."""
    hat = request.hat
    proposal = opened(request, uuid, "comment")
    section = request.GET.get("section", "")
    start = {"section": section if section in SECTIONS else ""}
    start["passage"] = request.GET.get("passage", "")[:MAX_COMMENT]
    form = CommentForm(
        request.POST if request.method == "POST" else None, hat=hat, proposal=proposal, initial=start
    )
    if request.method == "POST":
        status = unless_allowed(form, hat, proposal, "comment")
        if not status and form.is_valid():
            status = attempt(form, lambda: actions.comment(proposal, by=hat, **form.cleaned_data))
            if status == 200:
                messages.success(request, _("Your comment is written. The lead office is told."))
                return back(proposal, "comments")
        return render(
            request, "proposals/comment.html", {"proposal": proposal, "form": form}, status=status or 422
        )
    return render(request, "proposals/comment.html", {"proposal": proposal, "form": form})


def unless_allowed(form: forms.Form, hat: Hat, proposal: Proposal, name: str) -> int:
    """Return 0 when the deed is allowed; else put the reason on the form and return its status."""
    form.full_clean()
    return (
        0 if (status := attempt(form, lambda: require(rules.RULES[name](hat, proposal)))) == 200 else status
    )


@access.hat
@require_http_methods(READ_AND_WRITE)
def reply(request: HttpRequest, uuid: UUID, comment: UUID) -> HttpResponse:
    """Reply in a thread, in the thread's kind where the hat may write it."""
    hat = request.hat
    proposal = opened(request, uuid, "comment")
    thread = thread_of(proposal, hat, comment)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    context = {
        "proposal": proposal,
        "form": form,
        "thread": thread,
        "heading": _("Reply"),
        "submit": _("Reply"),
    }
    if request.method == "GET":
        return render(request, "proposals/thread.html", context)
    status = unless_allowed(form, hat, proposal, "comment")
    if not status and form.is_valid():
        kinds = rules.kinds_of_comment(hat, proposal)
        kind = thread.first.kind if thread.first.kind in kinds else kinds[0]
        words = form.cleaned_data["text"]
        status = attempt(
            form, lambda: actions.comment(proposal, by=hat, text=words, kind=kind, parent=thread.first)
        )
        if status == 200:
            messages.success(request, _("Your reply is written."))
            return back(proposal, f"c-{comment}")
    return render(request, "proposals/thread.html", context, status=status or 422)


@access.hat
@require_http_methods(READ_AND_WRITE)
def dispose(request: HttpRequest, uuid: UUID, comment: UUID) -> HttpResponse:
    """Answer a comment for the lead office; a later answer replaces the former, which is kept."""
    hat = request.hat
    proposal = opened(request, uuid, "dispose")
    thread = thread_of(proposal, hat, comment)
    last = thread.answer
    start = {"answer": last.answer, "reason": last.reason} if last else {}
    form = DispositionForm(request.POST if request.method == "POST" else None, initial=start)
    context = {
        "proposal": proposal,
        "form": form,
        "thread": thread,
        "heading": _("Answer the comment"),
        "submit": _("Answer for the %(office)s") % {"office": hat.office.acronym},
    }
    if request.method == "GET":
        return render(request, "proposals/thread.html", context)
    status = unless_allowed(form, hat, proposal, "dispose")
    if not status and form.is_valid():
        status = attempt(form, lambda: actions.dispose(thread.first, by=hat, **form.cleaned_data))
        if status == 200:
            messages.success(request, _("The comment is answered. Its author is told."))
            return back(proposal, f"c-{comment}")
    return render(request, "proposals/thread.html", context, status=status or 422)


def own_review(proposal: Proposal, hat: Hat) -> Review | None:
    """Return the own office's review of the newest revision."""
    if not hat.is_delegation:
        return None
    newest = proposal.revisions.newest_first()[:1]
    return (
        Review.objects.visible_to(hat)
        .filter(revision__in=newest.values("pk"), office=hat.office_id)
        .select_related("prepared_by__person", "revision")
        .first()
    )


def former_review(proposal: Proposal, hat: Hat) -> Review | None:
    """Return the own office's review of an earlier revision, from which a new one may begin."""
    mine = Review.objects.visible_to(hat).filter(proposal=proposal, office=hat.office_id)
    return mine.order_by("-revision__number").first() if hat.is_delegation else None


@access.hat
@require_http_methods(READ_AND_WRITE)
def prepare_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the own office's review; one saved meanwhile by a colleague is shown beside what was typed."""
    hat = request.hat
    proposal = opened(request, uuid, "prepare_review")
    own = own_review(proposal, hat)
    if own is not None and own.is_filed and request.method == "GET":
        messages.info(request, _("Your office's review is filed; it stands for this revision."))
        return back(proposal, "reviews")
    criteria = list(Criterion.objects.filter(is_current=True))
    start = ReviewForm.start(own or former_review(proposal, hat), own.version if own else 0)
    form = ReviewForm(request.POST if request.method == "POST" else None, criteria=criteria, initial=start)
    context = {"proposal": proposal, "form": form, "own_review": own}
    if request.method == "GET":
        return render(request, "proposals/prepare_review.html", context)
    status = unless_allowed(form, hat, proposal, "prepare_review")
    if not status and form.is_valid():
        status = attempt(form, lambda: save(proposal, hat, form))
        if status == 200:
            messages.success(request, _("The review is saved. Only your delegation sees it."))
            goes_on = "go_on" in request.POST
            return (
                redirect("proposals:file_review", proposal.uuid) if goes_on else back(proposal, "own-review")
            )
        context |= saved_meanwhile(proposal, hat, form) if status == Conflict.status else {}
    return render(request, "proposals/prepare_review.html", context, status=status or 422)


def saved_meanwhile(proposal: Proposal, hat: Hat, form: ReviewForm) -> dict[str, Any]:
    """Return the colleague's review and the form that may now be saved over it; nothing if none is newer."""
    theirs = own_review(proposal, hat)
    if theirs is None or theirs.is_filed or theirs.version == form.cleaned_data["version"]:
        return {}
    return {"form": over(form, theirs), "theirs": theirs, "their_scores": own_scores(theirs, form.criteria)}


def save(proposal: Proposal, hat: Hat, form: ReviewForm) -> Review:
    """Save the form's review as read at its version."""
    data = form.cleaned_data
    return actions.prepare_review(
        proposal,
        by=hat,
        recommendation=data["recommendation"],
        scores=form.scores(),
        text=data["text"],
        version=data["version"],
    )


def over(form: ReviewForm, theirs: Review) -> ReviewForm:
    """Return the form with what was typed and the refusal, which may now be saved over the colleague's."""
    data = form.data.copy()
    data["version"] = str(theirs.version)
    fresh = ReviewForm(data, criteria=form.criteria)
    fresh.full_clean()
    for line in form.non_field_errors():
        fresh.add_error(None, line)
    return fresh


@access.hat
@require_http_methods(READ_AND_WRITE)
def file_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the whole review as it would stand, then file it: exactly the version that was shown."""
    hat = request.hat
    proposal = opened(request, uuid, "file_review")
    own = own_review(proposal, hat)
    if request.method == "GET" and (own is None or not own.recommendation):
        messages.warning(request, _("The review needs its recommendation before it is filed."))
        return redirect("proposals:prepare_review", proposal.uuid)
    start = {"version": own.version if own else 0}
    form = Filing(request.POST if request.method == "POST" else None, initial=start)
    scores = own_scores(own, list(Criterion.objects.all())) if own else []
    context = {"proposal": proposal, "form": form, "own_review": own, "own_scores": scores}
    if request.method == "GET":
        return render(request, "proposals/file_review.html", context)
    status = unless_allowed(form, hat, proposal, "file_review")
    if not status and form.is_valid():
        version = form.cleaned_data["version"]
        status = attempt(form, lambda: actions.file_review(proposal, by=hat, version=version))
        if status == 200:
            filed = _("The review of the %(office)s is filed. The reviews filed so far are below.")
            messages.success(request, filed % {"office": hat.office.acronym})
            return back(proposal, "reviews")
        now = own_review(proposal, hat) if status == Conflict.status else None
        if now is not None and now.version != version:
            context |= {"own_review": now, "own_scores": own_scores(now, list(Criterion.objects.all()))}
            context["form"] = reread(form, now)
    return render(request, "proposals/file_review.html", context, status=status or 422)


def reread(form: Filing, own: Review) -> Filing:
    """Return the confirmation for the version shown now, not confirmed yet, with the refusal."""
    fresh = Filing({"version": str(own.version)})
    fresh.full_clean()
    fresh.errors.pop("sure", None)
    for line in form.non_field_errors():
        fresh.add_error(None, line)
    return fresh
