"""Procedures: what one authority's published rules say, as values."""
