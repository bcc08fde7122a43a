"""Grouping, taking back, and what is not the same. Nothing is deleted.

Callers ask the component's rule `group` of each contribution; see `screens/duplicates.py`.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import new_id, sql
from participe.core.errors import Conflict, Refused
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.rules import Rule, Viewer
from participe.duplicates import rules
from participe.duplicates.events import SubjectGrouped, SubjectUngrouped
from participe.duplicates.models import DuplicateHint, DuplicateLink

MOST = 200  # contributions grouped at once
MEANWHILE = _l("A colleague has grouped or taken out one of these meanwhile. Look at them again.")
_REGROUP = text("SELECT regroup(:id)")


async def group(
    db: AsyncSession, viewer: Viewer, rule: Rule, head: Any, members: Sequence[Any], reason: str
) -> int:
    """Show `members` under `head`, of the same component; return how many were added.

    A member that is in the group already stays; one that is head of a group brings it along.
    Raises Refused for contributions that cannot be grouped, Conflict when somebody was quicker.
    """
    if len(members) > MOST:
        raise Refused(_l("Group at most %(n)s contributions at a time.", n=MOST))
    for thing in (head, *members):
        rule.require(viewer, thing)
        if not thing.is_published:
            raise Refused(_l("Only public contributions can be grouped."))
        if (thing.component_id, thing.kind) != (head.component_id, head.kind):
            raise Refused(_l("Only contributions of the same list can be grouped."))
    if head.merged_into_id is not None:
        raise Conflict(MEANWHILE)
    added = [one for one in members if one.id != head.id and one.merged_into_id != head.id]
    links = [
        DuplicateLink(
            id=new_id(), created_at=viewer.now, member_id=one.id, head_id=head.id,
            by_id=viewer.id, text=reason,
        )
        for one in added
    ]  # fmt: skip
    try:
        async with db.begin_nested():
            db.add_all(links)
    except IntegrityError:  # the constraint: one open link for each member
        raise Conflict(MEANWHILE) from None
    await sql(db, _REGROUP, {"id": head.id})
    for one, link in zip(added, links, strict=True):
        publish(db, SubjectGrouped(str(link.id), str(one.id)))
        _note(db, viewer, "group", one, head=head.code)
    return len(links)


async def take_out(db: AsyncSession, viewer: Viewer, rule: Rule, thing: Any) -> bool:
    """Let a member stand for itself again, with those that came with it; False if it did."""
    rule.require(viewer, thing)
    found = (
        select(DuplicateLink)
        .where(DuplicateLink.member_id == thing.id, col(DuplicateLink.undone_at).is_(None))
        .with_for_update()
    )
    link = (await db.exec(found)).one_or_none()
    if link is None:
        return False
    link.undone_at, link.undone_by_id = viewer.now, viewer.id
    await db.flush()
    for id_ in (link.member_id, link.head_id):
        await sql(db, _REGROUP, {"id": id_})
    publish(db, SubjectUngrouped(str(link.id), str(thing.id)))
    _note(db, viewer, "ungroup", thing)
    return True


async def object_to(db: AsyncSession, viewer: Viewer, thing: Any, words: str) -> None:
    """The author says that it is not the same; officials see it in their list."""
    rules.object_to.require(viewer, thing)
    found = select(DuplicateLink).where(
        DuplicateLink.member_id == thing.id, col(DuplicateLink.undone_at).is_(None)
    )
    link = (await db.exec(found.with_for_update())).one_or_none()
    if link is None:
        raise Conflict(MEANWHILE)
    link.objection, link.objected_at = words, viewer.now


async def not_the_same(
    db: AsyncSession, viewer: Viewer, rule: Rule, first: Any, second: Any
) -> None:
    """Remembered for ever: these two are not suggested again."""
    rule.require(viewer, first)
    rule.require(viewer, second)
    low, high = sorted((first.id, second.id))
    found = select(DuplicateHint).where(
        DuplicateHint.first_id == low, DuplicateHint.second_id == high
    )
    hint = (await db.exec(found.with_for_update())).one_or_none()
    if hint is None:
        hint = DuplicateHint(
            administration_id=first.administration_id, component_id=first.component_id,
            first_id=low, second_id=high, score=0.0,
        )  # fmt: skip
        db.add(hint)
    hint.not_same_at, hint.not_same_by_id = viewer.now, viewer.id
    await db.flush()


def _note(db: AsyncSession, viewer: Viewer, action: str, thing: Any, **more: str) -> None:
    audit.note(
        db, viewer, f"duplicates.{action}", f"{thing.kind}:{thing.code}",
        administration_id=thing.administration_id, **more,
    )  # fmt: skip


_FORGET = text("DELETE FROM duplicate_hint WHERE component_id = :component AND not_same_at IS NULL")
_SUGGEST = text(
    """
    INSERT INTO duplicate_hint (id, created_at, administration_id, component_id, first_id,
        second_id, score, words)
    SELECT gen_random_uuid(), :now, c.administration_id, c.id, h.first_id, h.second_id, h.score,
        h.words
    FROM jsonb_to_recordset(CAST(:hints AS jsonb))
            AS h (first_id uuid, second_id uuid, score float, words jsonb)
        JOIN component c ON c.id = :component
        JOIN subject a ON a.id = h.first_id JOIN subject b ON b.id = h.second_id
    ON CONFLICT (first_id, second_id) DO NOTHING
    """
)


async def suggest(db: AsyncSession, component_id: UUID, hints: str, now: Any) -> None:
    """Replace what was suggested of a component; `hints`: a JSON array of pairs in order."""
    await sql(db, _FORGET, {"component": component_id})
    await sql(db, _SUGGEST, {"component": component_id, "hints": hints, "now": now})
