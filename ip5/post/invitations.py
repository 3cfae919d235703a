"""The calendar file that comes with a mail about a meeting, for the reader of that mail."""

from __future__ import annotations

from ip5.outbox.models import Notice
from meetings.exports import calendar
from meetings.models import Meeting, Registration


def of_notice(notice: Notice) -> tuple[str, bytes, str]:
    """Return name, content and type of the invitation: what is so now, with the reader's own answer.

    The mail was composed for somebody who sees the meeting. The link stays on its page, for the registered.
    """
    meeting = Meeting.objects.prefetch_related("sessions").get(uuid=notice.subject_uuid)
    answer = Registration.objects.filter(meeting=meeting, mandate=notice.mandate_id).first()
    # By what the meeting is now, as the file is: its state may have changed since the notice was written.
    method = calendar.method_of(meeting)
    part = answer.attends if answer else ""
    content = calendar.write([meeting], method=method, reader=notice.mandate.person.email, part=part)
    return "invitation.ics", content, f"text/calendar; method={method}; charset=utf-8"
