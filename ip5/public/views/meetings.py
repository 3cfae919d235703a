"""The published extracts of summaries: the meetings that were held, and one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ip5.public import contents, published
from ip5.public.views.pages import page, show


@page
def meeting_list(request: HttpRequest) -> HttpResponse:
    """List the meetings whose summary is published, the newest first."""
    rows = [contents.meeting(each) for each in published.meetings()]
    return show(request, "meetings", {"rows": rows}, here="meetings")


@page
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Show the public extract of one meeting's summary."""
    found = get_object_or_404(published.meetings(), number=number)
    context = {"row": contents.meeting(found), "sections": contents.extract(published.extract_of(found))}
    return show(request, "meeting", context, here="meetings")
