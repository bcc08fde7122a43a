"""What a contribution's page says of its group: where it went, or what it stands for."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.component import Panel
from participe.core.rules import Viewer
from participe.duplicates import queries, rules


async def panel(
    db: AsyncSession, viewer: Viewer, thing: Any, thing_rules: Any, *, cursor: str = ""
) -> Panel | None:
    """None for a contribution without a group: most of them, at no cost."""
    if thing.merged_into_id is None and not thing.members:
        return None
    whereto = await queries.whereto(db, viewer, thing.id) if thing.merged_into_id else None
    return Panel(
        "duplicates/panel.html",
        {
            "thing": thing,
            "whereto": whereto,
            "members": await queries.members(db, viewer, thing.id, thing.members, cursor)
            if thing.members
            else None,
            "may_object": rules.object_to.allows(viewer, thing),
            "may_group": thing_rules.group.allows(viewer, thing),
        },
    )
