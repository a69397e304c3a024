"""A PDF of which pages are left out, and the proof that they are gone."""
