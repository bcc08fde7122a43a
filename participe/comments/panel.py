"""The thread under any subject's page."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.comments import queries, rules
from participe.core import forms
from participe.core.component import Panel
from participe.core.rules import Viewer


async def panel(
    db: AsyncSession,
    viewer: Viewer,
    thing: Any,
    thing_rules: Any,
    *,
    cursor: str = "",
    form: forms.Filled | None = None,
    reply_to: str = "",
    edit: UUID | None = None,
) -> Panel:
    """`thing`: what is commented, with `id`, `code`, `url`; its rules say who may."""
    return Panel(
        "comments/panel.html",
        {
            "thing": thing,
            "threads": await queries.threads(db, viewer, thing.id, cursor),
            "comment_form": form or forms.Filled(),
            "comment_why_not": thing_rules.comment.why_not(viewer, thing),
            "comment_rules": rules,
            "reply_to": reply_to,
            "editing": edit,
        },
    )
