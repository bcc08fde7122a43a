"""Bulk work as long work."""

from uuid import UUID

from participe.casework import bulk
from participe.core.i18n import _l
from participe.core.jobs import Work, long_work


@long_work(bulk.APPLY, _l("Work on many contributions"))
async def apply(work: Work) -> dict[str, str]:
    await bulk.apply_all(work, UUID(work.job.arguments["action"]))
    return {"next": work.job.arguments["next"]}
