"""Sharing: making a copy for one person, sending it, and releasing its password."""
