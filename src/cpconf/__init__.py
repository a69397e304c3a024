"""The program cpconf: it keeps the deadlines of child protection conferences."""

__version__ = "0.1.0"
