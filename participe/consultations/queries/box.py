"""A box of statements with its project."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import Localized, localized
from participe.core.rules import Viewer
from participe.projects import queries as projects
from participe.projects.queries import ComponentView, ProjectView

KIND = "statement"


@dataclass(frozen=True)
class Box:
    """What rules and pages need to know of a box of statements."""

    project: ProjectView
    component: ComponentView
    question: Localized
    intro: Localized
    statements: int  # published, closed ones too
    has_results: bool  # an official has published groups

    @property
    def administration_id(self) -> UUID:
        return self.project.administration_id

    @property
    def project_id(self) -> UUID:
        return self.project.id

    @property
    def component_id(self) -> UUID:
        return self.component.id

    @property
    def slug(self) -> str | None:
        """What addresses say of it: nothing when it is the only one."""
        return None if len(self.project.of_kind(KIND)) == 1 else self.component.slug


_BOX = text(
    """
    SELECT b.question, b.intro,
        (SELECT count(*) FROM statement t JOIN subject s ON s.id = t.id
         WHERE t.box_id = b.id AND s.state = 'submitted' AND s.visibility = 'visible'
        ) AS statements,
        EXISTS (SELECT 1 FROM opinion_run r
            WHERE r.component_id = b.id AND r.published_at IS NOT NULL) AS has_results
    FROM statement_box b WHERE b.id = :id
    """
)


async def box_of(db: AsyncSession, viewer: Viewer, slug: str, component: str = "") -> Box:
    """The box of a project, by its own slug when there are several. Raises NotFound."""
    project = await projects.project(db, viewer, slug)
    boxes = project.of_kind(KIND)
    found = boxes[0] if boxes and not component else project.component(component, KIND)
    return await box_in(db, project, found)


async def box_of_component(
    db: AsyncSession, viewer: Viewer, project_id: UUID, component_id: UUID
) -> Box:
    project = await projects.project_of(db, viewer, project_id)
    return await box_in(db, project, next(c for c in project.components if c.id == component_id))


async def box_in(db: AsyncSession, project: ProjectView, component: ComponentView) -> Box:
    row = (await sql(db, _BOX, {"id": component.id})).one()
    order = project.languages
    return Box(
        project, component, localized(row.question, order), localized(row.intro, order),
        row.statements, row.has_results,
    )  # fmt: skip
