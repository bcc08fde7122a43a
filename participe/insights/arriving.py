"""Contributions that came after a run: put into the nearest topic by the run's own model.

They are not in its report: that stays as it was made, until the next run reads them.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Text
from participe.core.db import sql

BATCH = 500  # at most, each time something comes
LAST = 1_000_000  # rank: after all that the run itself placed

# The newest run, and the one that is public where it is another.
_RUNS = text(
    """
    SELECT r.id, c.kind FROM analysis_run r JOIN component c ON c.id = r.component_id
    WHERE r.component_id = :component AND EXISTS (SELECT 1 FROM analysis_model m WHERE m.run_id = r.id)
        AND (r.published_at IS NOT NULL OR r.id = (SELECT n.id FROM analysis_run n
            WHERE n.component_id = :component ORDER BY n.done_at DESC, n.id DESC LIMIT 1))
    ORDER BY r.id FOR UPDATE OF r
    """
)
_NEW = text(
    f"""
    SELECT s.id FROM subject s JOIN component c ON c.id = s.component_id AND c.kind = s.kind
    WHERE s.component_id = :component AND s.state = 'submitted' AND s.visibility = 'visible'
        AND NOT EXISTS (SELECT 1 FROM topic_item i WHERE i.run_id = :run AND i.subject_id = s.id)
    ORDER BY s.id DESC LIMIT {BATCH}
    """  # noqa: S608 - a number of ours
)
_MODEL = text("SELECT content FROM analysis_model WHERE run_id = :run")
# A topic that somebody merged meanwhile stands for the one it went into.
_TOPICS = text(
    """
    WITH RECURSIVE went (number, id, parent_id, is_gone, into_id, steps) AS (
        SELECT number, id, parent_id, is_gone, into_id, 0 FROM topic WHERE run_id = :run
        UNION ALL
        SELECT w.number, t.id, t.parent_id, t.is_gone, t.into_id, w.steps + 1
        FROM went w JOIN topic t ON t.id = w.into_id WHERE w.is_gone AND w.steps < 100)
    SELECT number, id, parent_id FROM went WHERE NOT is_gone
    """
)
_ADD = text(
    f"""
    INSERT INTO topic_item (run_id, subject_id, topic_id, subtopic_id, made_topic, made_subtopic,
        made_pinned, pinned, is_rare, confidence, other, lang, "check", rank)
    SELECT :run, s.id, :topic, :part, :made_topic, :made_part, false, false, false, :confidence,
        :other, :lang, :check, {LAST}
    FROM subject s WHERE s.code = :code
    ON CONFLICT DO NOTHING
    """  # noqa: S608 - a number of ours
)
_COUNT = (
    text(
        """
        UPDATE topic t SET size = t.size + n.number, shown = t.shown + n.number,
            to_check = t.to_check + n.checked
        FROM (
            SELECT x.id, count(*) AS number, count(*) FILTER (WHERE x."check") AS checked FROM (
                SELECT i.topic_id AS id, i."check" FROM topic_item i JOIN subject s ON s.id = i.subject_id
                WHERE i.run_id = :run AND s.code = ANY (:codes)
                UNION ALL
                SELECT i.subtopic_id, i."check" FROM topic_item i JOIN subject s ON s.id = i.subject_id
                WHERE i.run_id = :run AND s.code = ANY (:codes)) x
            WHERE x.id IS NOT NULL GROUP BY x.id) n
        WHERE t.id = n.id
        """
    ),
    text(
        """
        UPDATE analysis_run r SET came = r.came + n.number, shown = r.shown + n.number,
            untold = r.untold + n.untold
        FROM (SELECT count(*) AS number, count(*) FILTER (WHERE i.topic_id IS NULL) AS untold
            FROM topic_item i JOIN subject s ON s.id = i.subject_id
            WHERE i.run_id = :run AND s.code = ANY (:codes)) n
        WHERE r.id = :run
        """
    ),
)


async def component_of(db: AsyncSession, subject_id: UUID) -> UUID | None:
    found = text("SELECT component_id FROM subject WHERE id = :id")
    return (await sql(db, found, {"id": subject_id})).scalar_one_or_none()


async def assign(db: AsyncSession, component_id: UUID) -> None:
    """All that have no place yet, so that what came by import or paper is not forgotten.

    Repeated, it finds nothing to do. Called by the worker, which sees every administration.
    """
    for run in (await sql(db, _RUNS, {"component": component_id})).all():
        values = {"run": run.id, "component": component_id}
        ids = [row.id for row in (await sql(db, _NEW, values)).all()]
        some = component.of(run.kind).texts
        if not ids or some is None or some.some is None:
            continue
        texts = [one for one in await some.some(db, ids) if not one.left_out and one.text.strip()]
        content = (await sql(db, _MODEL, values)).scalar_one()
        placed = await asyncio.to_thread(_place, bytes(content), texts)
        await _store(db, run.id, placed)


def _place(content: bytes, texts: Sequence[Text]) -> list[tuple[Text, str, Any]]:
    """Each text with its language and what the model says of it."""
    from participe.analysis import Contribution, Model  # scikit-learn: only where it is needed
    from participe.analysis.language import find_languages
    from participe.analysis.options import Options

    model = Model.from_bytes(content)
    said = [Contribution(one.code, one.text, one.lang or None) for one in texts]
    languages = find_languages(said, Options.languages)
    placed = []
    for language in sorted(set(languages)):
        here = [one for one, lang in zip(texts, languages, strict=True) if lang == language]
        found = model.assign([one.text for one in here], language)
        placed += [(one, language, each) for one, each in zip(here, found, strict=True)]
    return placed


async def _store(db: AsyncSession, run_id: UUID, placed: list[tuple[Text, str, Any]]) -> None:
    if not placed:
        return
    topics = {row.number: row for row in (await sql(db, _TOPICS, {"run": run_id})).all()}
    rows = []
    for one, language, found in placed:
        part, topic = topics.get(found.subtopic), topics.get(found.topic)
        if part is not None and part.parent_id is None:  # it stands alone now
            topic, part = part, None
        if part is not None and topic is not None and topic.parent_id is not None:
            topic, part = None, topic
        if part is None and topic is not None and topic.parent_id is not None:
            topic, part = None, topic  # it went under another
        above = part.parent_id if part is not None else topic.id if topic is not None else None
        rows.append({
            "run": run_id, "code": one.code, "topic": above,
            "part": part.id if part is not None else None,
            "made_topic": found.topic, "made_part": found.subtopic,
            "confidence": found.confidence, "other": found.nearest_other, "lang": language,
            "check": found.check,
        })  # fmt: skip
    await sql(db, _ADD, rows)
    for statement in _COUNT:
        await sql(db, statement, {"run": run_id, "codes": [row["code"] for row in rows]})
