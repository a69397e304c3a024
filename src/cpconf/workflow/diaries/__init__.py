"""Diaries: exporting conferences to calendars, and importing when people are busy."""
