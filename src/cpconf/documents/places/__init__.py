"""Where files are put: whole, for their owner alone, over nothing that is there."""
