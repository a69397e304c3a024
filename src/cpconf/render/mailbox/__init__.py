"""Screens and reports of `inbox` and `chase`."""
