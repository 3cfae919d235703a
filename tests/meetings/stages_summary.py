"""Meetings with a summary at the stages the tests begin from; the session itself is written as rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.offices.models import Office
from ip5.register import actions as register
from ip5.register.models import ActionItem, Decision
from meetings.actions import adoption, entries, industry, suggestions, summary
from meetings.models import (
    AgendaItem,
    Conclusion,
    IndustryUpdate,
    Meeting,
    Presence,
    Registration,
    Speaker,
    SummaryEntry,
    SummarySuggestion,
)
from tests import silences
from tests.cast import HODS, Cast
from tests.meetings import stages

# What only members may read of the meetings here.
CLOSED_WORD = "quinoa"


def closed(cast: Cast, title: str = "A meeting") -> Meeting:
    """A closed meeting: four offices and the observer there, an open item and one for members only."""
    meeting = stages.registering(cast, title)
    for state in ("agenda_prov", "in_session", "closed"):
        Meeting.objects.filter(pk=meeting.pk).update(state=state, closed_at=clock.now())
    meeting.refresh_from_db()
    meeting.items.all().delete()
    session = meeting.sessions.all()[0]
    for key in ("hod_ep", "hod_jp", "hod_kr", "hod_us", "observer"):
        hat = cast.hat(key)
        Presence.objects.create(
            session=session,
            office=hat.office,
            declared_at=clock.now(),
            declared_by=hat,
            confirmed_at=clock.now(),
            confirmed_by=cast.secretariat,
        )
        Registration.objects.create(
            meeting=meeting, office=hat.office, mandate=hat, name=f"Name of {key}", at=clock.now(), by=hat
        )
    _item(cast, meeting, 1, "Opening", "The agenda.")
    spoken = _item(cast, meeting, 2, "Guidance", "The table.")
    for key in ("observer", "hod_jp"):
        hat = cast.hat(key)
        Speaker.objects.create(
            meeting=meeting,
            item=spoken,
            office=hat.office,
            mandate=hat,
            asked_at=clock.now(),
            given_at=clock.now(),
            ended_at=clock.now(),
        )
    _item(cast, meeting, 3, f"A {CLOSED_WORD} item", f"The {CLOSED_WORD}.", visibility="members")
    decided(meeting, "members_observers", "To share test sets.")
    decided(meeting, "members", f"To share {CLOSED_WORD}.")
    owed(cast, meeting)
    return meeting


def _item(cast: Cast, meeting: Meeting, position: int, title: str, text: str, **facts: Any) -> AgendaItem:
    item: AgendaItem = AgendaItem.objects.create(meeting=meeting, position=position, title=title, **facts)
    Conclusion.objects.create(
        meeting=meeting,
        item=item,
        number=1,
        verb="noted",
        text=text,
        state="recorded",
        visibility=item.visibility,
        drafted_at=clock.now(),
        recorded_at=clock.now(),
        recorded_by=cast.secretariat,
    )
    return item


def decided(meeting: Meeting, visibility: str, text: str) -> Decision:
    """A decision taken at the meeting."""
    return register.record_decision(
        text=text,
        visibility=visibility,
        subject_symbol="",
        subject_address="",
        by=None,
        meeting=meeting.number,
    )


def owed(cast: Cast, meeting: Meeting, text: str = "Circulate the list.", days: int = 20) -> ActionItem:
    """An action item of the JPO, opened at the meeting."""
    return register.open_item(
        subject=meeting,
        by=cast.secretariat,
        text=text,
        due=clock.now().date() + dt.timedelta(days=days),
        office=Office.objects.get(code="JP"),
        person=cast.delegate_jp,
        meeting=meeting.number,
    )


def done(cast: Cast, item: ActionItem) -> ActionItem:
    """An action item that its owner has marked done."""
    return register.end_item(item, by=cast.hod_jp, state="done", note="It is sent.")


def drafted(cast: Cast, title: str = "A meeting") -> Meeting:
    """A meeting whose summary is drafted."""
    return summary.draft_summary(closed(cast, title), by=cast.secretariat)


def in_review(cast: Cast, title: str = "A meeting") -> Meeting:
    """A meeting whose summary the members read and correct."""
    return summary.review_summary(drafted(cast, title), by=cast.chair_kr)


def entry(meeting: Meeting, **facts: Any) -> SummaryEntry:
    """The first entry of the summary that these facts are true of."""
    found = SummaryEntry.objects.filter(meeting=meeting, **facts).select_related("meeting").first()
    assert found is not None
    return found


def corrected(cast: Cast, title: str = "A meeting") -> SummarySuggestion:
    """A correction of the JPO to the first conclusion."""
    meeting = in_review(cast, title)
    row = entry(meeting, kind="conclusion")
    return suggestions.suggest(row, by=cast.hod_jp, text=f"{row.text} Again.", reason="So it was said.")


def put_to_silence(cast: Cast, title: str = "A meeting") -> Meeting:
    """A meeting whose summary is announced to be adopted by silence."""
    meeting = in_review(cast, title)
    adoption.announce_adoption(meeting, by=cast.chair_kr, days=5)
    return fresh(meeting)


def silent(cast: Cast, meeting: Meeting) -> Round:
    """The round of a silence that runs on the summary of a meeting in review, opened by the clock."""
    found = soon(cast, meeting, silences.LONG)
    assert adoption.follow_adoption(meeting)
    return Round.objects.get(pk=found.pk)


def soon(cast: Cast, meeting: Meeting, lasts: dt.timedelta) -> Round:
    """The round of a silence on the summary whose opening has just come."""
    found = silences.soon(cast, adoption.question_of(meeting, last=None), lasts=lasts)
    adoption.link(meeting, found, by=cast.chair_kr)
    silences.wait_for(found.opened_at)
    return found


def kept(cast: Cast, meeting: Meeting) -> Meeting:
    """The meeting after a silence of four seconds on its summary that every office received and nobody broke."""
    found = soon(cast, meeting, dt.timedelta(seconds=4))
    # Past the deed, which would give the silence its full days.
    Round.objects.filter(pk=found.pk).update(state="open")
    for key in HODS:
        ballots.receive(found, by=cast.hat(key))
    silences.wait_for(found.end)
    assert adoption.follow_summaries() == 1
    return fresh(meeting)


def adopted(cast: Cast, title: str = "A meeting") -> Meeting:
    """A meeting whose summary is adopted, as the clock would have left it."""
    meeting = in_review(cast, title)
    entries.mark_public(entry(meeting, kind="conclusion"), by=cast.secretariat, is_public=True)
    Meeting.objects.filter(pk=meeting.pk).update(state="summary_adopted", adopted_at=clock.now())
    return fresh(meeting)


def approved(cast: Cast, title: str = "A meeting") -> Meeting:
    """A meeting of whose summary a co-chair has approved the extract: the first conclusion."""
    return summary.approve_publication(adopted(cast, title), by=cast.chair_kr)


def published(cast: Cast, title: str = "A meeting") -> Meeting:
    """A meeting of whose summary the first conclusion is public."""
    return summary.publish_summary(approved(cast, title), by=cast.secretariat)


def prepared(cast: Cast, title: str = "A meeting") -> IndustryUpdate:
    """An update for industry that is being prepared."""
    return industry.make_update(adopted(cast, title), by=cast.secretariat)


def opened(cast: Cast, title: str = "A meeting") -> IndustryUpdate:
    """An update that is open to industry."""
    return industry.open_update(prepared(cast, title), by=cast.chair_kr)


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as it stands in the database."""
    return Meeting.objects.get(pk=meeting.pk)
