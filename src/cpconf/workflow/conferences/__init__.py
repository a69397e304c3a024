"""Conferences: booked, looked at, explained, and what happens to their tasks and people."""
