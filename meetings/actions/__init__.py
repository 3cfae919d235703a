"""Deeds on meetings, by noun: the course, the agenda, papers, who is there, the live session, the summary."""
