"""The revisions, one for each form of the tables."""
