"""What the authority answered to contributions."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from participe.core.batches import Fetch
from participe.core.i18n import _l
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source
from participe.exports.tables.walk import day, statement, walk
from participe.subjects.models import Status

FIELDS = (
    OpenField("contribution", "string", _l("Code of the contribution that is answered."), True, of="answer.subject_id"),
    OpenField("answered_on", "date", _l("Day on which the answer was published."), True, of="answer.published_at"),
    OpenField("status", "string", _l("What was decided at that time."), True, tuple(Status), of="answer.status"),
    OpenField("lang", "string", _l("Language of this text of the answer."), True),
    OpenField(
        "text", "string", _l("The answer and its reasons. One row for each language."), True, of="answer.text"
    ),
)  # fmt: skip
_LISTED = statement(
    """
    s.code,
    (SELECT jsonb_agg(jsonb_build_array(extract(epoch FROM a.published_at), a.status, a.text)
        ORDER BY a.published_at, a.id) FROM answer a WHERE a.subject_id = s.id) AS answers
    """,
    "",
    "idea",
    "AND s.is_answered",
)


async def _rows(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box in source.boxes:
        async for row in walk(fetch, _LISTED, box.component_id):
            for at, status, words in row.answers or ():
                for lang, said in words.items():
                    if said:
                        yield row.code, day(datetime.fromtimestamp(at, UTC)), status, lang, said


answers = OpenTable(
    "answers",
    _l("Answers"),
    _l("Every public answer of the authority, earlier ones too; the last one of a contribution stands."),
    FIELDS,
    _rows,
    points_to=(("contribution", "contributions", "id"),),
)  # fmt: skip
