"""Reports: submitted ones, sets, abridged ones, and any file."""
