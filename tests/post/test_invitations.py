"""The calendar file that comes with a mail about a meeting: whose, of which kind, and without the link."""

from __future__ import annotations

import pytest
import vobject

from ip5.kernel import clock
from ip5.outbox.models import Notice
from ip5.post import invitations, mails, subjects
from meetings.actions import course, registration
from tests.meetings import stages

pytestmark = pytest.mark.django_db


def told(cast, kind: str, member: str) -> Notice:
    """Return the member's notice of this kind."""
    notices = Notice.objects.filter(kind=kind).select_related("mandate__person", "mandate__office")
    return notices.get(mandate=cast.hat(member))


def test_an_announcement_asks_the_reader_and_holds_no_link(cast):
    meeting = stages.announced(cast)
    name, content, kind = invitations.of_notice(told(cast, "meeting_announced", "hod_jp"))
    assert (name, kind) == ("invitation.ics", "text/calendar; method=REQUEST; charset=utf-8")
    read = vobject.readOne(content.decode())
    assert [each.dtstart.value for each in read.vevent_list] == [
        each.starts_at for each in meeting.sessions.all()
    ]
    assert {each.attendee.value for each in read.vevent_list} == {f"mailto:{cast.hod_jp.person.email}"}
    assert b"video.example" not in content


def test_it_holds_what_is_so_at_the_moment_of_sending(cast):
    meeting = stages.announced(cast)
    registration.reply(meeting, by=cast.hod_jp, attends="remote")
    course.cancel(meeting, by=cast.chair_kr, reason="Not needed.")
    _name, content, kind = invitations.of_notice(told(cast, "meeting_cancelled", "hod_jp"))
    read = vobject.readOne(content.decode())
    assert kind.startswith("text/calendar; method=CANCEL")
    assert {each.status.value for each in read.vevent_list} == {"CANCELLED"}
    assert {str(each.attendee.params["PARTSTAT"]) for each in read.vevent_list} == {"['ACCEPTED']"}


def test_the_method_is_that_of_the_file_though_the_state_changed_meanwhile(cast):
    meeting = stages.announced(cast)
    meeting = course.postpone(meeting, by=cast.chair_kr, reason="A typhoon.")
    found = {}
    for state in ("postponed", "announced"):
        if state == "announced":
            course.announce(meeting, by=cast.chair_kr)
        for notice in ("meeting_announced", "meeting_postponed"):
            _name, content, kind = invitations.of_notice(told(cast, notice, "hod_jp"))
            found[state, notice] = (kind.split("; ")[1], vobject.readOne(content.decode()).method.value)
    cancel, request = ("method=CANCEL", "CANCEL"), ("method=REQUEST", "REQUEST")
    assert found == {
        ("postponed", "meeting_announced"): cancel,
        ("postponed", "meeting_postponed"): cancel,
        ("announced", "meeting_announced"): request,
        ("announced", "meeting_postponed"): request,
    }


def test_a_registered_expert_has_the_mail_that_takes_the_meeting_off_the_calendar(cast):
    meeting = stages.registering(cast)
    registration.register(
        meeting, by=cast.hod_jp, name="", part="expert", attends="remote", mandate=cast.expert
    )
    course.cancel(meeting, by=cast.chair_kr, reason="Not needed.")
    notice = told(cast, "meeting_cancelled", "expert")
    (facts,) = subjects.look_up([(notice.mandate, notice.subject_kind, notice.subject_uuid)]).values()
    assert facts is not None
    ((name, content, kind),) = mails.notice_mail(notice, facts, clock.now()).attachments
    assert (name, kind) == ("invitation.ics", "text/calendar; method=CANCEL; charset=utf-8")
    text = content if isinstance(content, str) else content.decode()
    assert vobject.readOne(text).method.value == "CANCEL"


def test_the_mail_of_such_a_notice_carries_it_and_others_carry_none(cast):
    stages.registering(cast)
    for kind, files in (("meeting_announced", 1), ("meeting_registration_opened", 0)):
        notice = told(cast, kind, "hod_jp")
        wanted = (notice.mandate, notice.subject_kind, notice.subject_uuid)
        (facts,) = subjects.look_up([wanted]).values()
        assert facts is not None
        assert len(mails.notice_mail(notice, facts, clock.now()).attachments) == files
