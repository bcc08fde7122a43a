"""Who may have topics found and published; and when there is enough to read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from participe.core.i18n import LazyText, _l
from participe.core.rules import Rule, Viewer
from participe.projects import rules as project_rules
from participe.projects.queries import ComponentView, ProjectView

# Told here again: to import the analysis would load scikit-learn in every web process.
FEWEST = 16  # contributions; below, the library makes one topic of all
MOST_TOPICS = 200


@dataclass(frozen=True)
class Material:
    """A component whose contributions can be read, and how many of them are public."""

    project: ProjectView
    component: ComponentView
    published: int

    @property
    def administration_id(self) -> UUID:
        return self.project.administration_id

    @property
    def project_id(self) -> UUID:
        return self.project.id


def _enough(viewer: Viewer, thing: Any) -> LazyText | None:
    if thing.published >= FEWEST:
        return None
    return _l(
        "At least %(fewest)s published ideas are needed to find topics; there are %(num)s.",
        fewest=FEWEST,
        num=thing.published,
    )


publish = project_rules.manage
review = project_rules.manage  # read contributions, put topics right
start = project_rules.manage & Rule(_enough)
