"""How an idea box shows itself on the page of its project."""

from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.component import Teaser
from participe.core.rules import Viewer
from participe.ideas import queries, rules
from participe.ideas.queries import Box
from participe.ideas.queries.cards import IdeaCard
from participe.projects.queries import ComponentView, ProjectView


@dataclass(frozen=True)
class BoxTeaser:
    box: Box
    cards: list[IdeaCard]
    submit_why_not: Any


async def teaser(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component: ComponentView
) -> Teaser:
    """The question, three ideas, and what one can do now."""
    box = await queries.box_in(db, project, component)
    # Newest: cheap to find, and never the same three winners on top.
    cards = await queries.newest(db, viewer, box, 3)
    return Teaser("ideas/_teaser.html", BoxTeaser(box, cards, rules.submit.why_not(viewer, box)))
