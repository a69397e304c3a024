"""Cutting a PDF: leaving pages out, and proving that they are gone."""
