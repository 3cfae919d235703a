"""A meeting: when and where, its agenda and papers, who is there, what is concluded, its summary."""

from meetings.models.agenda import AgendaItem, AgendaVersion
from meetings.models.attendance import Presence, Registration
from meetings.models.industry import IndustryUpdate
from meetings.models.live import Conclusion, Live, Speaker
from meetings.models.meeting import Meeting, Session, SlotAnswer, SlotOption
from meetings.models.papers import LibraryPaper, LibraryPaperVersion, MeetingPaper, MeetingPaperVersion
from meetings.models.summary import SummaryEntry, SummaryRound, SummarySuggestion, SummaryVersion

__all__ = [
    "AgendaItem",
    "AgendaVersion",
    "Conclusion",
    "IndustryUpdate",
    "LibraryPaper",
    "LibraryPaperVersion",
    "Live",
    "Meeting",
    "MeetingPaper",
    "MeetingPaperVersion",
    "Presence",
    "Registration",
    "Session",
    "SlotAnswer",
    "SlotOption",
    "Speaker",
    "SummaryEntry",
    "SummaryRound",
    "SummarySuggestion",
    "SummaryVersion",
]
