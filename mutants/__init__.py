"""Whether the tests notice when a rule that protects people is taken away: `python -m mutants`."""
