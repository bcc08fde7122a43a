"""The analysis as long work, in a process of its own."""

from typing import Any

from participe.core.i18n import _l
from participe.core.jobs import Work, long_work
from participe.insights.report.services import COUNT
from participe.insights.services import ANALYSE


@long_work(ANALYSE, _l("Analysis of topics"))
async def analyse(work: Work) -> dict[str, Any]:
    from participe.insights import adapter  # scikit-learn: only where it is needed
    from participe.insights.report import crossing

    done = await adapter.run(work)
    await crossing.after(work)
    return done


@long_work(COUNT, _l("Counting who speaks of what"))
async def count_groups(work: Work) -> dict[str, Any]:
    from participe.insights.report import crossing  # scipy: only where it is needed

    return await crossing.again(work)
