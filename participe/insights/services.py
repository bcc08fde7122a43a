"""Having topics found, showing them to the public, taking them back."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, i18n, jobs
from participe.core.db import sql
from participe.core.errors import Conflict, NotFound
from participe.core.i18n import LazyText, _l
from participe.core.jobs import Job
from participe.core.rules import Viewer
from participe.insights import rules
from participe.insights.forms import AnalysisForm
from participe.insights.models import AnalysisRun
from participe.insights.rules import Material
from participe.projects.queries import ProjectView

ANALYSE = "insights.analyse"


def once(component_id: UUID) -> str:
    """At most one analysis of a component waits or runs."""
    return f"{ANALYSE}:{component_id}"


async def start(
    db: AsyncSession, viewer: Viewer, material: Material, form: AnalysisForm
) -> Job | None:
    """Ask for an analysis; None when one of this component waits or runs already. Raises Refused."""
    rules.start.require(viewer, material)
    try:
        job = await jobs.start(
            db,
            ANALYSE,
            administration_id=material.administration_id,
            project_id=material.project_id,
            asked_by_id=viewer.id,
            once=once(material.component.id),
            component=str(material.component.id),
            kind=material.component.kind,
            options={"topics": form.topics, "fresh": form.fresh is not None},
            # Where the result is read, in the language of whoever asked.
            place={
                "locale": i18n.locale(),
                "administration": material.project.administration.slug,
                "project": material.project.slug,
                "box": material.component.slug,
            },
        )
    except jobs.Running:
        return None
    audit.note(
        db, viewer, "analysis.start", f"job:{job.code}",
        administration_id=material.administration_id, component=material.component.slug,
        topics=form.topics,
    )  # fmt: skip
    return job


async def publish(db: AsyncSession, viewer: Viewer, project: ProjectView, code: str) -> AnalysisRun:
    """Show a run to everybody; the run that was public until now goes back to the officials.

    Raises Conflict while contributions drawn by chance are still to be read by a person.
    """
    rules.publish.require(viewer, project)
    run, others = await _locked(db, project, code)
    if run.published_at is None and (left := await _unread(db, run)):
        raise Conflict(unread_words(left))
    for other in others:
        other.is_base = other.id == run.previous_id
    run.is_base = False
    for other in others:
        if other.published_at is not None:
            other.published_at = other.published_by_id = None
            await db.flush()  # before the other: one at a time is public
            _note(db, viewer, "analysis.take_back", other)
    if run.published_at is None:
        run.published_at, run.published_by_id = viewer.now, viewer.id
        _note(db, viewer, "analysis.publish", run)
    return run


_UNREAD = text(
    """
    SELECT count(*) FROM topic_item i JOIN subject s ON s.id = i.subject_id
    WHERE i.run_id = :run AND i.sample IS NOT NULL AND i.seen_at IS NULL
        AND is_published(s.state, s.visibility) = 1
    """
)


async def _unread(db: AsyncSession, run: AnalysisRun) -> int:
    return (await sql(db, _UNREAD, {"run": run.id})).scalar_one()


def unread_words(left: int) -> LazyText:
    return _l(
        "A person must first read the contributions drawn by chance. Still to be read: %(num)s.",
        num=left,
    )


async def take_back(
    db: AsyncSession, viewer: Viewer, project: ProjectView, code: str
) -> AnalysisRun:
    rules.publish.require(viewer, project)
    run, others = await _locked(db, project, code)
    if run.published_at is not None:
        for other in others:
            other.is_base = False
        run.published_at = run.published_by_id = None
        _note(db, viewer, "analysis.take_back", run)
    return run


async def _locked(
    db: AsyncSession, project: ProjectView, code: str
) -> tuple[AnalysisRun, list[AnalysisRun]]:
    """The run and its neighbours of the same component, so that two officials take turns."""
    named = select(AnalysisRun.component_id).where(
        AnalysisRun.code == code, AnalysisRun.project_id == project.id
    )
    all_ = (
        select(AnalysisRun)
        .where(col(AnalysisRun.component_id).in_(named))
        .order_by(col(AnalysisRun.id))
        .with_for_update()
    )
    runs = list((await db.exec(all_)).all())
    run = next((one for one in runs if one.code == code), None)
    if run is None:
        raise NotFound
    return run, [one for one in runs if one is not run]


def _note(db: AsyncSession, viewer: Viewer, action: str, run: AnalysisRun) -> None:
    audit.note(db, viewer, action, f"analysis:{run.code}", administration_id=run.administration_id)
