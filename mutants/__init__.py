"""Checking that tests notice when a rule that protects people is removed: `python -m mutants`."""
