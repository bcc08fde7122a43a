"""Persons: how they are signed in, in what roles, and what they chose."""
