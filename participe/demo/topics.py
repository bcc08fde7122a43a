"""Topics of the demonstration: one analysis that everybody sees, one that officials see alone."""

from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.people.models import Person
from participe.projects.models import Project, ProjectComponent

# project: the official who had topics found in its first box, and whether they are public
ANALYSED = {"lumieres-de-la-nuit": ("official", True), "place-de-la-laine": ("official2", False)}


async def find(
    db: AsyncSession,
    project: Project,
    boxes: Sequence[ProjectComponent],
    people: Mapping[str, Person],
) -> None:
    """As the job does it, but now and here."""
    if project.slug not in ANALYSED:
        return
    from participe.insights import adapter  # scikit-learn takes a second to load
    from participe.insights.report import crossing

    who, public = ANALYSED[project.slug]
    place = adapter.Place(
        project.administration_id, project.id, boxes[0].id, asked_by_id=people[who].id
    )
    await db.flush()
    run = await adapter.at_once(db, "idea", place)
    await crossing.cross(db, run.id)
    if public:
        run.published_at, run.published_by_id = run.done_at, people[who].id
