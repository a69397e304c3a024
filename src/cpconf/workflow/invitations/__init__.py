"""Invitations: planning, owing, sending, updating, cancelling and answering."""
