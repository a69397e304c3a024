"""Screens and reports of `remind` and `outbox`."""
