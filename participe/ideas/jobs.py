"""Long work of the idea boxes."""

from participe.ideas.imports import jobs

__all__ = ["jobs"]
