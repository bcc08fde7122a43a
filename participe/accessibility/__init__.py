"""Accessibility statements: of each administration, and of the platform itself."""
