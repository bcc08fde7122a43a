"""The demonstration: fictitious administrations, people and projects."""
