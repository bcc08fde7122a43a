"""Participatory projects: their promise, their phases, and which components each phase opens."""
