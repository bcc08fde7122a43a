"""Topics of the demonstration: one analysis that everybody sees, one that officials see alone."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql
from participe.core.rules import Viewer
from participe.insights.models import AnalysisRun
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
        viewer = Viewer(run.done_at or clock.now(), people[who].id, name=people[who].name)
        await _put_right(db, viewer, run)
        run.published_at, run.published_by_id = run.done_at, people[who].id


async def _put_right(db: AsyncSession, viewer: Viewer, run: AnalysisRun) -> None:
    """The official has read the sample, named the largest topic and said what it means."""
    from participe.insights import applying, codebook, correcting

    await sql(db, _READ, {"run": run.id, "now": viewer.now, "person": viewer.id})
    board = correcting.Board(db, viewer, run, await applying.Sheet.of(db, run))
    largest = max(board.sheet.topics.values(), key=lambda topic: (topic.size, -topic.number))
    await correcting.rename(board, largest.code, largest.version, "La lumière, la nuit")
    await codebook.define(
        board, largest.code, largest.version,
        "Tout ce qui dit quand, où et pourquoi les lampes de la rue doivent éclairer ou s’éteindre.",
    )  # fmt: skip


_READ = text(
    "UPDATE topic_item SET seen_at = :now, seen_by_id = :person "
    "WHERE run_id = :run AND sample IS NOT NULL"
)
