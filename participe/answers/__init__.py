"""Capability: the answer of the authority to a subject, with its status."""
