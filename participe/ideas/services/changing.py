"""Changing an idea that was sent, and withdrawing it. What was public stays readable."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.errors import Conflict
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.ideas import rules
from participe.ideas.events import IdeaEdited, IdeaWithdrawn
from participe.ideas.models import IdeaVersion
from participe.ideas.queries import IdeaView
from participe.ideas.services.words import Details, Words, write_details, write_words
from participe.projects.services import hold_open
from participe.subjects import corrections

CHANGED_MEANWHILE = _l(
    "This idea was changed in another window meanwhile. Nothing is lost: both texts are below."
)
_NEXT_VERSION = text(
    """
    UPDATE idea SET version = version + 1, edited_at = :now
    WHERE id = :id AND version = :version RETURNING id
    """
)

_WITHHOLD = text("UPDATE idea_version SET withheld = true WHERE idea_id = :id")


async def edit(
    db: AsyncSession, viewer: Viewer, idea: IdeaView, version: int, words: Words, details: Details
) -> bool:
    """Replace the words and keep those before as a version. False when nothing differs.

    `version` is the one that the author had before their eyes. Raises Refused when the box is
    closed, Conflict when the idea has changed since. What is held or hidden stays so.
    """
    rules.edit.require(viewer, idea)
    if _same(idea, words, details):
        return False
    away = await corrections.is_away(db, idea.id)
    if not away:
        await hold_open(db, idea.component_id, "submit")
    values = {"id": idea.id, "version": version, "now": viewer.now}
    if version != idea.version or (await sql(db, _NEXT_VERSION, values)).first() is None:
        raise Conflict(CHANGED_MEANWHILE)
    db.add(
        IdeaVersion(
            idea_id=idea.id,
            number=version,
            title=idea.title,
            body=idea.body,
            written_at=idea.edited_at or idea.created_at,
        )
    )
    await db.flush()
    if away:
        # What a moderator hid does not come back to the public by the list of versions.
        await sql(db, _WITHHOLD, {"id": idea.id})
        await corrections.ask(db, viewer, idea.id, f"{idea.title}\n\n{idea.body}")
    await write_words(db, idea.id, words)
    await write_details(db, idea, details)
    publish(db, IdeaEdited(str(idea.id), version + 1))
    return True


def _same(idea: IdeaView, words: Words, details: Details) -> bool:
    theme_id = idea.theme.id if idea.theme else None
    own = {key: idea.fields.get(key) for key in details.fields}
    others = {
        one.key for one in idea.box.fields if one.key in idea.fields and one.kind.value != "file"
    }
    return (
        (idea.title, idea.body, idea.lang, theme_id)
        == (words.title, words.body, words.lang, words.theme_id)
        and (idea.place, idea.lat, idea.lon) == (details.place, details.lat, details.lon)
        and own == details.fields
        and others <= details.fields.keys()
    )


_WITHDRAW = text(
    "UPDATE subject SET state = 'withdrawn' WHERE id = :id AND state = 'submitted' RETURNING id"
)


async def withdraw(db: AsyncSession, viewer: Viewer, idea: IdeaView) -> None:
    """Take an idea out of the public's sight. Twice is as good as once."""
    rules.withdraw.require(viewer, idea)
    await hold_open(db, idea.component_id, "submit")
    if (await sql(db, _WITHDRAW, {"id": idea.id})).first() is not None:
        publish(db, IdeaWithdrawn(str(idea.id)))
