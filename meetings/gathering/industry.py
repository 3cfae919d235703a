"""What industry may be told of a meeting: what is public of it, published versions, open consultations."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext as _

from ip5.kernel.visibility import Visibility
from meetings.models import Meeting
from meetings.states import State
from proposals.models import Proposal
from roadmap.models import Version

# How many published versions are named.
VERSIONS = 3


def extract_of(meeting: Meeting) -> str:
    """Return the text an update begins with, in Markdown; nothing in it is narrower than the consultation's class."""
    parts = [
        (_("From the meeting"), told(meeting)),
        (_("Roadmap"), versions()),
        (_("Open for comment"), consultations()),
    ]
    return "\n\n".join(
        f"## {heading}\n\n" + "\n".join(f"- {line}" for line in lines) for heading, lines in parts if lines
    )


def told(meeting: Meeting) -> list[str]:
    """Return the entries of the public extract, once the summary is adopted."""
    if meeting.state not in (State.SUMMARY_ADOPTED, State.SUMMARY_PUBLISHED):
        return []
    return [" ".join(each.text.split()) for each in meeting.entries.filter(is_public=True)]


def versions() -> list[str]:
    """Return the published versions of the roadmap, the newest first."""
    rows = Version.objects.published().defer("snapshot")[:VERSIONS]
    return [
        _("%(title)s, %(symbol)s, published on %(day)s")
        % {
            "title": each.title,
            "symbol": each.printed_symbol,
            "day": formats.date_format(each.published_at, "j F Y"),
        }
        for each in rows
        if each.published_at
    ]


def consultations() -> list[str]:
    """Return the proposals whose comments are open to industry."""
    rows = Proposal.objects.filter(comment_opening__visibility=Visibility.CONSULTATION).order_by("symbol")
    return [f"{each.title}, {each.symbol}" for each in rows]
