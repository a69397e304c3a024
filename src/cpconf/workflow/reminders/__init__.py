"""Reminders: planning, claiming and sending digests."""
