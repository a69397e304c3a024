"""Shared by all commands: options, outputs, and what a failed command had done."""
