"""How a box of statements shows itself on the page of its project."""

from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations import queries
from participe.consultations.queries import Box, Progress
from participe.core.component import Teaser
from participe.core.rules import Viewer
from participe.projects.queries import ComponentView, ProjectView
from participe.projects.rules import in_phase


@dataclass(frozen=True)
class BoxTeaser:
    box: Box
    progress: Progress
    vote_why_not: Any


async def teaser(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component: ComponentView
) -> Teaser:
    box = await queries.box_in(db, project, component)
    told = BoxTeaser(
        box, await queries.progress(db, viewer, box), in_phase("vote").why_not(viewer, box)
    )
    return Teaser("consultations/_teaser.html", told)
