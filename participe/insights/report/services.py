"""Having the groups of people in the topics of a run counted anew."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, i18n, jobs
from participe.core.jobs import Job
from participe.core.rules import Viewer
from participe.insights.queries import RunView
from participe.insights.report import rules
from participe.projects.queries import ProjectView

COUNT = "insights.count_groups"


def once(run_id: UUID) -> str:
    """At most one count of a run waits or runs."""
    return f"{COUNT}:{run_id}"


async def count(db: AsyncSession, viewer: Viewer, project: ProjectView, run: RunView) -> Job | None:
    """Ask for it; None when a count of this run waits or runs already. Raises Refused."""
    rules.count.require(viewer, project)
    try:
        job = await jobs.start(
            db,
            COUNT,
            administration_id=project.administration_id,
            project_id=project.id,
            asked_by_id=viewer.id,
            once=once(run.id),
            run=str(run.id),
            place={
                "locale": i18n.locale(),
                "administration": project.administration.slug,
                "project": project.slug,
                "run": run.code,
            },
        )
    except jobs.Running:
        return None
    audit.note(
        db, viewer, "analysis.count_groups", f"analysis:{run.code}",
        administration_id=project.administration_id,
    )  # fmt: skip
    return job
