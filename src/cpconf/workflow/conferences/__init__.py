"""Conferences: booking, history, explanations, and recording of tasks and people."""
