"""Capability: reports, and the decisions of moderators with their reasons."""
