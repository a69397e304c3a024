"""Screens, JSON documents and plain words on the console: the one place that knows a terminal."""
