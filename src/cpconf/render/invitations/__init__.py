"""Screens and reports of invitations."""
