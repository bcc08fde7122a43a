"""What waits today, and the jobs: read for the people who run an administration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, i18n, jobs
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.jobs import Job, JobState
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import STAFF_ROLES, Viewer
from participe.projects import queries as projects
from participe.projects.queries import PhaseView, ProjectView

SOON = timedelta(days=7)
SIZE = 30


async def projects_of(
    db: AsyncSession, viewer: Viewer, administration_id: UUID
) -> Sequence[ProjectView]:
    """The projects in which the viewer works here: all of them, or those of a narrower role."""
    found = await projects.of_administration(db, viewer, administration_id)
    places = frozenset[UUID]().union(*(viewer.places(role) for role in STAFF_ROLES))
    if administration_id in places:
        return found
    return [project for project in found if project.id in places]


_UNANSWERED = text(
    """
    SELECT s.project_id, count(*) AS number, min(s.created_at) AS oldest
    FROM subject s
    WHERE s.administration_id = :administration AND s.kind = ANY (:kinds)
        AND s.project_id = ANY (:projects) AND NOT s.is_answered
        AND s.state = 'submitted' AND s.visibility = 'visible'
    GROUP BY s.project_id
    """
)


@dataclass(frozen=True)
class Waiting:
    """Contributions of a project to which the authority has said nothing yet."""

    project: ProjectView
    number: int
    oldest: datetime


async def unanswered(
    db: AsyncSession, administration_id: UUID, found: Sequence[ProjectView]
) -> list[Waiting]:
    """The longest waiting project first."""
    kinds = [kind for kind, one in component.known().items() if hasattr(one.rules, "answer")]
    by_id = {project.id: project for project in found}
    values = {"administration": administration_id, "kinds": kinds, "projects": list(by_id)}
    rows = (await sql(db, _UNANSWERED, values)).all()
    waiting = [Waiting(by_id[row.project_id], row.number, row.oldest) for row in rows]
    return sorted(waiting, key=lambda one: one.oldest)


def ending_soon(found: Sequence[ProjectView], now: datetime) -> list[tuple[ProjectView, PhaseView]]:
    """Open phases of public projects that end within a week, the nearest first."""
    return sorted(
        (
            (project, phase)
            for project in found
            if project.published_at is not None
            for phase in project.phases
            if phase.state == "current" and phase.closes_at - now <= SOON
        ),
        key=lambda one: one[1].closes_at,
    )


# --- Jobs ---


@dataclass(frozen=True)
class JobView:
    """A job as `progress(job)` of ui/parts.html and the lists show it."""

    code: str
    state: str  # waiting, running, done, failed, cancelled
    label: Any
    done: int | None
    total: int | None
    message: str
    asked_at: datetime
    ended_at: datetime | None
    next: str = ""  # where its result is read

    @property
    def is_over(self) -> bool:
        return self.state not in ("waiting", "running")

    @property
    def can_retry(self) -> bool:
        return self.state in ("failed", "cancelled")


def job_view(job: Job) -> JobView:
    """`result` may hold `message` and `next`, the path of a page of ours, for when it is done."""
    running = job.state is JobState.RUNNING
    said = {JobState.DONE: job.result.get("message", ""), JobState.CANCELLED: ""}
    message = str(said.get(job.state, job.stage))
    return JobView(
        job.code,
        job.state.value,
        jobs.title(job.name),
        round(job.share * 100) if running else None,
        100 if running else None,
        job.error if job.state is JobState.FAILED else i18n.gettext(message) if message else "",
        job.created_at,
        job.ended_at,
        str(job.result.get("next", "")),
    )


async def jobs_page(
    db: AsyncSession, administration_id: UUID | None, cursor_text: str = ""
) -> Page[JobView]:
    """Jobs of an administration, or all that the viewer may see; the newest first."""
    cursor = _read(cursor_text)
    backwards = cursor is not None and cursor.backwards
    found = select(Job)
    counted, values = "SELECT count(*) FROM job", dict[str, Any]()
    if administration_id is not None:
        found = found.where(Job.administration_id == administration_id)
        counted += " WHERE administration_id = :administration"
        values["administration"] = administration_id
    if cursor:
        key = UUID(str(cursor.keys[0]))
        found = found.where(col(Job.id) > key if backwards else col(Job.id) < key)
    order = col(Job.id).asc() if backwards else col(Job.id).desc()
    rows = (await db.exec(found.order_by(order).limit(SIZE + 1))).all()
    total = (await sql(db, text(counted), values)).scalar_one()
    page = cut(rows, SIZE, cursor, lambda job: (str(job.id),), total)
    return Page([job_view(job) for job in page.items], page.previous, page.next, total)


def _read(value: str) -> Cursor | None:
    cursor = Cursor.read(value, 1)
    if cursor:
        try:
            UUID(str(cursor.keys[0]))
        except ValueError:
            return None
    return cursor


async def unfinished(db: AsyncSession, viewer: Viewer, administration_id: UUID) -> list[JobView]:
    """What runs, waits, or failed within the last week."""
    found = (
        select(Job)
        .where(
            Job.administration_id == administration_id,
            col(Job.state).in_([JobState.WAITING, JobState.RUNNING, JobState.FAILED]),
            Job.created_at > viewer.now - SOON,
        )
        .order_by(col(Job.created_at).desc())
        .limit(10)
    )
    return [job_view(job) for job in (await db.exec(found)).all()]


async def job(db: AsyncSession, code: str, administration_id: UUID | None = None) -> Job:
    """Raises NotFound for an unknown job, and for one of another administration."""
    found = select(Job).where(Job.code == code)
    if administration_id is not None:
        found = found.where(Job.administration_id == administration_id)
    one = (await db.exec(found)).one_or_none()
    if one is None:
        raise NotFound
    return one
