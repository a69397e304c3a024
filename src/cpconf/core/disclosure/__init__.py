"""Disclosure: what must not reach one person, searched for in a document's text."""
