"""Passphrases: making, judging and spelling them, and reading them from safe places."""
