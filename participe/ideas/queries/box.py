"""An idea box with its project, its settings and its themes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import Localized, localized
from participe.core.rules import Viewer
from participe.ideas.fields import OwnField
from participe.ideas.models import Who
from participe.projects import queries as projects
from participe.projects.queries import ComponentView, ProjectView


@dataclass(frozen=True)
class ThemeView:
    id: UUID
    key: str
    name: Localized


@dataclass(frozen=True)
class Box:
    """What rules and pages need to know of an idea box."""

    project: ProjectView
    component: ComponentView
    question: Localized
    intro: Localized
    fields: tuple[OwnField, ...]
    ask_place: bool
    supports_limit: int | None
    title_min: int
    title_max: int
    body_min: int
    body_max: int
    who: Who
    idea_count: int
    grouped_count: int  # of them, those that another one stands for
    has_topics: bool  # an official has published topics of its ideas
    themes: tuple[ThemeView, ...]

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
    def only_one(self) -> bool:
        """Is it the only box of its project? Then addresses need not say which."""
        return len(self.project.of_kind("idea")) == 1

    @property
    def slug(self) -> str | None:
        """What addresses say of it: nothing when it is the only one."""
        return None if self.only_one else self.component.slug

    def own(self, key: str) -> OwnField | None:
        return next((one for one in self.fields if one.key == key), None)

    def theme(self, key: str) -> ThemeView | None:
        return next((theme for theme in self.themes if theme.key == key), None)

    def theme_of(self, theme_id: UUID | None) -> ThemeView | None:
        return next((theme for theme in self.themes if theme.id == theme_id), None)


_BOX = text(
    """
    SELECT b.question, b.intro, b.fields, b.ask_place, b.supports_limit, b.title_min, b.title_max,
        b.body_min, b.body_max, b.who, b.idea_count, b.grouped_count,
        -- Seen by name only: the page of the topics belongs to insights.
        EXISTS (SELECT 1 FROM analysis_run r
            WHERE r.component_id = b.id AND r.published_at IS NOT NULL) AS has_topics,
        (SELECT jsonb_agg(jsonb_build_array(t.id, t.key, t.name) ORDER BY t.position, t.id)
         FROM theme t WHERE t.component_id = b.id) AS themes
    FROM idea_box b WHERE b.id = :id
    """
)


async def box_of(db: AsyncSession, viewer: Viewer, slug: str, component: str = "") -> Box:
    """The box of a project, by the project's slug and, when it has several, the box's own.

    Raises NotFound for an unknown project or box.
    """
    project = await projects.project(db, viewer, slug)
    boxes = project.of_kind("idea")
    found = boxes[0] if boxes and not component else project.component(component, "idea")
    return await box_in(db, project, found)


async def box_of_component(
    db: AsyncSession, viewer: Viewer, project_id: UUID, component_id: UUID
) -> Box:
    project = await projects.project_of(db, viewer, project_id)
    component = next(c for c in project.components if c.id == component_id)
    return await box_in(db, project, component)


async def box_in(db: AsyncSession, project: ProjectView, component: ComponentView) -> Box:
    row = (await sql(db, _BOX, {"id": component.id})).one()
    order = project.languages
    return Box(
        project=project,
        component=component,
        question=localized(row.question, order),
        intro=localized(row.intro, order),
        fields=tuple(OwnField.model_validate(one).ordered(order) for one in row.fields),
        ask_place=row.ask_place,
        supports_limit=row.supports_limit,
        title_min=row.title_min,
        title_max=row.title_max,
        body_min=row.body_min,
        body_max=row.body_max,
        who=Who(row.who),
        idea_count=row.idea_count,
        grouped_count=row.grouped_count,
        has_topics=row.has_topics,
        themes=tuple(
            ThemeView(UUID(id_), key, localized(name, order)) for id_, key, name in row.themes or ()
        ),
    )
