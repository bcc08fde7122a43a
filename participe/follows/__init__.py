"""Capability: people hear what becomes of a subject or a project."""
