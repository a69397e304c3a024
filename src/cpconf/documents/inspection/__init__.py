"""Inspecting and cutting untrusted documents in separate processes, which can be ended."""
