"""Projects, read: one with its phases, and lists of them."""

from participe.projects.queries.lists import ProjectFilter, of_administration, published
from participe.projects.queries.views import (
    STATE_NAMES,
    ComponentView,
    PhaseView,
    ProjectText,
    ProjectView,
    State,
    project,
    project_of,
    words,
)

__all__ = [
    "STATE_NAMES", "ComponentView", "PhaseView", "ProjectFilter", "ProjectText", "ProjectView",
    "State", "of_administration", "project", "project_of", "published", "words",
]  # fmt: skip
