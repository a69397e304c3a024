"""Conferences: timelines, what is outstanding, explanations, and their JSON."""
