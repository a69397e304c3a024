"""How stores of earlier forms are brought up to date: Alembic's environment and revisions."""
