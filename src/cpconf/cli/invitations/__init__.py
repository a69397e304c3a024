"""The commands about invitations."""
