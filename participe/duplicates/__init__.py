"""Capability: contributions that say the same, grouped; nothing is deleted, each person counts once."""
