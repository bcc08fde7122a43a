"""Capability: threaded comments with a stance, on any subject."""
