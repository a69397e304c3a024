"""The commands about conferences, their tasks and their people."""
