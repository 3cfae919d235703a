"""The page of a rule set in plain words, as its row says it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ip5.ballots import rulebook
from ip5.ballots.models import RuleSet
from ip5.ballots.states import Procedure
from ip5.kernel import access


@access.hat
@require_GET
def rule_set(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Show one version of a rule set, and which others there are."""
    versions = RuleSet.objects.filter(code=code).order_by("version")
    found = get_object_or_404(versions, version=version)
    context = {
        "rule": found,
        "name": Procedure(found.code).label,
        "chapters": rulebook.chapters(found.code, found.data),
        "versions": versions,
    }
    return render(request, "ballots/rule.html", context)
