"""Sharing: a document for one person, what stops it, and the two messages about it."""
