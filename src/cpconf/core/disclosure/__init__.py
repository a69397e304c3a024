"""Disclosure: searching documents for what must not be disclosed to one person."""
