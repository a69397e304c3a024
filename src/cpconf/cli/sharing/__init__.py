"""The commands about copies for one person."""
