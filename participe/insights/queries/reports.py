"""A stored run as the `report.json` that the library wrote, line for line.

What is not public any more is left out; when nothing is, the bytes are those of the library, and
those that anybody gets who makes the analysis again from the open data.
"""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text

from participe.core.batches import Fetch
from participe.insights.queries.history import RunView, steadiness

BATCH = 2000
_PUBLIC = "s.state = 'submitted' AND s.visibility = 'visible'"
_COUNT = text(
    f"SELECT count(*) AS number FROM topic_item i JOIN subject s ON s.id = i.subject_id "  # noqa: S608
    f"WHERE i.run_id = :run AND i.position IS NOT NULL AND {_PUBLIC}"
)
# What one text alone holds is nobody else's: told while two of its members are public.
_FAMILIES = f"""
    SELECT f.number, f.words, f.size_people, f.size_items FROM analysis_family f
    WHERE f.run_id = :run AND (
        SELECT count(*) FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.run_id = :run AND i.family = f.number AND {_PUBLIC}) > 1
"""  # noqa: S608 - constants
ITEMS = text(
    f"""
    SELECT i.position, s.code, i.made_topic, i.made_subtopic, i.confidence, i.lang, f.number AS family,
        i."check", i.other, i.made_pinned
    FROM topic_item i JOIN subject s ON s.id = i.subject_id
        LEFT JOIN ({_FAMILIES}) f ON f.number = i.family
    WHERE i.run_id = :run AND i.position > :after AND {_PUBLIC} ORDER BY i.position LIMIT {BATCH}
    """  # noqa: S608 - constants
)
_TOPICS = text(
    f"""
    SELECT t.number, t.made_parent, t.made_name, t.machine_label, t.terms, t.size_people, t.texts,
        t.made_size, t.stability, t.languages,
        (SELECT jsonb_agg(jsonb_build_array(q.kind, s.code, q.words) ORDER BY q.position)
         FROM topic_quote q JOIN subject s ON s.id = q.subject_id
         WHERE q.topic_id = t.id AND {_PUBLIC}) AS quotes
    FROM topic t WHERE t.run_id = :run AND t.position IS NOT NULL ORDER BY t.position
    """  # noqa: S608 - constants
)
_OF_RUN = text("SELECT pairs, changes, merged, made_next FROM analysis_run WHERE id = :run")
_RARE = text(
    f"SELECT s.code FROM topic_item i JOIN subject s ON s.id = i.subject_id "  # noqa: S608
    f"WHERE i.run_id = :run AND i.is_rare AND i.position IS NOT NULL AND {_PUBLIC} "
    "ORDER BY i.position"
)


async def report_lines(fetch: Fetch, run: RunView) -> AsyncIterator[str]:
    """The text of the report in pieces, its items read in batches."""
    # Their number stands before them.
    values = {"run": run.id}
    read = (await fetch(_COUNT, values))[0].number
    (told,) = await fetch(_OF_RUN, values)
    left = [{"id": id_, "reason": reason} for id_, reason in run.unread]
    yield f'{{\n"received": {read + len(left)},\n"read": {read},\n"excluded": {_listed(left)},\n'
    yield '"items": ['
    separator, after = "\n ", -1
    while rows := await fetch(ITEMS, values | {"after": after}):
        for row in rows:
            yield separator + _line(_item(row))
            separator = ",\n "
        after = rows[-1].position
    yield "],\n" if separator == "\n " else "\n],\n"
    topics = [_topic(row) for row in await fetch(_TOPICS, values)]
    families = [
        {"id": row.number, "text": row.words, "size_people": row.size_people, "size_items": row.size_items}
        for row in await fetch(text(_FAMILIES + " ORDER BY number"), values)
    ]  # fmt: skip
    rare = [row.code for row in await fetch(_RARE, values)]
    yield f'"topics": {_listed(topics)},\n"families": {_listed(families)},\n'
    yield f'"rare": {_line(rare)},\n"pairs": {_listed(told.pairs)},\n'
    yield f'"changes": {_line(told.changes)},\n"merged": {_line(told.merged)},\n'
    yield f'"next_id": {told.made_next},\n"method": {_line(run.method)}\n}}\n'


def _line(value: Any) -> str:
    """As the library writes a value on one line."""
    return json.dumps(value, ensure_ascii=False)


def _listed(values: Sequence[Any]) -> str:
    return "[\n " + ",\n ".join(map(_line, values)) + "\n]" if values else "[]"


def _item(row: Any) -> dict[str, Any]:
    return {
        "id": row.code,
        "topic": row.made_topic,
        "subtopic": row.made_subtopic,
        "confidence": row.confidence,
        "language": row.lang,
        "family": row.family,
        "check": row.check,
        "nearest_other": row.other,
        "pinned": row.made_pinned,
    }


def _topic(row: Any) -> dict[str, Any]:
    quotes = row.quotes or ()
    return {
        "id": row.number,
        "parent": row.made_parent,
        "label": row.made_name or row.machine_label,
        "name": row.made_name,
        "machine_label": row.machine_label,
        "terms": row.terms,
        "size_people": row.size_people,
        "size_texts": row.texts,
        "size_items": row.made_size,
        "stability": row.stability,
        "steadiness": steadiness(row.stability),
        "languages": row.languages,
        "quotes": [
            {"id": code, "text": words, "kind": kind}
            for kind, code, words in quotes
            if kind != "summary"
        ],
        "summary": [
            {"id": code, "text": words} for kind, code, words in quotes if kind == "summary"
        ],
    }
