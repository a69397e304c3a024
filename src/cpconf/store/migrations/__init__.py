"""The upgrades of stores of earlier forms: Alembic's environment and revisions."""
