"""Capability: images and files of a subject."""
