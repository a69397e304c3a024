"""Screens and reports of copies, agreed ways and what must not be disclosed."""
