"""Screens and JSON documents. Nothing else knows the terminal."""
