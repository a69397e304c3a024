"""Sharing: copies, and who has which."""
