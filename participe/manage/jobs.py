"""Long work of the platform itself."""

from typing import Any

from participe.core import audit
from participe.core.db import working
from participe.core.i18n import _l
from participe.core.jobs import Work, long_work

VERIFY = "manage.verify_audit"
SHOWN = 50  # faults; more of them say nothing more


@long_work(VERIFY, _l("Check of the log"))
async def verify_audit(work: Work) -> dict[str, Any]:
    """From the first row to the last: a long log takes minutes."""
    await work.report(_l("Reading the log").message, 0.1)
    async with working(work.sessions) as db:
        wrong, head = await audit.verify(db), await audit.head(db)
    return {"next": work.job.arguments["next"], "wrong": wrong[:SHOWN], "head": str(head)}
