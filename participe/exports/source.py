"""The project whose public data are written, as a stranger sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.rules import Viewer
from participe.ideas.queries import Box, box_in
from participe.insights import queries as insights
from participe.insights.queries import RunView
from participe.projects import queries as projects
from participe.projects.queries import ComponentView, ProjectText, ProjectView


@dataclass(frozen=True)
class Source:
    project: ProjectView
    words: ProjectText
    boxes: tuple[Box, ...]
    runs: tuple[tuple[ComponentView, RunView], ...]  # published ones
    public_url: str
    at: datetime
    before: dict[UUID, RunView] = field(default_factory=dict)  # by the run that went on from it

    def slug_of(self, component_id: UUID) -> str:
        return next(one.slug for one in self.project.components if one.id == component_id)

    def address(self, path: str) -> str:
        """In the project's first language; the page offers the others."""
        return f"{self.public_url}/{self.project.languages[0]}{path}"


async def gather(db: AsyncSession, now: datetime, slug: str, public_url: str) -> Source:
    """Raises NotFound for an unknown project and for a draft, whoever asks."""
    project = await projects.project(db, Viewer(now), slug)
    runs = await insights.published_runs(db, project)
    before = {run.id: await insights.run_before(db, run) for _, run in runs}
    return Source(
        project,
        await projects.words(db, project.id),
        tuple([await box_in(db, project, one) for one in project.of_kind("idea")]),
        tuple(runs),
        public_url,
        now,
        {id_: found for id_, found in before.items() if found is not None},
    )
