"""Sharing: a copy for one person, made, sent, received and opened."""
