"""Writing files: complete, readable by their owner alone, never over an existing file."""
