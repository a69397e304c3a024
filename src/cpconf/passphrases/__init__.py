"""Passphrases: made from a vetted list of words, judged, read out, and taken from safe places."""
