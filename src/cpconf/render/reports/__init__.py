"""Screens and reports of `report`, `bundle`, `abridge` and `verify`."""
