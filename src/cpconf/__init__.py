"""Keeps the deadlines of child protection conferences."""

__version__ = "0.1.0"
