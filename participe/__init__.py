"""Participe: citizen participation and co-creation for public administrations."""

__version__ = "0.1.0"
