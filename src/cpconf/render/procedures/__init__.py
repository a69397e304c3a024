"""Procedures: what they are, what is wrong with one, and what it covers."""
