"""Procedures as data: TOML files, their form, and the checks of them.

`loader` reads a procedure and refuses whatever would make a checklist wrong. `author_check` reports
what else its author should know. `cover` compares it with a register of clauses.
"""
