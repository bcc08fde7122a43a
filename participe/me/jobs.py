"""Long work for people: their leaving, the copy of their data, what goes at night."""

from typing import Any

from sqlalchemy import text

from participe.core.db import sql, working
from participe.core.i18n import _l
from participe.core.jobs import Work, long_work
from participe.me import copies, leaving, retention

__all__ = ["copy", "leave", "retention"]
_FORGET = text("UPDATE job SET arguments = '{}', once = NULL, stage = '' WHERE id = :id")


@long_work(leaving.LEAVE, _l("Leaving the platform"))
async def leave(work: Work) -> dict[str, Any]:
    """Begins again where it was; when it is done, the job itself no longer knows who it was."""
    if work.job.arguments:
        going = leaving.Going.read(work.job.arguments)
        await leaving.finish(work.sessions, work.settings, going, work.report)
        async with working(work.sessions) as db:
            await sql(db, _FORGET, {"id": work.job.id})
    return {}


@long_work(copies.COPY, _l("Copy of your data"))
async def copy(work: Work) -> dict[str, Any]:
    return await copies.make(work)
