"""Looking for opinion groups as long work, in a process of its own."""

from typing import Any

from participe.consultations.publishing import GROUP
from participe.core.i18n import _l
from participe.core.jobs import Work, long_work


@long_work(GROUP, _l("Opinion groups"))
async def look_for_groups(work: Work) -> dict[str, Any]:
    from participe.consultations import adapter  # scikit-learn: only where it is needed

    return await adapter.run(work)
