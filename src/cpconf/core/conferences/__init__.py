"""Conferences: the meeting, its people, its checklist and its notices."""
