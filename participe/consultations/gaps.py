"""What a box of statements lacks before its project can open."""

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.queries import box_in
from participe.core.component import Gap
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.projects.checks import missing_words
from participe.projects.queries import ComponentView, ProjectView


async def gaps(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component: ComponentView
) -> list[Gap]:
    box = await box_in(db, project, component)
    place = {"statements": component.slug}
    found = missing_words(
        component.title, project.languages, _l("Give the statements a title."),
        "manage.statements_box", "title", **place,
    )  # fmt: skip
    found += missing_words(
        box.question, project.languages, _l("Write what the statements are about."),
        "manage.statements_box", "question", **place,
    )  # fmt: skip
    if not box.statements:
        found.append(
            Gap(_l("Write the first statements: ten are a good start."), "manage.statements_box",
                place, "add")
        )  # fmt: skip
    if not any(component.id == id_ for phase in project.phases for id_, _ in phase.opens):
        found.append(
            Gap(
                _l("Say in which phase one can answer the statements “%(box)s”.", box=component.title),
                "manage.phases", {}, "phases",
            )
        )  # fmt: skip
    return found
