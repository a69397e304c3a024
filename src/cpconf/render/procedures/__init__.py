"""Screens and reports of `procedure`."""
