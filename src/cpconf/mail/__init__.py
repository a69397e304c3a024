"""Mail: for now only addresses."""
