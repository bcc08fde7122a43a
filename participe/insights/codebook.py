"""The codebook: name, definition and examples of each topic, signed by those who stand for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import sql
from participe.core.errors import Conflict
from participe.core.i18n import _l
from participe.insights.board_models import CodebookSignature, CodebookVersion
from participe.insights.correcting import Board
from participe.insights.queries import RunView
from participe.insights.queries.contents import PUBLIC

EXAMPLES = 2
CHANGED = _l("The codebook was changed meanwhile. Read it again, then sign it.")
# What a version holds; texts of people are told by code, so that what is hidden stays hidden.
_NOW = text(
    f"""
    SELECT t.number, t.label, t.definition, p.number AS parent, coalesce((
        SELECT jsonb_agg(x.code ORDER BY x.position) FROM (
            SELECT s.code, q.position FROM topic_quote q JOIN subject s ON s.id = q.subject_id
            WHERE q.topic_id = t.id AND q.kind = 'typical' AND {PUBLIC}
            ORDER BY q.position LIMIT {EXAMPLES}) x), '[]') AS examples
    FROM topic t LEFT JOIN topic p ON p.id = t.parent_id
    WHERE t.run_id = :run AND NOT t.is_gone ORDER BY coalesce(p.number, t.number), p.number NULLS FIRST, t.number
    """  # noqa: S608 - constants
)
_SIGNED = text(
    """
    SELECT v.id, v.number, v.created_at, v.content, s.name, s.at
    FROM codebook_version v LEFT JOIN codebook_signature s ON s.version_id = v.id
    WHERE v.run_id = :run ORDER BY v.number DESC, s.at
    """
)


@dataclass
class Version:
    number: int
    content: list[dict[str, Any]]
    signatures: list[tuple[str, datetime]] = field(default_factory=list)


async def content(db: AsyncSession, run_id: Any) -> list[dict[str, Any]]:
    """The codebook as it is now."""
    return [dict(row._mapping) for row in (await sql(db, _NOW, {"run": run_id})).all()]


async def versions(db: AsyncSession, run: RunView) -> Sequence[Version]:
    """The last first."""
    found: dict[int, Version] = {}
    for row in (await sql(db, _SIGNED, {"run": run.id})).all():
        version = found.setdefault(row.number, Version(row.number, row.content))
        if row.at is not None:
            version.signatures.append((row.name, row.at))
    return list(found.values())


def is_same(version: Version, now: list[dict[str, Any]]) -> bool:
    """Whether what is signed is what there is; which examples are public does not matter."""
    return _words(version.content) == _words(now)


def _words(content: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["number"], one["label"], one["definition"], one["parent"]) for one in content]


async def define(board: Board, code: str, version: int, words: str) -> None:
    """A sentence on what belongs into a topic."""
    topic = board.unchanged(code, version)
    if topic.definition != words:
        topic.definition = words
        topic.version += 1
        audit.note(
            board.db, board.viewer, "analysis.define", f"analysis:{board.run.code}",
            administration_id=board.run.administration_id, topic=topic.number,
        )  # fmt: skip


async def sign(board: Board, name: str, run: RunView, number: int) -> int:
    """Sign what there is as version `number`; the first signature makes it. Raises Conflict."""
    now = await content(board.db, run.id)
    last = next(iter(await versions(board.db, run)), None)
    fits = last is not None and is_same(last, now)
    wanted = last.number if last is not None and fits else (last.number if last else 0) + 1
    if number != wanted:
        raise Conflict(CHANGED)
    if fits:
        asked = select(CodebookVersion).where(
            CodebookVersion.run_id == run.id, CodebookVersion.number == number
        )
        version = (await board.db.exec(asked)).one()
    else:
        version = CodebookVersion(
            administration_id=board.run.administration_id, run_id=run.id, number=number, content=now
        )
        board.db.add(version)
        await board.db.flush()
    before = await board.db.get(CodebookSignature, (version.id, board.viewer.id))
    if before is None:
        assert board.viewer.id
        board.db.add(
            CodebookSignature(
                version_id=version.id, person_id=board.viewer.id, name=name, at=board.viewer.now
            )
        )
        audit.note(
            board.db, board.viewer, "analysis.sign_codebook", f"analysis:{board.run.code}",
            administration_id=board.run.administration_id, version=number,
        )  # fmt: skip
    return number
