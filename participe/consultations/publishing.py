"""Having groups looked for, showing them to the public, taking them back."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.models import OpinionRun
from participe.consultations.queries import Box
from participe.core import audit, i18n, jobs
from participe.core.errors import NotFound
from participe.core.jobs import Job
from participe.core.rules import Viewer
from participe.projects import rules as projects

GROUP = "consultations.opinions"


def once(component_id: UUID) -> str:
    """At most one of a box waits or runs."""
    return f"{GROUP}:{component_id}"


async def start(db: AsyncSession, viewer: Viewer, box: Box) -> Job | None:
    """Ask for groups; None when they are being looked for already. Raises Refused."""
    projects.manage.require(viewer, box.project)
    try:
        job = await jobs.start(
            db,
            GROUP,
            administration_id=box.administration_id,
            project_id=box.project_id,
            asked_by_id=viewer.id,
            once=once(box.component_id),
            component=str(box.component_id),
            # Where the result is read, in the language of whoever asked.
            place={
                "locale": i18n.locale(),
                "administration": box.project.administration.slug,
                "project": box.project.slug,
                "statements": box.component.slug,
            },
        )
    except jobs.Running:
        return None
    audit.note(
        db, viewer, "opinions.start", f"job:{job.code}",
        administration_id=box.administration_id, box=box.component.slug,
    )  # fmt: skip
    return job


async def publish(db: AsyncSession, viewer: Viewer, box: Box, code: str) -> None:
    """Show a run to everybody; what was public until now goes back to the officials."""
    projects.manage.require(viewer, box.project)
    run, others = await _locked(db, box, code)
    for other in others:
        if other.published_at is not None:
            other.published_at = other.published_by_id = None
            await db.flush()  # before the other: one at a time is public
            _note(db, viewer, "opinions.take_back", other)
    if run.published_at is None:
        run.published_at, run.published_by_id = viewer.now, viewer.id
        _note(db, viewer, "opinions.publish", run)


async def take_back(db: AsyncSession, viewer: Viewer, box: Box, code: str) -> None:
    projects.manage.require(viewer, box.project)
    run, _ = await _locked(db, box, code)
    if run.published_at is not None:
        run.published_at = run.published_by_id = None
        _note(db, viewer, "opinions.take_back", run)


async def _locked(db: AsyncSession, box: Box, code: str) -> tuple[OpinionRun, list[OpinionRun]]:
    """The run and the others of its box, so that two officials take turns."""
    found = (
        select(OpinionRun)
        .where(OpinionRun.component_id == box.component_id)
        .order_by(col(OpinionRun.id))
        .with_for_update()
    )
    runs = list((await db.exec(found)).all())
    run = next((one for one in runs if one.code == code), None)
    if run is None:
        raise NotFound
    return run, [one for one in runs if one is not run]


def _note(db: AsyncSession, viewer: Viewer, action: str, run: OpinionRun) -> None:
    audit.note(db, viewer, action, f"opinions:{run.code}", administration_id=run.administration_id)
