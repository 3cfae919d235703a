"""Secrets of meetings for the canary: each a word of its own, and who may find it (tests/test_canary.py).

Three meetings hold them: one to come, one in session, one whose summary is in review.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetings.actions import conclusions, industry, registration, requests, suggestions
from meetings.models import Meeting
from tests.cast import MEMBERS, Cast
from tests.meetings import stages, stages_agenda, stages_live, stages_summary

BODY = {"chair_ep", "chair_kr", "secretariat"}
JPO = {"delegate_jp", "hod_jp"}
CAPACITIES = {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat"}
ALL_MEMBERS = {key for key, facts in MEMBERS.items() if facts[1] in CAPACITIES} - {"inactive"}

# What a canary needs: the word, its readers, and the ids under which its meeting is asked for.
Told = tuple[str, set[str], dict[str, Any]]


def told(word: str, readers: set[str], meeting: Meeting, **ids: Any) -> Told:
    """Return a secret of a meeting, with the page of what holds it."""
    return word, readers, {"uuid": meeting.uuid, "number": 1, "page": meeting.get_absolute_url()} | ids


def to_come(cast: Cast) -> Meeting:
    """The meeting to come, with its agenda published; made once."""
    found = Meeting.objects.filter(title="A meeting to come").first()
    if found is None:
        found = stages.registering(cast, "A meeting to come", link="https://video.example/Hoiho-room")
        stages_agenda.item(cast, found, "Tieke talk", visibility="members", note="Tieke note")
        stages_agenda.publishing.publish_agenda(found, by=cast.chair_kr)
    return Meeting.objects.get(pk=found.pk)


def closed_item(cast: Cast) -> Told:
    """An item for which observers leave: the members, in the workbench, on the page, in the published agenda."""
    return told("Tieke ", ALL_MEMBERS, to_come(cast))


def asked_item(cast: Cast) -> Told:
    """An item that the JPO asked for and nobody answered: the own office and the body."""
    meeting = to_come(cast)
    requests.request_item(meeting, by=cast.hod_jp, title="Kokowai wish", note="Kokowai words")
    return told("Kokowai ", JPO | BODY, meeting)


def listed_name(cast: Cast) -> Told:
    """A name on the delegation list of the JPO: its own hats and the body; others read a number."""
    meeting = to_come(cast)
    registration.register(meeting, by=cast.hod_jp, name="Matata Person", part="expert", attends="room")
    return told("Matata ", JPO | BODY, meeting)


def online_link(cast: Cast) -> Told:
    """The link for those online: who is registered, and the body."""
    meeting = to_come(cast)
    registration.reply(meeting, by=cast.hod_kr, attends="remote")
    return told("Hoiho-room", {"hod_kr"} | BODY, meeting)


def closed_paper(cast: Cast) -> Told:
    """A document for members only, its title and its file."""
    meeting = to_come(cast)
    made = stages_agenda.paper(cast, meeting, "Kokopu", visibility="members")
    return told("Kokopu", ALL_MEMBERS, meeting, paper=made.paper.uuid)


def typed_words(cast: Cast) -> Told:
    """A conclusion that is being worded: the body, until it is put or recorded."""
    meeting = Meeting.objects.get(title="A meeting in session")
    stages_live.drafted(cast, meeting, "noted", "Titi words.")
    return told("Titi ", BODY, meeting)


def said_behind_closed_doors(cast: Cast) -> Told:
    """A conclusion recorded under an item for which observers left: the members."""
    meeting = stages_live.in_session(cast, "A meeting in session")
    stages_live.at_item(cast, meeting, 1)
    found = conclusions.draft(
        stages_live.now_called(meeting), by=cast.chair_kr, verb="noted", text="Mohua words."
    )
    conclusions.record(found, by=cast.chair_kr)
    return told("Mohua ", ALL_MEMBERS, meeting)


def corrected_words(cast: Cast) -> Told:
    """A correction of the JPO to the summary in review: the members."""
    meeting = stages_summary.in_review(cast, "A meeting in review")
    row = stages_summary.entry(meeting, kind="conclusion")
    suggestions.suggest(row, by=cast.hod_jp, text="Korora words.", reason="Korora reason")
    return told("Korora ", ALL_MEMBERS, meeting)


def closed_decision(cast: Cast) -> Told:
    """A decision that is open to the members alone: in the register, on its meeting's page, over the API."""
    found = stages_summary.decided(to_come(cast), "members", "Weka words.")
    page = "/meetings/register/?view=decisions"
    return "Weka ", ALL_MEMBERS, {"uuid": found.uuid, "number": 1, "page": page}


def planned_title(cast: Cast) -> Told:
    """A meeting that the body alone knows of."""
    return told("Whio ", BODY, stages.planned(cast, "Whio meeting", place="Whio hall"))


def update_for_industry(cast: Cast) -> Told:
    """An update for industry that is being prepared: the body."""
    made = stages_summary.prepared(cast, "A meeting with an update")
    industry.edit_update(
        made, by=cast.secretariat, title="Kotuku title", text="Kotuku text", seen=made.version
    )
    return "Kotuku ", BODY, {"uuid": made.uuid, "number": 1, "page": made.get_absolute_url()}


# In this order: while a meeting is in session, no other goes through one.
SECRETS: tuple[Callable[[Cast], Told], ...] = (
    corrected_words,
    update_for_industry,
    closed_item,
    asked_item,
    listed_name,
    online_link,
    closed_paper,
    closed_decision,
    said_behind_closed_doors,
    typed_words,
    planned_title,
)
