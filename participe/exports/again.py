"""What makes a published analysis again: the texts it read, the report before, the corrections."""

import csv
from collections.abc import AsyncIterator
from io import StringIO

from sqlalchemy import text

from participe.core.batches import Fetch
from participe.exports.package import as_json
from participe.ideas.queries.texts import WHOLE
from participe.insights.queries import RunView, report_lines

BATCH = 2000
COLUMNS = ("id", "text", "lang", "channel", "kind", "author")
# The author is a key: the first code of the same person among these contributions.
_ROWS = text(
    f"""
    WITH people AS MATERIALIZED (
        SELECT s.author_id, min(s.code) AS author FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.run_id = :run AND i.position IS NOT NULL AND s.author_id IS NOT NULL
            AND s.state = 'submitted' AND s.visibility = 'visible' AND NOT s.is_erased
        GROUP BY s.author_id)
    SELECT x.position, s.code, {WHOLE} AS whole, s.lang, s.channel, s.kind,
        coalesce(p.author, '') AS author
    FROM topic_item x JOIN subject s ON s.id = x.subject_id JOIN idea i ON i.id = s.id
        LEFT JOIN people p ON p.author_id = s.author_id
    WHERE x.run_id = :run AND x.position > :after
        AND s.state = 'submitted' AND s.visibility = 'visible' AND NOT s.is_erased
    ORDER BY x.position LIMIT {BATCH}
    """  # noqa: S608 - constants
)


async def files(
    slug: str, run: RunView, before: RunView | None, fetch: Fetch
) -> AsyncIterator[tuple[str, bytes]]:
    """Name and a piece of each file, one file after the other."""
    name = f"analysis-{slug}.csv"
    yield name, _csv([COLUMNS])
    after = -1
    while rows := await fetch(_ROWS, {"run": run.id, "after": after}):
        yield name, _csv([(r.code, r.whole, r.lang, r.channel, r.kind, r.author) for r in rows])
        after = rows[-1].position
    if before is not None:
        async for line in report_lines(fetch, before):
            yield f"analysis-{slug}-previous.json", line.encode()
    if corrections := run.method.get("corrections"):
        yield f"analysis-{slug}-corrections.json", as_json(corrections)


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()
