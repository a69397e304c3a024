"""Procedures as data: TOML files, the one form they are written in, and what is checked of them.

`loader` reads a procedure and refuses whatever would make a checklist wrong; `check` reports
everything else that its author would want to know; `cover` compares it with a register of clauses.
"""
