"""Which components of a project have a sheet, and what each needs to print or read one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Paper
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.projects.queries import ComponentView, ProjectView


@dataclass(frozen=True)
class Part:
    """A component that people may take part in on paper."""

    project: ProjectView
    component: ComponentView
    paper: Paper
    thing: Any

    @property
    def component_id(self) -> UUID:
        return self.component.id


def on_paper(project: ProjectView) -> list[ComponentView]:
    kinds = component.known()
    return [one for one in project.components if one.kind in kinds and kinds[one.kind].paper]


async def part(db: AsyncSession, viewer: Viewer, project: ProjectView, slug: str = "") -> Part:
    """By the component's slug, else the first. Raises NotFound."""
    found = [one for one in on_paper(project) if slug in ("", one.slug)]
    if not found:
        raise NotFound
    paper = component.of(found[0].kind).paper
    assert paper
    return Part(project, found[0], paper, await paper.thing(db, viewer, project, found[0]))


async def part_of(db: AsyncSession, viewer: Viewer, project: ProjectView, id_: UUID) -> Part:
    one = next(one for one in project.components if one.id == id_)
    return await part(db, viewer, project, one.slug)
