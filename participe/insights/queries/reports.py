"""A stored run as the `report.json` that the library wrote, line for line.

What is not public any more is left out; when nothing is, the bytes are those of the library, and
those that anybody gets who makes the analysis again from the open data.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import text

from participe.core.batches import Fetch
from participe.insights.queries.history import RunView

BATCH = 2000
_PUBLIC = "s.state = 'submitted' AND s.visibility = 'visible'"
_COUNT = text(
    f"SELECT count(*) AS number FROM topic_item i JOIN subject s ON s.id = i.subject_id "  # noqa: S608
    f"WHERE i.run_id = :run AND {_PUBLIC}"
)
ITEMS = text(
    f"""
    SELECT i.position, s.code, t.number AS topic, i.confidence, i.lang, i."check", i.other
    FROM topic_item i JOIN subject s ON s.id = i.subject_id LEFT JOIN topic t ON t.id = i.topic_id
    WHERE i.run_id = :run AND i.position > :after AND {_PUBLIC} ORDER BY i.position LIMIT {BATCH}
    """  # noqa: S608 - constants
)
_TOPICS = text(
    f"""
    SELECT t.number, t.label, t.terms, t.lang, t.size, t.texts, t.stability,
        (SELECT jsonb_agg(jsonb_build_array(s.code, i.quote_text, i.quote)
                ORDER BY i.quote DESC, i.rank)
         FROM topic_item i JOIN subject s ON s.id = i.subject_id
         WHERE i.topic_id = t.id AND i.quote IS NOT NULL AND {_PUBLIC}) AS quotes
    FROM topic t WHERE t.run_id = :run ORDER BY t.number
    """  # noqa: S608 - constants
)


async def report_lines(fetch: Fetch, run: RunView) -> AsyncIterator[str]:
    """The text of the report in pieces, its items read in batches."""
    # Their number stands before them.
    read = (await fetch(_COUNT, {"run": run.id}))[0].number
    left = [{"id": id_, "reason": reason} for id_, reason in run.unread]
    yield "{\n"
    yield f' "received": {read + len(left)},\n "read": {read},\n'
    yield f' "excluded": {_indented(left)},\n'
    yield ' "items": ['
    separator, after = "\n  ", -1
    while rows := await fetch(ITEMS, {"run": run.id, "after": after}):
        for row in rows:
            yield separator + _indented(_item(row), 2)
            separator = ",\n  "
        after = rows[-1].position
    yield "],\n" if separator == "\n  " else "\n ],\n"
    topics = [_topic(row) for row in await fetch(_TOPICS, {"run": run.id})]
    yield f' "topics": {_indented(topics)},\n "method": {_indented(run.method)}\n}}\n'


def _indented(value: Any, depth: int = 1) -> str:
    """As `json.dumps(…, indent=1)` writes it so deep inside; texts hold no line ends."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth)


def _item(row: Any) -> dict[str, Any]:
    return {
        "id": row.code,
        "topic": row.topic,
        "subtopic": None,
        "confidence": row.confidence,
        "language": row.lang,
        "family": None,
        "check": row.check,
        "nearest_other": row.other,
    }


def _topic(row: Any) -> dict[str, Any]:
    return {
        "id": row.number,
        "parent": None,
        "label": row.label,
        "terms": row.terms,
        "size_people": row.size,
        "size_texts": row.texts,
        "stability": row.stability,
        "languages": [row.lang],
        "quotes": [
            {"id": code, "text": words, "kind": kind} for code, words, kind in row.quotes or ()
        ],
    }
