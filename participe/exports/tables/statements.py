"""Statements with their sums, and the answers behind a published result, person by person.

A person stands there under a key that was drawn for that result alone.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text

from participe.core.batches import Fetch
from participe.core.i18n import _l
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source
from participe.exports.tables.walk import day, statement, walk
from participe.subjects.models import AuthorKind

KIND = "statement"
FIELDS = (
    OpenField("id", "string", _l("Code of the statement, as in its address."), True),
    OpenField("box", "string", _l("Where it is asked."), True),
    OpenField("text", "string", _l("The statement."), True),
    OpenField("lang", "string", _l("Language of the text, ISO 639; “und” when unknown."), True),
    OpenField("added_on", "date", _l("Day on which it was added, in Belgium."), True),
    OpenField(
        "author_kind", "string", _l("Who wrote it: a citizen, an ally community or an official."),
        True, tuple(AuthorKind),
    ),
    OpenField("closed_on", "date", _l("Day on which it was closed; empty while people are asked.")),
    OpenField("agreed", "integer", _l("People who agreed."), True),
    OpenField("disagreed", "integer", _l("People who disagreed."), True),
    OpenField("passed", "integer", _l("People who passed."), True),
)  # fmt: skip
VOTE_FIELDS = (
    OpenField("person", "string", _l("A key drawn for this result alone; it leads to nobody."), True),
    OpenField("statement", "string", _l("Code of the statement."), True),
    OpenField("vote", "integer", _l("1 agrees, -1 disagrees, 0 passes."), True),
    OpenField("box", "string", _l("Where it was asked."), True),
    OpenField("result", "string", _l("Code of the published result."), True),
)  # fmt: skip
_LISTED = statement(
    "s.code, s.lang, s.created_at, s.author_kind, t.body, t.closed_at, t.agreed, t.disagreed, "
    "t.passed",
    "JOIN statement t ON t.id = s.id",
    KIND,
)
_BALLOTS = text(
    """
    SELECT r.code AS run, b.key, (SELECT jsonb_object_agg(a.code, a.value)
        FROM jsonb_each(b.answers) a (code, value) JOIN subject s ON s.code = a.code
        WHERE s.state = 'submitted' AND s.visibility = 'visible') AS answers
    FROM opinion_run r JOIN opinion_ballot b ON b.run_id = r.id
    WHERE r.component_id = :component AND r.published_at IS NOT NULL AND b.key > :after
    ORDER BY b.key LIMIT 500
    """
)


async def _statements(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box in source.project.of_kind(KIND):
        async for row in walk(fetch, _LISTED, box.id):
            yield (
                row.code, box.slug, row.body, row.lang, day(row.created_at), row.author_kind,
                day(row.closed_at), row.agreed, row.disagreed, row.passed,
            )  # fmt: skip


async def _votes(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box in source.project.of_kind(KIND):
        after = ""
        while rows := await fetch(_BALLOTS, {"component": box.id, "after": after}):
            for row in rows:
                for code, vote in sorted((row.answers or {}).items()):
                    yield row.key, code, vote, box.slug, row.run
            after = rows[-1].key


statements = OpenTable(
    "statements",
    _l("Statements"),
    _l("Short statements that people agree or disagree with, and how many did."),
    FIELDS,
    _statements,
    key=("id",),
)
statement_votes = OpenTable(
    "statement_votes",
    _l("Answers to statements"),
    _l("The answers behind each published result on what people think, without any person."),
    VOTE_FIELDS,
    _votes,
    key=("person", "statement"),
    points_to=(("statement", "statements", "id"),),
)
