"""Conferences: the meeting, its people, its checklist and what is to be known of it."""
