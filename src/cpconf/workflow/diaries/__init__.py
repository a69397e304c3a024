"""Diaries: our dates in other calendars, and when people are busy."""
