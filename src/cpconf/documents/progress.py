"""How whoever waits for a long piece of work is told how far it is."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Told a stage in words, and how much of it is done, from 0 to 1; 0 where nobody knows."""
