"""What delegations say to a conclusion that is put: the ballots' own pages, on the room's screen and back to it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ip5.ballots.models import Round
from ip5.ballots.views import session
from ip5.kernel import access
from ip5.kernel.hat import Hat
from meetings.actions import conclusions
from meetings.models import Conclusion
from meetings.views.wording import conclusion_of


def put_to(hat: Hat, uuid: UUID, conclusion: UUID) -> tuple[Conclusion, Round]:
    """Return a conclusion that was put, with its round, or 404."""
    found = conclusion_of(hat, uuid, conclusion)
    if found.round is None:
        raise Http404
    return found, found.round


def heard(request: HttpRequest, found: Conclusion, answer: HttpResponse) -> HttpResponse:
    """Return the ballots' page; once it is said, count the pulse on and go back to the screen."""
    if answer.status_code != 302:
        return answer
    conclusions.count_heard(found, by=request.hat)
    return redirect("meetings:live", found.meeting.uuid)


@access.hat
@require_http_methods(["GET", "POST"])
def object_or_reserve(request: HttpRequest, uuid: UUID, conclusion: UUID) -> HttpResponse:
    """Object or reserve on the own screen within the time set, as the ballots have it."""
    found, round = put_to(request.hat, uuid, conclusion)
    return heard(request, found, session.press(request, round.uuid))


@access.hat
@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, uuid: UUID, conclusion: UUID) -> HttpResponse:
    """Take down what a present office said, also after the time set, until it is recorded."""
    found, round = put_to(request.hat, uuid, conclusion)
    return heard(request, found, session.record(request, round.uuid))


@access.hat
@require_http_methods(["GET", "POST"])
def answer_words(request: HttpRequest, uuid: UUID, conclusion: UUID, words: UUID, deed: str) -> HttpResponse:
    """Confirm or decline the words taken down of the own office."""
    found, round = put_to(request.hat, uuid, conclusion)
    return heard(request, found, session.answer_words(request, round.uuid, words, deed))
