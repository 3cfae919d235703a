"""Meetings over the API, and the register of decisions and action items. Read, never changed."""

from meetings.api.meetings import MeetingViewSet
from meetings.api.register import ActionItemViewSet, DecisionViewSet

__all__ = ["ActionItemViewSet", "DecisionViewSet", "MeetingViewSet"]
